"""The sweep file: TOML with a recipe, a space of settings, seeds, a metric and a budget."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from app.http.validation import describe_error, describe_value
from app.sweep.schemas import MEAN
from model.training.recipe import bundled_recipes

TABLES = ("augmentation", "sources")
"""Tables of a recipe, whose settings have dotted names such as ``augmentation.scale``."""

MAX_SEEDS = 1000

MAX_HOURS = 10_000
"""Over a year; a timer of the operating system has a limit, too."""


class SweepError(ValueError):
    """A sweep file cannot be read, or holds an unknown name or a value out of range."""


class Strict(BaseModel):
    """A table without unknown names, whose numbers are finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Range(Strict):
    """Numbers from `min` to `max`, drawn uniformly or, with ``scale = "log"``, log-uniformly."""

    min: float
    max: float
    scale: Literal["linear", "log"] = "linear"

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.min >= self.max:
            raise ValueError(f"expected min below max, got {self.min:g} and {self.max:g}")
        if self.scale == "log" and self.min <= 0:
            raise ValueError(f"expected min above 0 on a log scale, got {self.min:g}")
        return self


class Budget(Strict):
    """Limits of a sweep: number of settings, time, and early stopping.

    Attributes
    ----------
    samples : int or None
        Number of settings to draw at random; None for every combination.
    hours : float or None
        Time after which the sweep stops.
    early_stopping : bool
        Whether trials that are behind are stopped by ASHA (Li et al., "A System for Massively
        Parallel Hyperparameter Tuning", 2020).
    grace_period : int
        Number of epochs that each trial may train before that.
    reduction_factor : float
        At each rung one trial of this many goes on, and rungs are this factor apart.
    """

    samples: int | None = Field(default=None, ge=1)
    hours: float | None = Field(default=None, gt=0, le=MAX_HOURS)
    early_stopping: bool = True
    grace_period: int = Field(default=1, ge=1)
    reduction_factor: float = Field(default=3.0, gt=1)


def flatten_tables(values: Any) -> Any:
    """Replace the tables of a recipe by settings with dotted names."""
    if not isinstance(values, Mapping):
        return values
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if name in TABLES and isinstance(value, Mapping):
            flat |= {f"{name}.{key}": entry for key, entry in value.items()}
        else:
            flat[name] = value
    return flat


def _kind(value: Any) -> str | None:
    if isinstance(value, Range | Mapping):
        return "[range]"
    return "[list]" if isinstance(value, list) else None


Choices = Annotated[list[Any], Field(min_length=1), Tag("[list]")]
Values = Annotated[
    Choices | Annotated[Range, Tag("[range]")],
    Discriminator(
        _kind,
        custom_error_type="values",
        custom_error_message="expected a list of values, or a range such as "
        "{ min = 0.001, max = 0.01, scale = 'log' }",
    ),
]


class SweepSpec(Strict):
    """A sweep file.

    Attributes
    ----------
    recipe : str
        A bundled recipe, or a TOML file by its path relative to the sweep file.
    metric : str
        Name of a validation set such as ``mnist``, whose accuracy is maximized, or `MEAN`.
    seeds : list of int
        Each setting is trained once with each; a number n stands for 1 to n.
    settings : dict of str to value
        Settings of all trials that differ from the recipe, by dotted name.
    space : dict of str to list or Range
        Values to try, by dotted name; `LEFT_OUT` has lists of groups, which `app.sweep.folds`
        leaves out.
    budget : Budget
    """

    recipe: str = "quick"
    metric: str = MEAN
    seeds: list[Annotated[int, Field(ge=0)]] = Field(default=[1], min_length=1)
    settings: Annotated[dict[str, Any], BeforeValidator(flatten_tables)] = {}
    space: Annotated[dict[str, Values], BeforeValidator(flatten_tables)] = {}
    budget: Budget = Budget()

    @field_validator("seeds", mode="before")
    @classmethod
    def _expand_seeds(cls, seeds: Any) -> Any:
        if isinstance(seeds, int) and not isinstance(seeds, bool):
            if not 1 <= seeds <= MAX_SEEDS:
                raise ValueError(f"expected 1 to {MAX_SEEDS} seeds, got {seeds}")
            return list(range(1, seeds + 1))
        return seeds

    @field_validator("seeds")
    @classmethod
    def _check_seeds(cls, seeds: list[int]) -> list[int]:
        if len(set(seeds)) < len(seeds):
            raise ValueError(f"expected each seed once, got {seeds}")
        return seeds


def load_spec(path: Path) -> SweepSpec:
    """Read a sweep file.

    Raises
    ------
    SweepError
        If it is not TOML or not a sweep; names each key that is wrong and what was expected.
    OSError
    """
    try:
        with path.open("rb") as file:
            spec = SweepSpec.model_validate(tomllib.load(file))
    except ValidationError as error:
        problems = "; ".join(
            f"{_path(problem['loc'])}: {_message(problem)}"
            for problem in error.errors(include_url=False)
        )
        raise SweepError(f"{path}: {problems}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SweepError(f"{path}: expected TOML: {error}") from error
    except RecursionError as error:
        raise SweepError(f"{path}: expected fewer lists within lists") from error
    if spec.recipe in bundled_recipes():
        return spec
    return spec.model_copy(update={"recipe": str(path.parent / spec.recipe)})


def _message(problem: ErrorDetails) -> str:
    if problem["type"] == "values":
        return f"{problem['msg']}, got {describe_value(problem['input'])}"
    if problem["type"] != "extra_forbidden":
        return describe_error(problem)
    tables: dict[str, type[BaseModel]] = {"budget": Budget, "space": Range}
    table = tables.get(str(problem["loc"][0]), SweepSpec)
    return f"unknown key; expected {', '.join(table.model_fields)}"


def _path(location: Iterable[int | str]) -> str:
    """Return the key that an error of pydantic is about, such as ``space.hidden[1]``."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not part.startswith("["):  # which is a tag of `Values`
            path += f".{part}" if path else part
    return path
