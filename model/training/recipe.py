"""What a training run does: one frozen record, readable from a TOML file.

The recipes of the models that ship are in ``model/recipes/``; `read` turns one into a `Recipe`,
and the recipe travels in the weights' metadata, so that a model says how it was made.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args

from model.network import INIT_SCHEMES, InitScheme
from model.optimizers import OptimizerName, ScheduleName
from model.training.augmentation import Augmentation

FOLDER = Path(__file__).parents[1] / "recipes"
"""The recipes of the models that ship."""

SOURCES = ("mnist", "mnist_drawn", "mnist_scanned", "pendigits", "nonsense")
"""Where training images can come from; see `model.training.training_data`."""


class RecipeError(ValueError):
    """A recipe asks for something that there is not."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what a training run computes.

    Attributes
    ----------
    hidden : tuple of int
        Units of each hidden layer.
    sources : mapping of str to int
        How many images of each source one epoch holds; 0 means all of them, once.
    epochs, batch_size : int
    learning_rate : float
        The largest rate; the schedule lowers it.
    warmup_steps : int
        Over how many first steps the rate rises from 0.
    schedule, optimizer, initialisation : str
        By name, see `model.optimizers` and `model.network.initialise`.
    weight_decay : float
        Coefficient of the squared weights in the loss, biases left out: adds ``weight_decay * W``
        to the gradient.
    averaging : float
        The weights that are kept are a running mean with this decay a step (Polyak and Juditsky,
        1992); 0 keeps the last ones.
    images : int
        How many of MNIST's training images there are to learn from, the first ones; 0 means all
        that are not held out.
    seed : int
        Decides the first weights, the order of images and every distortion.
    validation_size : int
        How many of MNIST's last training images are held out.
    held_out_writers : int
        How many of the writers of the pen strokes are held out, whole.
    augmentation : Augmentation
    redraw_epochs : int
        For how many epochs images are used as they were distorted, before they are distorted anew;
        distorting costs more than learning.
    teacher : str
        Name or path of a trained model whose softened answers are learnt as well (Hinton, Vinyals
        and Dean, "Distilling the Knowledge in a Neural Network", 2015); empty for none.
    teacher_share : float
        How much of the loss comes from the teacher, 0 to 1.
    temperature : float
        By what the logits of teacher and pupil are divided to soften them.
    """

    hidden: tuple[int, ...] = (100, 10)
    sources: Mapping[str, int] = field(default_factory=lambda: {"mnist": 0})
    epochs: int = 20
    batch_size: int = 64
    learning_rate: float = 0.003
    warmup_steps: int = 200
    schedule: ScheduleName = "cosine"
    optimizer: OptimizerName = "adam"
    initialisation: InitScheme = "xavier"
    weight_decay: float = 0.0
    averaging: float = 0.0
    images: int = 0
    seed: int = 1
    validation_size: int = 5000
    held_out_writers: int = 6
    augmentation: Augmentation = field(default_factory=Augmentation)
    redraw_epochs: int = 1
    teacher: str = ""
    teacher_share: float = 0.9
    temperature: float = 2.0

    def __post_init__(self) -> None:
        for record, place in ((self, ""), (self.augmentation, "augmentation.")):
            for each in fields(record):
                if each.type in _KINDS:
                    _expect_kind(place + each.name, getattr(record, each.name), each.type)
        _expect(isinstance(self.sources, Mapping), "sources", "a table", self.sources)
        for name, count in self.sources.items():
            _expect_kind(f"sources.{name}", count, int)
            _expect(count >= 0, f"sources.{name}", "0 or more", count)
        for size in self.hidden:
            _expect_kind("hidden", size, int)
        _expect(all(h >= 1 for h in self.hidden), "hidden", "sizes of at least 1", self.hidden)
        unknown = set(self.sources) - set(SOURCES)
        _expect(not unknown, "sources", " or ".join(SOURCES), ", ".join(sorted(unknown)))
        _expect(bool(self.sources), "sources", "at least one source", "none")
        _expect(self.epochs >= 1, "epochs", "at least 1", self.epochs)
        _expect(self.redraw_epochs >= 1, "redraw_epochs", "at least 1", self.redraw_epochs)
        _expect(self.batch_size >= 1, "batch_size", "at least 1", self.batch_size)
        _expect(self.learning_rate > 0, "learning_rate", "above 0", self.learning_rate)
        _expect(self.warmup_steps >= 0, "warmup_steps", "0 or more", self.warmup_steps)
        _expect(self.weight_decay >= 0, "weight_decay", "0 or more", self.weight_decay)
        _expect(0 <= self.averaging < 1, "averaging", "from 0 to below 1", self.averaging)
        _expect(self.images >= 0, "images", "0 or more", self.images)
        _expect(self.seed >= 0, "seed", "0 or more", self.seed)
        _expect(
            0 <= self.validation_size <= 50000,
            "validation_size",
            "0 to 50000",
            self.validation_size,
        )
        _expect(
            0 <= self.held_out_writers <= 29, "held_out_writers", "0 to 29", self.held_out_writers
        )
        _expect(0 <= self.teacher_share <= 1, "teacher_share", "0 to 1", self.teacher_share)
        _expect(self.temperature > 0, "temperature", "above 0", self.temperature)
        for name, choices in (
            ("schedule", get_args(ScheduleName)),
            ("optimizer", get_args(OptimizerName)),
            ("initialisation", INIT_SCHEMES),
        ):
            value = getattr(self, name)
            _expect(value in choices, name, " or ".join(choices), repr(value))

    def to_json(self) -> dict[str, Any]:
        """Return the recipe in values of JSON types; `from_json` is its inverse."""
        return {**asdict(self), "hidden": list(self.hidden), "sources": dict(self.sources)}


_KINDS: dict[Any, tuple[str, Any]] = {
    int: ("a whole number", int),
    float: ("a number", (int, float)),
    str: ("a text", str),
}


def _expect_kind(name: str, value: object, kind: Any) -> None:
    description, types = _KINDS[kind]
    holds = isinstance(value, types) and not isinstance(value, bool)
    _expect(holds, name, description, repr(value))


def _expect(holds: bool, name: str, expected: str, got: object) -> None:
    if not holds:
        raise RecipeError(f"{name}: expected {expected}, got {got}")


def from_json(values: Mapping[str, Any], base: Recipe | None = None) -> Recipe:
    """Return `base` (by default a plain `Recipe`) with `values` put in.

    Raises
    ------
    RecipeError
        If a name is unknown or a value is out of range.
    """
    names = {f.name for f in fields(Recipe)}
    unknown = sorted(set(values) - names)
    _expect(not unknown, "recipe", f"the names {', '.join(sorted(names))}", ", ".join(unknown))
    changes = dict(values)
    if "hidden" in changes:
        hidden = changes["hidden"]
        _expect(isinstance(hidden, list | tuple), "hidden", "a list of sizes", repr(hidden))
        changes["hidden"] = tuple(hidden)
    if "augmentation" in changes:
        settings = changes["augmentation"]
        _expect(isinstance(settings, Mapping), "augmentation", "a table", repr(settings))
        try:
            changes["augmentation"] = Augmentation(**settings)
        except TypeError as error:
            known = ", ".join(f.name for f in fields(Augmentation))
            raise RecipeError(f"augmentation: expected the names {known}, got {error}") from error
    return replace(base or Recipe(), **changes)


def names() -> list[str]:
    """Return the names of the recipes that ship."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(name_or_path: str) -> Recipe:
    """Read a recipe that ships, by name, or any TOML file, by path.

    Raises
    ------
    RecipeError
        If there is no such recipe, or it does not hold one.
    """
    shipped = FOLDER / f"{name_or_path}.toml"
    path = shipped if shipped.is_file() else Path(name_or_path)
    if not path.is_file():
        raise RecipeError(
            f"expected a recipe ({', '.join(names())}) or a TOML file, got {name_or_path!r}"
        )
    try:
        with path.open("rb") as file:
            return from_json(tomllib.load(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecipeError) as error:
        raise RecipeError(f"{path}: {error}") from error
