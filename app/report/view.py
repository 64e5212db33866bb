"""View model of the report page: confusion matrix, reliability diagram and false accepts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from model.evaluation.report_numbers import NumbersResult, WriterNumbers
from model.evaluation.report_scenes import SceneAnswer, SceneCounts, SceneResult
from model.evaluation.report_schema import EvaluatedSet, FalseAccept, RejectionResult, Report
from model.evaluation.sets import NON_DIGIT_SETS
from model.evaluation.wilson import wilson_interval
from model.network import CLASSES
from model.training.sources import source_title

HEAT_STEPS = (0.002, 0.005, 0.015, 0.04)
"""Shares of a digit's drawings at which a cell of the confusion matrix gets one step darker."""

MAX_DRAWINGS = 60
"""Number of drawings that the page shows of a cell."""

MAX_FALSE_ACCEPTS = 14
"""Number of false accepts that the page shows of a set of non-digits."""

MAX_WRITERS = 4
"""Number of writers with the most errors in their numbers that the page names."""

HAND_TITLES = {"mnist": "MNIST", "pendigits": "pen strokes", "unipen": "UNIPEN"}
"""Titles of the data sets of whose digits numbers are composed."""


@dataclass(frozen=True)
class CellView:
    """A cell of the confusion matrix."""

    label: int
    answer: int
    count: int
    total: int
    level: int
    indices: tuple[int, ...]

    @property
    def key(self) -> str:
        """The cell's identifier in addresses."""
        return f"{self.label},{self.answer}"

    @property
    def shown_indices(self) -> tuple[int, ...]:
        """Indices of the drawings that the page shows."""
        return self.indices[:MAX_DRAWINGS]


