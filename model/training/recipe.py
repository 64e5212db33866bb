"""Training recipes: all settings of a run in one frozen dataclass, readable from TOML.

The recipes of the bundled models are in ``model/recipes/``. A recipe also travels in the metadata
of the weights that it made, so that a model says how it was trained.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import inf
from pathlib import Path
from typing import Any, get_args

from model.data.unipen_1a import DONORS
from model.inference.calibration import REJECTION_QUANTILE
from model.initialization import INIT_SCHEMES, InitScheme
from model.optimizers import OptimizerName, ScheduleName
from model.training.augmentation import Augmentation
from model.training.sources import FORMER_SOURCES, SOURCES

FOLDER = Path(__file__).parents[1] / "recipes"
"""Recipes of the bundled models."""

FORMER_NAMES = {
    "initialisation": "initialization",
    "redraw_epochs": "augment_every_epochs",
    "teacher_share": "distillation_weight",
}
"""Current names of settings, by their names in older recipes and models."""


class RecipeError(ValueError):
    """A recipe cannot be read, or holds an unknown name or a value out of range."""


@dataclass(frozen=True)
class Recipe:
    """Settings of a training run; together with the data they decide every bit of its result.

    Attributes
    ----------
    hidden : tuple of int
        Units of each hidden layer.
    sources : mapping of str to int
        Images per epoch of each source; 0 means all of them, once.
    epochs, batch_size : int
    learning_rate : float
        Peak learning rate, before the schedule lowers it.
    warmup_steps : int
        Number of first steps over which the learning rate rises linearly from 0.
    schedule, optimizer, initialization : str
        By name, see `model.optimizers` and `model.initialization.initialize`.
    weight_decay : float
        L2 penalty: adds ``weight_decay * W`` to the gradient, biases excluded; 0 to 1, where 0.1
        already outweighs the mean gradient of the loss.
    averaging : float
        Decay per step of the moving average of the weights, which is then the result (Polyak and
        Juditsky, 1992); 0 keeps the last weights.
    images : int
        Number of MNIST training images to use, the first ones; 0 means all that are not held out.
    seed : int
        Seeds the initial weights, the order of the images and their augmentation.
    validation_size : int
        Number of MNIST training images held out, the last ones.
    held_out_writers : int
        Number of writers of the pen strokes held out.
    held_out_unipen_writers : int
        Number of writers of UNIPEN held out for validation.
    calibration_size : int
        Number of MNIST training images held out for calibration alone, those before the ones for
        validation. Without images for calibration, those for validation are used.
    calibration_writers : int
        Number of writers of UNIPEN held out for calibration alone.
    rejected_share : float
        Share of the calibration digits that the rejection rule may reject, of the set that is read
        best; see `model.inference.calibration`.
    shifted_readings : bool
        Whether answers in doubt are checked on shifted inputs; see `model.inference.acceptance`.
    excluded_donors : tuple of str
        Donors of UNIPEN that are neither trained on nor validated on.
    augmentation : Augmentation
    augment_every_epochs : int
        Images are augmented again in every n-th epoch and reused in between, since augmentation
        costs more than training.
    teacher : str
        Name or path of a model whose softened outputs are learnt as well (Hinton, Vinyals and Dean,
        "Distilling the Knowledge in a Neural Network", 2015); empty for none.
    distillation_weight : float
        Weight of the teacher's outputs in the targets, 0 to 1.
    temperature : float
        Divisor of the teacher's logits, which softens them; the student's are not divided.
    """

    hidden: tuple[int, ...] = (100, 10)
    sources: Mapping[str, int] = field(default_factory=lambda: {"mnist": 0})
    epochs: int = 20
    batch_size: int = 64
    learning_rate: float = 0.003
    warmup_steps: int = 200
    schedule: ScheduleName = "cosine"
    optimizer: OptimizerName = "adam"
    initialization: InitScheme = "xavier"
    weight_decay: float = 0.0
    averaging: float = 0.0
    images: int = 0
    seed: int = 1
    validation_size: int = 5000
    held_out_writers: int = 6
    held_out_unipen_writers: int = 0
    calibration_size: int = 0
    calibration_writers: int = 0
    rejected_share: float = REJECTION_QUANTILE
    shifted_readings: bool = False
    excluded_donors: tuple[str, ...] = ()
    augmentation: Augmentation = field(default_factory=Augmentation)
    augment_every_epochs: int = 1
    teacher: str = ""
    distillation_weight: float = 0.9
    temperature: float = 2.0

    def __post_init__(self) -> None:
        for settings, prefix in ((self, ""), (self.augmentation, "augmentation.")):
            for setting in fields(settings):
                if setting.type in _TYPES:
                    _expect_type(
                        prefix + setting.name, getattr(settings, setting.name), setting.type
                    )
        _expect(isinstance(self.sources, Mapping), "sources", "a table", self.sources)
        for name, count in self.sources.items():
            _expect_type(f"sources.{name}", count, int)
            _expect(count >= 0, f"sources.{name}", "0 or more", count)
        for size in self.hidden:
            _expect_type("hidden", size, int)
        smallest = min(self.hidden, default=1)
        _expect(smallest >= 1, "hidden", "sizes of at least 1", smallest)
        unknown = set(self.sources) - set(SOURCES)
        _expect(not unknown, "sources", " or ".join(SOURCES), ", ".join(sorted(unknown)))
        _expect(bool(self.sources), "sources", "at least one source", "none")
        _expect(self.epochs >= 1, "epochs", "at least 1", self.epochs)
        _expect(
            self.augment_every_epochs >= 1,
            "augment_every_epochs",
            "at least 1",
            self.augment_every_epochs,
        )
        _expect(self.batch_size >= 1, "batch_size", "at least 1", self.batch_size)
        _expect(
            0 < self.learning_rate < inf, "learning_rate", "a number above 0", self.learning_rate
        )
        _expect(self.warmup_steps >= 0, "warmup_steps", "0 or more", self.warmup_steps)
        _expect(0 <= self.weight_decay <= 1, "weight_decay", "0 to 1", self.weight_decay)
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
        for name in ("held_out_unipen_writers", "calibration_writers"):
            value = getattr(self, name)
            _expect(0 <= value <= 50, name, "0 to 50", value)
        _expect(
            0 <= self.calibration_size <= 5000,
            "calibration_size",
            "0 to 5000",
            self.calibration_size,
        )
        _expect(0 <= self.rejected_share < 1, "rejected_share", "0 to below 1", self.rejected_share)
        unknown_donors = set(self.excluded_donors) - set(DONORS)
        _expect(not unknown_donors, "excluded_donors", " or ".join(DONORS), sorted(unknown_donors))
        _expect(
            0 <= self.distillation_weight <= 1,
            "distillation_weight",
            "0 to 1",
            self.distillation_weight,
        )
        _expect(0 < self.temperature < inf, "temperature", "a number above 0", self.temperature)
        for name, choices in (
            ("schedule", get_args(ScheduleName)),
            ("optimizer", get_args(OptimizerName)),
            ("initialization", INIT_SCHEMES),
        ):
            value = getattr(self, name)
            _expect(value in choices, name, " or ".join(choices), repr(value))
        for setting in fields(self.augmentation):
            value = getattr(self.augmentation, setting.name)
            _expect(-inf < value < inf, f"augmentation.{setting.name}", "a finite number", value)

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as values of JSON types; `from_json` is the inverse."""
        return {
            **asdict(self),
            "hidden": list(self.hidden),
            "sources": dict(self.sources),
            "excluded_donors": list(self.excluded_donors),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any], base: "Recipe | None" = None) -> "Recipe":
        """Return `base`, by default a plain `Recipe`, with `values` replaced.

        Former names of settings and sources are accepted.

        Raises
        ------
        RecipeError
            If a name is unknown or a value is out of range.
        """
        changes = _with_current_names(values, FORMER_NAMES, "recipe")
        names = {f.name for f in fields(cls)}
        unknown = sorted(set(changes) - names)
        _expect(not unknown, "recipe", f"the names {', '.join(sorted(names))}", ", ".join(unknown))
        if "hidden" in changes:
            hidden = changes["hidden"]
            _expect(isinstance(hidden, list | tuple), "hidden", "a list of sizes", repr(hidden))
            changes["hidden"] = tuple(hidden)
        if "excluded_donors" in changes:
            donors = changes["excluded_donors"]
            _expect(
                isinstance(donors, list | tuple), "excluded_donors", "a list of names", repr(donors)
            )
            changes["excluded_donors"] = tuple(donors)
        if isinstance(changes.get("sources"), Mapping):
            changes["sources"] = _with_current_names(changes["sources"], FORMER_SOURCES, "sources")
        if "augmentation" in changes:
            changes["augmentation"] = _augmentation(changes["augmentation"])
        return replace(base or cls(), **changes)


