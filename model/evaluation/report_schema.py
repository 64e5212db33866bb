"""The JSON shape of an evaluation report.

Parts of it are in `report_fields`, `report_scenes` and `report_numbers`.

Evaluation writes it to ``model/reports/NAME.json``; the model card, the page ``/report`` and the
API read it. It holds numbers and the indices of drawings in the data sets, not the drawings;
`model.evaluation.sets.render_digit` draws those again.
"""

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from model.evaluation.report_fields import (
    CellKey,
    Count,
    Counts,
    Digit,
    Index,
    Loss,
    Name,
    PerClass,
    PositiveCount,
    ReportModel,
    Share,
    Shares,
)
from model.evaluation.report_numbers import NumberMistake, NumbersResult
from model.evaluation.report_scenes import SceneExample, SceneResult
from model.evaluation.sets.held_out import SourceName, Split
from model.reliability import Bin
from model.serialization import json_document


class ReportError(ValueError):
    """A report that cannot be used, explained in one sentence."""


class EvaluatedModel(ReportModel):
    """The model that was evaluated."""

    name: str
    version: str
    seed: int | None = Field(None, description="seed that the model was trained with")


class Group(ReportModel):
    """The drawings of one writer."""

    count: Count
    accuracy: Share


class Misclassified(ReportModel):
    """A misclassified drawing."""

    index: Index
    label: Digit
    answer: Digit = Field(description="predicted digit")
    confidence: Share
    loss: Loss
    probabilities: Shares


class EvaluatedSet(ReportModel):
    """Metrics of the model on one set of digits."""

    name: Name
    title: str
    description: str
    part: Split
    source: SourceName = Field(description="data set, and its part, that indices refer to")
    count: PositiveCount
    accuracy: Share
    loss: Loss = Field(description="mean cross-entropy in nats")
    ece: Share = Field(description="expected calibration error")
    certain: Share | None = Field(None, description="share of the drawings with a certain answer")
    unanswered: Count = Field(
        0,
        description="drawings that count as blank or as several digits: errors, but in no "
        "confusion and no bin",
    )
    precision: Shares
    recall: Shares
    confusion: Annotated[tuple[Counts, ...], PerClass] = Field(
        description="confusion[label][answer] drawings of the label were classified as the answer"
    )
    calibration: tuple[Bin, ...]
    groups: dict[str, dict[str, Group]] = Field({}, description="by writer, where known")
    cells: dict[CellKey, tuple[Index, ...]] = Field(
        {},
        description="'4,9': indices of drawings of a 4 that were classified as 9, perhaps not all",
    )
    hardest: tuple[Misclassified, ...] = Field((), description="by loss, the highest first")

    @property
    def key(self) -> str:
        """The set's identifier in addresses; a set may occur twice, as test and as validation."""
        return f"{self.name}-{self.part}"

    @property
    def indices(self) -> frozenset[int]:
        """Indices of the drawings that the report refers to."""
        return frozenset(index for cell in self.cells.values() for index in cell).union(
            example.index for example in self.hardest
        )


class ClassCount(ReportModel):
    """The non-digits of one class, such as a letter."""

    count: PositiveCount
    uncertain: Share


class FalseAccept(ReportModel):
    """A non-digit that was accepted as a digit."""

    index: Index
    kind: str = Field("", max_length=20, description="the letter, if it is one")
    answer: Digit = Field(description="predicted digit")
    confidence: Share


class RejectionResult(ReportModel):
    """Rejection of the drawings of one set of non-digits."""

    name: Name
    title: str
    description: str
    count: PositiveCount
    uncertain: Share = Field(
        description="share of the drawings whose answer is not certain, that count as several "
        "digits, or that are rejected as blank"
    )
    auroc: Share | None = Field(
        default=None,
        description="area under the ROC curve of the evidence score that tells digits from these "
        "drawings",
    )
    false_accept_rate: Share | None = Field(
        default=None,
        description="share of the drawings that are accepted at the threshold at which 95 % of the "
        "digits are",
    )
    kinds: dict[str, ClassCount] = Field({}, description="by letter, where the set has letters")
    false_accepts: tuple[FalseAccept, ...] = Field(
        default=(),
        validation_alias="taken",
        serialization_alias="taken",
        description="non-digits accepted as digits, the most confident first, perhaps not all",
    )

    @property
    def key(self) -> str:
        """The set's identifier in addresses."""
        return self.name


class RiskCoverage(ReportModel):
    """Risk against coverage over the held-out digits of all sets, each digit once."""

    count: PositiveCount = Field(description="number of digits")
    coverage: tuple[Share, ...] = Field(description="shares of the answers that are accepted")
    risk: tuple[Share, ...] = Field(description="shares of these that are wrong")
    certain: Share = Field(description="share of the answers that the model calls certain")
    certain_risk: Share = Field(description="share of these that are wrong")

    @model_validator(mode="after")
    def _check_lengths_are_equal(self) -> "RiskCoverage":
        if not len(self.coverage) == len(self.risk) >= 2:
            raise ValueError("expected as many risks as coverages, at least 2")
        return self


class Report(ReportModel):
    """Evaluation of one model on every set."""

    model: EvaluatedModel
    date: dt.date
    sets: Annotated[tuple[EvaluatedSet, ...], Field(min_length=1)]
    # Called no_digits at first: that name is in the files of reports, and programs read them.
    non_digits: tuple[RejectionResult, ...] = Field(
        default=(),
        validation_alias="no_digits",
        serialization_alias="no_digits",
        description="sets of non-digits",
    )
    risk_coverage: RiskCoverage | None = None
    scenes: tuple[SceneResult, ...] = Field((), description="digits among other ink")
    numbers: tuple[NumbersResult, ...] = Field((), description="whole numbers")

    @model_validator(mode="after")
    def _check_keys_are_unique(self) -> "Report":
        keys = [result.key for result in self.sets] + [result.key for result in self.non_digits]
        if len(set(keys)) != len(keys):
            raise ValueError(f"expected each set once, got {', '.join(keys)}")
        return self

    @property
    def default_set(self) -> EvaluatedSet:
        """The set to show first: one of the test part, if any."""
        return next(
            (result for result in self.sets if result.part == "test"),
            self.sets[0],
        )

    def find(self, key: str) -> EvaluatedSet | None:
        """Return the set of digits with this key, if any."""
        return next((result for result in self.sets if result.key == key), None)

    def find_scene_example(self, name: str, number: int) -> SceneExample | None:
        """Return an example of the scene with this name by its number, if there is one."""
        scene = next((result for result in self.scenes if result.name == name), None)
        if scene is None or not 0 <= number < len(scene.examples):
            return None
        return scene.examples[number]

    def find_number_mistake(self, name: str, number: int) -> NumberMistake | None:
        """Return a mistake of the set of numbers with this name, if there is one."""
        result = next((result for result in self.numbers if result.name == name), None)
        if result is None or not 0 <= number < len(result.mistakes):
            return None
        return result.mistakes[number]

    def false_accept_indices(self, key: str) -> frozenset[int]:
        """Return the indices of the false accepts of the set of non-digits with this key."""
        return frozenset(
            accept.index
            for result in self.non_digits
            if result.key == key
            for accept in result.false_accepts
        )


def read_report(path: Path) -> Report:
    """Read and validate a report.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ReportError
        If it cannot be read or is not a report.
    """
    return json_document.read(path, Report, "a report", ReportError)
