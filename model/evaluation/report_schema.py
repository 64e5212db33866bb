"""The JSON shape of an evaluation report, declared and validated here and nowhere else.

Evaluation writes it to ``model/reports/NAME.json``; the model card, the page ``/report`` and the
API read it. It holds numbers and the indices of drawings in the data sets, not the drawings;
`model.evaluation.sets.render_digit` draws those again.
"""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.evaluation.sets.held_out import Part, SourceName
from model.metrics import CLASSES
from model.reliability import Bin

JSON_DECIMALS = 6

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Loss = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
PositiveCount = Annotated[int, Field(gt=0)]
Index = Annotated[int, Field(ge=0, lt=2**31)]
Digit = Annotated[int, Field(ge=0, lt=CLASSES)]
CellKey = Annotated[str, Field(pattern="^[0-9],[0-9]$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
PerClass = Field(min_length=CLASSES, max_length=CLASSES)
Shares = Annotated[tuple[Share, ...], PerClass]
Counts = Annotated[tuple[Count, ...], PerClass]


class ReportError(ValueError):
    """A report that cannot be used, explained in one sentence."""


class _ReportPart(BaseModel):
    model_config = ConfigDict(frozen=True)

    def to_json(self) -> dict[str, Any]:
        """Return the fields that were set in values of JSON types, numbers to six decimals."""
        rounded: dict[str, Any] = _rounded(self.model_dump(mode="json", exclude_unset=True))
        return rounded


class EvaluatedModel(_ReportPart):
    """The model that was evaluated."""

    name: str
    version: str
    seed: int | None = Field(None, description="seed that the model was trained with")


class Group(_ReportPart):
    """The drawings of one writer."""

    count: Count
    accuracy: Share


class Misclassified(_ReportPart):
    """A misclassified drawing."""

    index: Index
    label: Digit
    answer: Digit = Field(description="predicted digit")
    confidence: Share
    loss: Loss
    probabilities: Shares


class EvaluatedSet(_ReportPart):
    """Metrics of the model on one set of digits."""

    name: Name
    title: str
    description: str
    part: Part
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


class ClassCount(_ReportPart):
    """The non-digits of one class, such as a letter."""

    count: PositiveCount
    uncertain: Share


class FalseAccept(_ReportPart):
    """A non-digit that was accepted as a digit."""

    index: Index
    kind: str = Field("", max_length=20, description="the letter, if it is one")
    answer: Digit = Field(description="predicted digit")
    confidence: Share


class RejectionResult(_ReportPart):
    """Rejection of the drawings of one set of non-digits."""

    name: Name
    title: str
    description: str
    count: PositiveCount
    uncertain: Share = Field(
        description="share of the drawings whose answer is not certain, that count as several "
        "digits, or that are rejected as blank"
    )
    kinds: dict[str, ClassCount] = Field({}, description="by letter, where the set has letters")
    taken: tuple[FalseAccept, ...] = Field(
        (), description="non-digits accepted as digits, the most confident first, perhaps not all"
    )

    @property
    def key(self) -> str:
        """The set's identifier in addresses."""
        return self.name


class Report(_ReportPart):
    """Evaluation of one model on every set."""

    model: EvaluatedModel
    date: dt.date
    sets: Annotated[tuple[EvaluatedSet, ...], Field(min_length=1)]
    no_digits: tuple[RejectionResult, ...] = Field((), description="sets of non-digits")

    @model_validator(mode="after")
    def _check_keys_are_unique(self) -> "Report":
        keys = [result.key for result in self.sets] + [result.key for result in self.no_digits]
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

    def false_accepts(self, key: str) -> frozenset[int]:
        """Return the indices of the false accepts of the set of non-digits with this key."""
        return frozenset(
            accept.index
            for result in self.no_digits
            if result.key == key
            for accept in result.taken
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
    try:
        return Report.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ReportError(
            f"{path.name}: expected a readable file, got {error.strerror or error}"
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        location = ".".join(map(str, first["loc"])) or "the top level"
        raise ReportError(
            f"{path.name}: expected a report, got at {location}: {first['msg']}"
        ) from error


def _rounded(value: Any) -> Any:
    """Return JSON values with every number rounded to six decimals."""
    if isinstance(value, float):
        return round(value, JSON_DECIMALS)
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return value