_TYPES: dict[Any, tuple[str, Any]] = {
    int: ("a whole number", int),
    float: ("a number", (int, float)),
    str: ("a text", str),
    bool: ("true or false", bool),
}


def _expect_type(name: str, value: object, kind: Any) -> None:
    description, types = _TYPES[kind]
    _expect(
        isinstance(value, types) and isinstance(value, bool) is (kind is bool),
        name,
        description,
        repr(value),
    )


def _expect(condition: bool, name: str, expected: str, got: object) -> None:
    if not condition:
        raise RecipeError(f"{name}: expected {expected}, got {got}")


def _with_current_names(
    values: Mapping[str, Any], former: Mapping[str, str], location: str
) -> dict[str, Any]:
    duplicates = [
        f"{alias} and {name}" for alias, name in former.items() if {alias, name} <= values.keys()
    ]
    _expect(not duplicates, location, "one name for a setting", ", ".join(duplicates))
    return {former.get(name, name): value for name, value in values.items()}


def _augmentation(settings: Any) -> Augmentation:
    _expect(isinstance(settings, Mapping), "augmentation", "a table", repr(settings))
    try:
        return Augmentation(**settings)
    except TypeError as error:
        names = ", ".join(f.name for f in fields(Augmentation))
        raise RecipeError(f"augmentation: expected the names {names}, got {error}") from error


def bundled_recipes() -> list[str]:
    """Return the names of the recipes of the bundled models."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_recipe(name_or_path: str) -> Recipe:
    """Load a bundled recipe by name, or a TOML file by path.

    Raises
    ------
    RecipeError
        If there is no such recipe, or the file does not hold one.
    """
    bundled = FOLDER / f"{name_or_path}.toml"
    path = bundled if bundled.is_file() else Path(name_or_path)
    if not path.is_file():
        names = ", ".join(bundled_recipes())
        raise RecipeError(f"expected a recipe ({names}) or a TOML file, got {name_or_path!r}")
    try:
        with path.open("rb") as file:
            return Recipe.from_json(tomllib.load(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecipeError) as error:
        raise RecipeError(f"{path}: {error}") from error
    except RecursionError as error:
        raise RecipeError(f"{path}: expected fewer lists within lists") from error
