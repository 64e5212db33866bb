"""What the page of a report shows, worked out from the report."""

from collections import defaultdict
from dataclasses import dataclass
from math import log10, sqrt

from app.report.schema import CLASSES, EvaluatedSet, NoDigits, Report, Taken
from model.evaluation.sets import NO_DIGITS

FLOORS = (0.95, 0.9, 0.8, 0.5, 0.0)
"""Where bars of accuracy may begin."""

STEPS = (0.002, 0.005, 0.015, 0.04)
"""Shares of a digit's drawings at which a cell of the confusion matrix gets one step darker."""

SHOWN_AT_ONCE = 60

TAKEN_SHOWN = 14
"""Of each set that holds no digits."""

_Z95 = 1.959964


@dataclass(frozen=True)
class CellView:
    """A cell of the confusion matrix."""

    label: int
    answer: int
    count: int
    of: int
    level: int
    indices: tuple[int, ...]

    @property
    def key(self) -> str:
        """The cell's name in addresses."""
        return f"{self.label},{self.answer}"

    @property
    def shown(self) -> tuple[int, ...]:
        """Where the drawings are that the page shows."""
        return self.indices[:SHOWN_AT_ONCE]


@dataclass(frozen=True)
class Dot:
    """A bin of the calibration diagram: the share read right and its 95 % interval."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float
    least: float
    most: float

    @property
    def radius(self) -> float:
        """A size that grows with the number of drawings, in units of the diagram."""
        return 2 + 1.1 * log10(self.count)


def floor(report: Report) -> float:
    """Return where the bars begin so that they differ visibly: below all, and a round number."""
    lowest = min(each.accuracy for each in report.sets)
    return next(floor for floor in FLOORS if floor <= max(0, lowest - 0.01))


def least_certain(report: Report) -> EvaluatedSet | None:
    """Return the set of digits with the most that the model is not certain of."""
    known = [each for each in report.sets if each.certain is not None]
    return min(known, key=lambda each: each.certain or 0, default=None)


def passing_letters(report: Report) -> list[str]:
    """Return the letters more than half of whose drawings were taken for a digit."""
    counts: defaultdict[str, list[float]] = defaultdict(list)
    for each in report.no_digits:
        for letter, kind in each.kinds.items():
            counts[letter] += [kind.uncertain] * kind.count
    return sorted(letter for letter, shares in counts.items() if sum(shares) < len(shares) / 2)


def taken_for_digits(report: Report) -> list[tuple[NoDigits, Taken]]:
    """Return drawings that were taken for a digit, as far as they can be drawn again."""
    return [
        (each, taken)
        for each in report.no_digits
        if each.name in NO_DIGITS and not NO_DIGITS[each.name].of_digits
        for taken in each.taken[:TAKEN_SHOWN]
    ]


def matrix(chosen: EvaluatedSet) -> list[list[CellView]]:
    """Return the confusion matrix, one row for each digit that was drawn."""
    return [[cell(chosen, label, answer) for answer in range(CLASSES)] for label in range(CLASSES)]


def cell(chosen: EvaluatedSet, label: int, answer: int) -> CellView:
    """Return one cell of the confusion matrix; its level is 0 for no error and on the diagonal."""
    count, of = chosen.confusion[label][answer], sum(chosen.confusion[label])
    wrong = count > 0 and label != answer
    level = 1 + sum(count / of >= step for step in STEPS) if wrong else 0
    return CellView(
        label, answer, count, of, level, chosen.cells.get(f"{label},{answer}", ()) if count else ()
    )


def most_confused(chosen: EvaluatedSet) -> CellView:
    """Return the cell of the commonest mistake, preferably one with drawings."""
    cells = [each for row in matrix(chosen) for each in row if each.label != each.answer]
    return max(cells, key=lambda each: (bool(each.indices), each.count))


def dots(chosen: EvaluatedSet) -> list[Dot]:
    """Return the bins of the calibration diagram that have drawings."""
    return [
        Dot(each.low, each.high, each.count, each.confidence, each.accuracy, *interval)
        for each in chosen.calibration
        if each.count and each.confidence is not None and each.accuracy is not None
        for interval in [wilson(each.accuracy, each.count)]
    ]


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    z2 = _Z95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z95 / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def verdict(chosen: EvaluatedSet) -> str:
    """Say in a few words how confidence and accuracy compare over the whole set."""
    all_dots = dots(chosen)
    total = sum(dot.count for dot in all_dots)
    if not total:
        return ""
    sure = sum(dot.confidence * dot.count for dot in all_dots) / total
    right = sum(dot.accuracy * dot.count for dot in all_dots) / total
    if abs(sure - right) < 0.005:
        return "On the whole it is as sure as it is right."
    too, points = "surer" if sure > right else "less sure", 100 * abs(sure - right)
    return f"On the whole it is {too} than it is right, by {points:.1f} points of a hundred."
