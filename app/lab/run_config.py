"""Configuration of a run: the settings of the form, validated, and the recipe that they mean."""

import itertools
import json
import math
from typing import Annotated, Any, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from app.http.problems import FieldError, InvalidRequest
from app.http.validation import describe_value, require_object, unknown_field
from app.lab.limits import VALIDATION_SIZE, Limits
from app.lab.own_digits import OwnDigits
from model.initialization import INIT_SCHEMES, InitScheme
from model.optimizers import OptimizerName, ScheduleName
from model.training.augmentation import Augmentation
from model.training.recipe import Recipe, load_recipe

MAX_NAME = 40
MAX_LEARNING_RATE = 100.0
MAX_SEED = 2**32 - 1

CHOICES: dict[str, tuple[str, ...]] = {
    "initialisation": INIT_SCHEMES,
    "optimizer": get_args(OptimizerName),
    "schedule": get_args(ScheduleName),
}

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME)]
PositiveInt = Annotated[int, Field(ge=1)]


class RunConfig(BaseModel):
    """Settings of a training run; omitted ones have these defaults. GET /lab has the limits."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Name | None = Field(default=None, description="display name")
    hidden: tuple[PositiveInt, ...] = Field(
        default=(100, 10),
        strict=False,  # JSON has lists, the field is a tuple
        description="units of each hidden layer",
    )
    initialisation: InitScheme = "xavier"
    optimizer: OptimizerName = "adam"
    schedule: ScheduleName = "constant"
    learning_rate: float = Field(default=0.001, gt=0, le=MAX_LEARNING_RATE, allow_inf_nan=False)
    batch_size: PositiveInt = 32
    epochs: PositiveInt = 30
    images: PositiveInt = Field(default=40_000, description="number of MNIST training images")
    augmentation: bool = Field(default=False, description="whether the images are distorted")
    seed: int = Field(default=1, ge=0, le=MAX_SEED)
    own_digits: OwnDigits | None = Field(
        default=None, description="one's own digits, learnt beside those of MNIST"
    )

    @field_validator("name")
    @classmethod
    def _require_printable(cls, name: str | None) -> str | None:
        if name is not None and not name.isprintable():
            raise ValueError("expected printable characters")
        return name

    @field_validator("batch_size", "epochs", "images")
    @classmethod
    def _apply_limit(cls, value: int, info: ValidationInfo) -> int:
        if info.context is not None and value > getattr(info.context, str(info.field_name)):
            raise ValueError("expected a smaller number")
        return value

    @field_validator("hidden")
    @classmethod
    def _apply_layer_limits(cls, hidden: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        limits: Limits | None = info.context
        if limits is not None and (
            len(hidden) > limits.hidden_layers or max(hidden, default=0) > limits.units
        ):
            raise ValueError("expected fewer layers or units")
        return hidden

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """Return the configuration that `model_dump_json` gave; it was valid when it was stored."""
        values = json.loads(text)
        own = values.get("own_digits")
        values["own_digits"] = OwnDigits(**own) if own else None
        return cls.model_construct(**{**values, "hidden": tuple(values["hidden"])})

    @property
    def title(self) -> str:
        """Display name of the run: the given one, or the sizes of the hidden layers."""
        return self.name or "-".join(map(str, self.hidden)) or "no hidden layer"

    @property
    def steps(self) -> int:
        """Number of batches of the whole run."""
        own = self.own_digits.images if self.own_digits else None
        return self.epochs * math.ceil((self.images + (own or 0)) / self.batch_size)

    @property
    def parameters(self) -> int:
        """Number of weights and biases of the network."""
        sizes = (784, *self.hidden, 10)
        return sum((1 + inputs) * outputs for inputs, outputs in itertools.pairwise(sizes))

    def recipe(self) -> Recipe:
        """Return the recipe for `model.training.loop`."""
        return Recipe(
            hidden=self.hidden,
            sources={"mnist": 0},
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            warmup_steps=0,
            schedule=self.schedule,
            optimizer=self.optimizer,
            initialization=self.initialisation,
            images=self.images,
            seed=self.seed,
            validation_size=VALIDATION_SIZE,
            augmentation=load_recipe("quick").augmentation if self.augmentation else Augmentation(),
        )


DEFAULTS = RunConfig()


def parse_run_config(document: Any, limits: Limits) -> RunConfig:
    """Return the configuration that a JSON value describes.

    Raises
    ------
    InvalidRequest
        If a setting is invalid or exceeds `limits`; names each.
    """
    values = require_object(document)
    try:
        return RunConfig.model_validate(values, context=limits)
    except ValidationError as error:
        # One sentence a field, the one that the page shows while the field is filled in.
        names = dict.fromkeys(str(detail["loc"][0]) for detail in error.errors())
        expected = _expected_values(limits)
        raise InvalidRequest.for_fields(
            [
                FieldError(
                    ("body", name),
                    f"expected {expected[name]}, got {describe_value(values[name])}"
                    if name in expected
                    else unknown_field(RunConfig.model_fields),
                )
                for name in names
            ]
        ) from error


def _expected_values(limits: Limits) -> dict[str, str]:
    """Return the valid values of each setting in words."""
    whole_number = "a whole number from {} to {}".format
    return {name: " or ".join(choices) for name, choices in CHOICES.items()} | {
        "name": f"a text of 1 to {MAX_NAME} printable characters",
        "hidden": (
            f"a list of at most {limits.hidden_layers} whole numbers from 1 to {limits.units}"
        ),
        "learning_rate": f"a number above 0 and at most {MAX_LEARNING_RATE:g}",
        "batch_size": whole_number(1, limits.batch_size),
        "epochs": whole_number(1, limits.epochs),
        "images": whole_number(1, limits.images),
        "augmentation": "true or false",
        "seed": whole_number(0, MAX_SEED),
        "own_digits": '{"folder": "NAME"}, a folder that GET /lab names among its choices',
    }
