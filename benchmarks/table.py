"""Results of a benchmark: tables of figures and goals, and a line chart."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Spread:
    """Median, minimum and maximum of a figure."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        return cls(statistics.median(figures), min(figures), max(figures))

    def __str__(self) -> str:
        return (
            f"{format_short(self.median)} ({format_short(self.low)} to {format_short(self.high)})"
        )


@dataclass(frozen=True)
class Goal:
    """The bound that a figure should reach: a `minimum` or a `maximum`."""

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        if self.minimum is not None:
            return f"at least {self.minimum:g}{self.unit}"
        return f"at most {self.maximum:g}{self.unit}"

    def met(self, figure: float) -> bool:
        if self.minimum is not None:
            return figure >= self.minimum
        return figure <= (self.maximum or 0)


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    cells : list of str
        One for each of the table's columns.
    figure : Spread, optional
        The figure that the goal is about; its median decides.
    goal : Goal, optional
    missing : str
        Why there is no figure.
    """

    cells: list[str]
    figure: Spread | None = None
    goal: Goal | None = None
    missing: str = ""

    @property
    def verdict(self) -> str:
        if self.missing:
            return f"missing: {self.missing}"
        if self.goal is None or self.figure is None:
            return ""
        return "met" if self.goal.met(self.figure.median) else "NOT MET"


@dataclass(frozen=True)
class Chart:
    """A line chart with logarithmic axes: for each name its points (x, y)."""

    slug: str
    title: str
    x: str
    y: str
    lines: dict[str, list[tuple[float, float]]]


@dataclass
class Table:
    """A table and its charts.

    Attributes
    ----------
    title, note : str
    columns : list of str
        Without the columns for figure, goal and verdict, which every table has.
    figure : str
        Heading of the column of figures.
    """

    title: str
    note: str
    columns: list[str]
    figure: str
    rows: list[Row] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def format_short(figure: float) -> str:
    """Format a number with three significant digits."""
    if figure >= 1000:
        return f"{figure:,.0f}"
    return f"{figure:.3g}" if figure < 100 else f"{figure:.0f}"
