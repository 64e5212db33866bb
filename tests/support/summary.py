"""Lines that tests add to the summary of the run, such as counts of requests and faults."""

SUMMARY_LINES: list[str] = []


def add_summary(line: str) -> None:
    """Print `line` at the end of the test run."""
    SUMMARY_LINES.append(line)
