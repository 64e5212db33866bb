"""What tests tried, said at the end of the run: inputs, faults, requests, losses."""

LINES: list[str] = []


def tried(line: str) -> None:
    """Say `line` at the end of the run."""
    LINES.append(line)
