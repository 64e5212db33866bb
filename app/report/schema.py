"""The report of a model: what an evaluation wrote about it, read from ``<model>.json`` and checked.

The file ships beside the weights. It holds numbers, and the places of drawings in the data sets;
the drawings themselves are none of it.
"""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

CLASSES = 10
COMMAND = "inkling evaluate --report"
"""What writes a report."""

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Loss = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
Index = Annotated[int, Field(ge=0, lt=2**31)]
Digit = Annotated[int, Field(ge=0, lt=CLASSES)]
Cell = Annotated[str, Field(pattern="^[0-9],[0-9]$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
EachClass = Field(min_length=CLASSES, max_length=CLASSES)
Shares = Annotated[tuple[Share, ...], EachClass]
Counts = Annotated[tuple[Count, ...], EachClass]


class ReportError(ValueError):
    """A report cannot be used, said in one sentence."""


class _Fixed(BaseModel):
    model_config = ConfigDict(frozen=True)


class Evaluated(_Fixed):
    """Which model was evaluated."""

    name: str
    version: str


class Bin(_Fixed):
    """The drawings whose confidence lies from `low` to `high`."""

    low: Share
    high: Share
    count: Count
    confidence: Share | None = Field(None, description="mean; none without drawings")
    accuracy: Share | None = Field(None, description="share read right; none without drawings")


class Group(_Fixed):
    """The drawings of one writer, or of one pen."""

    count: Count
    accuracy: Share


class Mistake(_Fixed):
    """A drawing that was hard to read."""

    index: Index
    label: Digit
    answer: Digit
    confidence: Share
    loss: Loss
    probabilities: Shares


class EvaluatedSet(_Fixed):
    """What the model reached on one set of drawings."""

    name: Name
    title: str
    description: str
    part: Literal["test", "validation"]
    source: Literal["mnist_test", "mnist_train", "pendigits"] = Field(
        description="the data set, and its part, that indices count in"
    )
    count: Annotated[int, Field(gt=0)]
    accuracy: Share
    loss: Loss
    ece: Share = Field(description="expected calibration error")
    certain: Share | None = Field(None, description="share of the answers that are certain")
    confusion: Annotated[tuple[Counts, ...], EachClass] = Field(
        description="confusion[label][answer] drawings of the label were read as the answer"
    )
    precision: Shares
    recall: Shares
    calibration: tuple[Bin, ...]
    groups: dict[str, dict[str, Group]] = {}
    cells: dict[Cell, tuple[Index, ...]] = Field(
        {}, description="'4,9': where drawings of a 4 are that were read as a 9, not always all"
    )
    hardest: tuple[Mistake, ...] = Field((), description="by loss, the highest first")

    @property
    def key(self) -> str:
        """The set's name in addresses; a set may be there twice, as test and as validation."""
        return f"{self.name}-{self.part}"

    @property
    def indices(self) -> frozenset[int]:
        """Where the drawings are that the report points at."""
        return frozenset(index for cell in self.cells.values() for index in cell).union(
            mistake.index for mistake in self.hardest
        )


class Kind(_Fixed):
    """The drawings of one letter."""

    count: Annotated[int, Field(gt=0)]
    uncertain: Share


class Taken(_Fixed):
    """A drawing that was taken for a digit."""

    index: Index
    kind: str = Field("", max_length=20, description="the letter, where it is one")
    answer: Digit
    confidence: Share


class NoDigits(_Fixed):
    """What the model made of one set of drawings that are no digit."""

    name: Name
    title: str
    description: str
    count: Annotated[int, Field(gt=0)]
    uncertain: Share = Field(description="share of the drawings that it was not certain of")
    kinds: dict[str, Kind] = {}
    taken: tuple[Taken, ...] = Field((), description="not always all, the surest first")

    @property
    def key(self) -> str:
        """The set's name in addresses."""
        return self.name


class Report(_Fixed):
    """What one model reached on every set."""

    model: Evaluated
    date: dt.date
    sets: Annotated[tuple[EvaluatedSet, ...], Field(min_length=1)]
    no_digits: tuple[NoDigits, ...] = ()

    @model_validator(mode="after")
    def _no_set_twice(self) -> "Report":
        keys = [each.key for each in self.sets] + [each.key for each in self.no_digits]
        if len(set(keys)) != len(keys):
            raise ValueError(f"expected each set once, got {', '.join(keys)}")
        return self

    @property
    def first(self) -> EvaluatedSet:
        """The set to look at first: tested once and at the end, if there is such a one."""
        return next((each for each in self.sets if each.part == "test"), self.sets[0])

    def find(self, key: str) -> EvaluatedSet | None:
        """Return the set of that key, if there is one."""
        return next((each for each in self.sets if each.key == key), None)

    def taken(self, key: str) -> frozenset[int]:
        """Return which drawings of a set that holds no digits the report points at."""
        sets = [each for each in self.no_digits if each.key == key]
        return frozenset(each.index for chosen in sets for each in chosen.taken)


def read(folder: Path, name: str) -> Report | None:
    """Return the report of the model `name`, or None if there is none.

    The last few are remembered for as long as their files do not change.

    Raises
    ------
    ReportError
        If the file cannot be read or is not a report of that model.
    """
    path = folder / f"{name}.json"
    try:
        status = path.stat()
        return _read(path, name, (status.st_mtime_ns, status.st_size))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReportError(
            f"{path.name}: expected a readable file, got {error.strerror or error}"
        ) from error


@lru_cache(maxsize=4)
def _read(path: Path, name: str, _state: tuple[int, int]) -> Report:
    try:
        report = Report.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the top"
        raise ReportError(
            f"{path.name}: expected a report, got at {place}: {first['msg']}"
        ) from error
    if report.model.name != name:
        raise ReportError(
            f"{path.name}: expected a report of {name}, got one of {report.model.name}"
        )
    return report
