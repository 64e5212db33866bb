"""What a run is to train: the settings of the page, verified, and the recipe that they mean."""

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

from app.http.problems import FieldError, InvalidRequest
from app.http.validation import describe_value
from app.lab.limits import HELD_OUT, Limits
from model.network import INIT_SCHEMES, InitScheme
from model.optimizers import OptimizerName, ScheduleName
from model.training.augmentation import Augmentation
from model.training.recipe import Recipe, load_recipe

MAX_NAME = 40
MAX_LEARNING_RATE = 100.0
MAX_SEED = 2**32 - 1

CHOICES: Mapping[str, tuple[str, ...]] = {
    "initialisation": INIT_SCHEMES,
    "optimizer": get_args(OptimizerName),
    "schedule": get_args(ScheduleName),
}


@dataclass(frozen=True)
class Plan:
    """The settings of one run; what they mean is said in `model.training.recipe.Recipe`.

    Attributes
    ----------
    name : str
        For people; the sizes of the hidden layers if nobody gave one.
    images : int
        How many of MNIST's training images there are to learn from.
    augmentation : bool
        Whether they are distorted, as by the recipe `quick`.
    """

    name: str = ""
    hidden: tuple[int, ...] = (100, 10)
    initialisation: InitScheme = "xavier"
    optimizer: OptimizerName = "adam"
    schedule: ScheduleName = "constant"
    learning_rate: float = 0.003
    batch_size: int = 128
    epochs: int = 5
    images: int = 10_000
    augmentation: bool = False
    seed: int = 1

    @property
    def title(self) -> str:
        """What people know the run by."""
        return self.name or "-".join(map(str, self.hidden)) or "no hidden layer"

    @property
    def steps(self) -> int:
        """How many batches the whole run has."""
        return self.epochs * math.ceil(self.images / self.batch_size)

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        sizes = (784, *self.hidden, 10)
        return sum((1 + inputs) * outputs for inputs, outputs in itertools.pairwise(sizes))

    def recipe(self) -> Recipe:
        """Return what `model.training.loop` is to do."""
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
            validation_size=HELD_OUT,
            augmentation=load_recipe("quick").augmentation if self.augmentation else Augmentation(),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the settings in values of JSON types; `from_json` is its inverse."""
        return {**asdict(self), "hidden": list(self.hidden)}


def from_json(values: Mapping[str, Any]) -> Plan:
    """Return the plan that `Plan.to_json` wrote."""
    return Plan(**{**values, "hidden": tuple(values["hidden"])})


DEFAULTS = Plan()


def read(document: Any, limits: Limits) -> Plan:
    """Return the plan that a JSON body asks for; what it leaves out is as in `DEFAULTS`.

    Raises
    ------
    InvalidRequest
        If a setting is wrong or beyond the limits; names every one.
    """
    if not isinstance(document, dict):
        raise InvalidRequest.for_field(
            ("body",), f"expected an object, got {describe_value(document)}"
        )
    given = {name: value for name, value in document.items() if (name, value) != ("name", None)}
    rules = _rules(limits)
    errors = [
        FieldError(("body", name), f"expected {rule.expected}, got {_described(given[name])}")
        for name, rule in ((name, rules.get(name, _UNKNOWN)) for name in given)
        if not rule.accepts(given[name])
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)
    if "name" in given:
        given["name"] = given["name"].strip()
    if "hidden" in given:
        given["hidden"] = tuple(given["hidden"])
    return replace(DEFAULTS, **given)


@dataclass(frozen=True)
class _Rule:
    """What a setting has to be, in words and as a test of a JSON value."""

    expected: str
    accepts: Callable[[Any], bool]


_UNKNOWN = _Rule(f"one of {', '.join(asdict(DEFAULTS))}", lambda _: False)


def _rules(limits: Limits) -> dict[str, _Rule]:
    layers, units = limits.hidden_layers, limits.units
    choices = {name: _choice(names) for name, names in CHOICES.items()}
    return choices | {
        "name": _Rule(
            f"a text of 1 to {MAX_NAME} printable characters",
            lambda v: (
                type(v) is str and 1 <= len(v.strip()) <= MAX_NAME and v.strip().isprintable()
            ),
        ),
        "hidden": _Rule(
            f"a list of at most {layers} whole numbers from 1 to {units}",
            lambda v: (
                type(v) is list and len(v) <= layers and all(_is_whole(u, 1, units) for u in v)
            ),
        ),
        "learning_rate": _Rule(
            f"a number above 0 and at most {MAX_LEARNING_RATE:g}",
            lambda v: type(v) in {int, float} and 0 < v <= MAX_LEARNING_RATE,
        ),
        "augmentation": _Rule("true or false", lambda v: type(v) is bool),
        "batch_size": _whole(1, limits.batch_size),
        "epochs": _whole(1, limits.epochs),
        "images": _whole(1, limits.images),
        "seed": _whole(0, MAX_SEED),
    }


def _whole(least: int, most: int) -> _Rule:
    expected = f"a whole number from {least} to {most}"
    return _Rule(expected, lambda value: _is_whole(value, least, most))


def _choice(names: tuple[str, ...]) -> _Rule:
    return _Rule(" or ".join(names), lambda value: type(value) is str and value in names)


def _is_whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _described(value: Any) -> str:
    if type(value) is list and 1 <= len(value) <= 8 and all(type(v) in {int, float} for v in value):
        return "[" + ", ".join(describe_value(v) for v in value) + "]"
    return f"{value!a:.40}" if type(value) is str else describe_value(value)
