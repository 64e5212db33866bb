"""What every benchmark returns: rows with figures and goals, and lines for pictures."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Spread:
    """A median and how far the figures lie apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        return cls(statistics.median(figures), min(figures), max(figures))

    def __str__(self) -> str:
        return f"{brief(self.median)} ({brief(self.low)} to {brief(self.high)})"


@dataclass(frozen=True)
class Goal:
    """What a figure should be: `least` or more, or `most` or less."""

    least: float | None = None
    most: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        bound = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return bound + self.unit

    def met(self, figure: float) -> bool:
        return figure >= self.least if self.least is not None else figure <= (self.most or 0)


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    cells : list of str
        One for each of the table's columns.
    figure : Spread, optional
        What the goal is about: the median decides.
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
class Picture:
    """How a cost grows: lines over a logarithmic axis, for each name its points (x, y)."""

    slug: str
    title: str
    x: str
    y: str
    lines: dict[str, list[tuple[float, float]]]


@dataclass
class Table:
    """A table and its pictures.

    Attributes
    ----------
    title, note : str
    columns : list of str
        Without those for figure, goal and verdict, which every table has.
    figure : str
        What the column of the figure is called.
    """

    title: str
    note: str
    columns: list[str]
    figure: str
    rows: list[Row] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def brief(figure: float) -> str:
    """Return a number with three digits that matter."""
    if figure >= 1000:
        return f"{figure:,.0f}"
    return f"{figure:.3g}" if figure < 100 else f"{figure:.0f}"