@dataclass(frozen=True)
class ReliabilityPoint:
    """A bin of the reliability diagram: its accuracy and the 95 % confidence interval."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float
    lower_bound: float
    upper_bound: float

    @property
    def radius(self) -> float:
        """Radius of the dot in units of the diagram; it grows with the number of drawings."""
        return 2 + 1.1 * log10(self.count)


def training_sources(metadata: Mapping[str, Any]) -> list[str]:
    """Return the titles of the data that a model was trained on; empty if unknown."""
    sources = metadata.get("recipe", {}).get("sources", {})
    return [source_title(name) for name in sources]


def most_rejected_digits(report: Report) -> EvaluatedSet | None:
    """Return the set of digits with the highest rejection rate, if there are any."""
    candidates = [evaluated for evaluated in report.sets if evaluated.certain is not None]
    return min(candidates, key=lambda evaluated: evaluated.certain or 0, default=None)


def accepted_letters(report: Report) -> list[str]:
    """Return the letters more than half of whose drawings were accepted as a digit."""
    uncertain: defaultdict[str, list[float]] = defaultdict(list)
    for result in report.non_digits:
        for letter, letter_count in result.kinds.items():
            uncertain[letter] += [letter_count.uncertain] * letter_count.count
    return sorted(letter for letter, rates in uncertain.items() if sum(rates) < len(rates) / 2)


def false_accepts(report: Report) -> list[tuple[RejectionResult, FalseAccept]]:
    """Return false accepts whose drawings need no data set to be rendered."""
    return [
        (result, accept)
        for result in report.non_digits
        if result.name in NON_DIGIT_SETS and not NON_DIGIT_SETS[result.name].of_digits
        for accept in result.false_accepts[:MAX_FALSE_ACCEPTS]
    ]


@dataclass(frozen=True)
class SceneTotals:
    """Answers to all pictures of scenes that show a digit."""

    count: int
    as_drawn: SceneCounts
    served: SceneCounts


def scene_totals(scenes: Sequence[SceneResult]) -> SceneTotals:
    """Return the sums over the scenes with a digit."""
    with_digit = [scene for scene in scenes if scene.has_digit]
    return SceneTotals(
        sum(scene.count for scene in with_digit),
        _sum([scene.as_drawn for scene in with_digit]),
        _sum(with_digit),
    )


def _sum(counts: Sequence[SceneCounts]) -> SceneCounts:
    return SceneCounts(
        correct=sum(count.correct for count in counts),
        certain_errors=sum(count.certain_errors for count in counts),
        uncertain=sum(count.uncertain for count in counts),
    )


def verdict(answer: SceneAnswer, label: int | None) -> str:
    """Return whether an answer to a scene is right, wrong or uncertain."""
    if not answer.certain and label is not None:
        return "uncertain"
    if answer.digit == label:
        return "right"
    return "wrong" if answer.certain else "uncertain"


def confusion_matrix(evaluated: EvaluatedSet) -> list[list[CellView]]:
    """Return the confusion matrix, one row a label."""
    digits = range(CLASSES)
    return [[cell(evaluated, label, answer) for answer in digits] for label in digits]


def cell(evaluated: EvaluatedSet, label: int, answer: int) -> CellView:
    """Return one cell of the confusion matrix; its level is 0 unless it counts errors."""
    count, total = evaluated.confusion[label][answer], sum(evaluated.confusion[label])
    wrong = count > 0 and label != answer
    level = 1 + sum(count / total >= step for step in HEAT_STEPS) if wrong else 0
    indices = evaluated.cells.get(f"{label},{answer}", ()) if count else ()
    return CellView(label, answer, count, total, level, indices)


def most_confused(evaluated: EvaluatedSet) -> CellView:
    """Return the cell of the most frequent confusion, preferably one with drawings."""
    cells = [
        candidate
        for row in confusion_matrix(evaluated)
        for candidate in row
        if candidate.label != candidate.answer
    ]
    return max(cells, key=lambda candidate: (bool(candidate.indices), candidate.count))


@dataclass(frozen=True)
class WriterSummary:
    """Numbers by writer: how many writers there are, how many without errors, and the worst."""

    count: int
    without_errors: int
    worst: tuple[WriterNumbers, ...]


def hand_title(name: str) -> str:
    """Return the title of a data set, or of one of its writers, whose name a number follows."""
    data_set, space, number = name.partition(" ")
    return HAND_TITLES.get(data_set, data_set) + space + number


def writer_summary(result: NumbersResult) -> WriterSummary | None:
    """Return the summary of a set of numbers, or None if none of its writers is named."""
    if not result.writers:
        return None
    with_errors = [writer for writer in result.writers if writer.correct < writer.count]
    return WriterSummary(
        len(result.writers),
        len(result.writers) - len(with_errors),
        tuple(with_errors[:MAX_WRITERS]),
    )


def reliability_points(evaluated: EvaluatedSet | NumbersResult) -> list[ReliabilityPoint]:
    """Return the bins of the reliability diagram that have drawings."""
    return [
        ReliabilityPoint(
            bin_.low,
            bin_.high,
            bin_.count,
            bin_.confidence,
            bin_.accuracy,
            *wilson_interval(bin_.accuracy, bin_.count),
        )
        for bin_ in evaluated.calibration
        if bin_.count
    ]


def calibration_summary(evaluated: EvaluatedSet | NumbersResult) -> str:
    """Return a sentence that compares mean confidence and accuracy over the whole set."""
    points = reliability_points(evaluated)
    total = sum(point.count for point in points)
    if not total:
        return ""
    confidence = sum(point.confidence * point.count for point in points) / total
    accuracy = sum(point.accuracy * point.count for point in points) / total
    if abs(confidence - accuracy) < 0.005:
        return "Mean confidence matches accuracy."
    difference = 100 * abs(confidence - accuracy)
    direction, prefix = ("above", "over") if confidence > accuracy else ("below", "under")
    return (
        f"Mean confidence is {difference:.1f} percentage points {direction} accuracy: "
        f"the model is {prefix}confident."
    )
