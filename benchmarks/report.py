"""Tables on the terminal and in results.md."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import table as rich_table
from rich.console import Console

from benchmarks.table import Row, Table

EXPLANATION = (
    "Written by `make bench`. Figures are medians of several rounds, in which the subjects are "
    "measured alternately. A ratio is taken within a round; brackets hold its lowest and highest."
)


def show(console: Console, table: Table) -> None:
    """Print a table."""
    grid = rich_table.Table(title=table.title, caption=table.note, title_justify="left")
    for heading in headings(table):
        grid.add_column(heading)
    for row in table.rows:
        grid.add_row(*cells(row))
    console.print(grid)


def headings(table: Table) -> list[str]:
    return [*table.columns, table.figure, "goal", ""]


def cells(row: Row) -> list[str]:
    figure = "" if row.figure is None else str(row.figure)
    return [*row.cells, figure, "" if row.goal is None else str(row.goal), row.verdict]


def write(
    path: Path,
    machine: Mapping[str, str],
    tables: Sequence[Table],
    charts: Mapping[str, str],
    seconds: float,
) -> None:
    """Write all tables as Markdown; `charts` has the file of each chart by slug."""
    parts = [
        "# Results\n",
        f"{EXPLANATION}\n",
        *(f"- {name}: {value}" for name, value in machine.items()),
        f"- took: {seconds / 60:.0f} minutes\n",
        verdicts(tables) + "\n",
    ]
    for table in tables:
        parts += [f"## {table.title}\n", f"{table.note}\n", _markdown(table)]
        parts += [
            f"![{chart.title}]({charts[chart.slug]})\n"
            for chart in table.charts
            if chart.slug in charts
        ]
    path.write_text("\n".join(parts), "utf-8")


def verdicts(tables: Sequence[Table]) -> str:
    """Count the goals that are met, that are not, and the missing rows."""
    rows = [row for table in tables for row in table.rows]
    counts = {
        verdict: sum(row.verdict.startswith(verdict) for row in rows)
        for verdict in ("met", "NOT MET", "missing")
    }
    return (
        f"{counts['met']} goals are met, {counts['NOT MET']} are not; "
        f"{counts['missing']} rows are missing."
    )


def _markdown(table: Table) -> str:
    lines = [headings(table), ["---"] * len(headings(table)), *map(cells, table.rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
