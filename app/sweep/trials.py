"""Trials of a sweep: the recipe of each setting and seed, drawn the same way every time."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from app.sweep.folds import FoldError, parse_fold
from app.sweep.schemas import LEFT_OUT, MEAN
from app.sweep.spec import TABLES, Range, SweepError, SweepSpec
from model.training.recipe import Recipe, RecipeError, load_recipe

SAMPLING_SEED = 0
"""Seed of the draws from a space: a sweep file stands for the same settings every time."""

SIGNIFICANT_DIGITS = 4
"""Digits of drawn numbers, so that recipes stay readable."""

MAX_COMBINATIONS = 1_000_000
"""Maximum number of combinations of lists, of which some are drawn."""

MAX_TRIALS = 10_000
"""Maximum number of settings times seeds; their names have four digits."""

UNVALIDATED_SOURCES = ("mnist_drawn", "mnist_scanned", "non_digits")
"""Sources from which nothing is held out for validation."""


@dataclass(frozen=True)
class Trial:
    """A training run of a sweep.

    Attributes
    ----------
    number, setting : int
        Position among all trials, and of its setting among all settings; from 0.
    values : dict of str to value
        Value of each name in the space.
    recipe : Recipe
        With these values, but for `LEFT_OUT`, and one of the seeds.
    """

    number: int
    setting: int
    values: dict[str, Any]
    recipe: Recipe


def expand(spec: SweepSpec) -> list[Trial]:
    """Return the trials of a sweep: all seeds of the first setting, then of the second.

    Raises
    ------
    SweepError
        If the recipe, a name or a value is wrong; starts with its key.
    """
    base = _base_recipe(spec)
    if LEFT_OUT in spec.space:
        _check_folds(spec, base)
    for name, entry in spec.space.items():
        if name != LEFT_OUT:
            _check_values(base, name, entry)
    trials: list[Trial] = []
    for setting, values in enumerate(_settings(spec, base)):
        try:
            recipe = change(base, {n: v for n, v in values.items() if n != LEFT_OUT})
        except RecipeError as error:  # values that are right by themselves
            raise SweepError(f"space: {error}") from error
        trials += [
            Trial(len(trials) + position, setting, values, replace(recipe, seed=seed))
            for position, seed in enumerate(spec.seeds)
        ]
    return trials


def change(recipe: Recipe, values: dict[str, Any]) -> Recipe:
    """Return the recipe with other values, by dotted name.

    Raises
    ------
    RecipeError
        If a name is unknown or a value is out of range.
    """
    changes: dict[str, Any] = {}
    tables = {"augmentation": asdict(recipe.augmentation), "sources": dict(recipe.sources)}
    for name, value in values.items():
        table, _, key = name.partition(".")
        if key and table in TABLES:
            changes.setdefault(table, tables[table])[key] = value
        else:
            changes[name] = value
    return Recipe.from_json(changes, recipe)


def _base_recipe(spec: SweepSpec) -> Recipe:
    try:
        recipe = load_recipe(spec.recipe)
    except RecipeError as error:
        raise SweepError(f"recipe: {error}") from error
    for name, value in spec.settings.items():
        recipe = _checked(recipe, name, value, f"settings.{name}")
    metrics = [MEAN, *sorted({"mnist", *recipe.sources} - set(UNVALIDATED_SOURCES))]
    if spec.metric not in metrics:
        raise SweepError(f"metric: expected {' or '.join(metrics)}, got {spec.metric!r}")
    return recipe


def _check_folds(spec: SweepSpec, base: Recipe) -> None:
    folds = spec.space[LEFT_OUT]
    if isinstance(folds, Range):
        raise SweepError(f"space.{LEFT_OUT}: expected a list of lists of groups")
    for position, groups in enumerate(folds):
        try:
            parse_fold(groups, base)
        except FoldError as error:
            raise SweepError(f"space.{LEFT_OUT}[{position}]: {error}") from error
    for name in spec.space:
        if name != LEFT_OUT:
            raise SweepError(
                f"space.{name}: expected nothing beside {LEFT_OUT}, whose mean over the folds is "
                f"that of one setting; give {name} in [settings], and run a sweep for each value"
            )
    if spec.budget.samples is not None:
        raise SweepError(
            f"budget.samples: expected none with space.{LEFT_OUT}, all of whose groups are left out"
        )
    if spec.metric != MEAN:
        raise SweepError(f"metric: expected {MEAN} with space.{LEFT_OUT}, got {spec.metric!r}")
    if spec.budget.early_stopping:
        raise SweepError(
            f"budget.early_stopping: expected false with space.{LEFT_OUT}, as some groups are "
            "easier than others"
        )


def _check_values(base: Recipe, name: str, values: list[Any] | Range) -> None:
    path = f"space.{name}"
    if name in (*TABLES, "seed"):
        instead = "seeds" if name == "seed" else f"the settings in [space.{name}]"
        raise SweepError(f"{path}: expected {instead} in its place")
    if isinstance(values, Range):
        _number_type(base, name)
        for end in ("min", "max"):
            value = getattr(values, end)
            _checked(base, name, _as_number(base, name, value), f"{path}.{end}")
    else:
        for position, value in enumerate(values):
            _checked(base, name, value, f"{path}[{position}]")


def _checked(recipe: Recipe, name: str, value: Any, path: str) -> Recipe:
    if name == "seed":
        raise SweepError(f"{path}: expected seeds in its place")
    try:
        return change(recipe, {name: value})
    except RecipeError as error:
        message = str(error).partition(": ")[2] or str(error)
        raise SweepError(f"{path}: {message}") from error


def _number_type(base: Recipe, name: str) -> type:
    table, _, key = name.partition(".")
    if key and table == "augmentation":
        value: Any = getattr(base.augmentation, key, None)
    elif key and table == "sources":
        value = 0
    else:
        value = getattr(base, name, None)
    if type(value) not in (int, float):
        raise SweepError(f"space.{name}: expected a list, as only a number can have a range")
    return type(value)


def _as_number(base: Recipe, name: str, value: float) -> int | float:
    return round(value) if _number_type(base, name) is int else float(value)


def _settings(spec: SweepSpec, base: Recipe) -> list[dict[str, Any]]:
    names = list(spec.space)
    lists = [values for values in spec.space.values() if isinstance(values, list)]
    samples = spec.budget.samples
    if len(lists) == len(names):
        lengths = [len(values) for values in lists]
        combinations = math.prod(lengths)
        if combinations > MAX_COMBINATIONS:
            raise SweepError(
                f"space: expected at most {MAX_COMBINATIONS:,} combinations, got {combinations:,}; "
                "draw from ranges in place of long lists"
            )
        positions: Sequence[int] = range(combinations)
        if samples is not None:
            shuffled = np.random.default_rng(SAMPLING_SEED).permutation(combinations)
            positions = shuffled[:samples].tolist()
        _check_number_of_trials(spec, len(positions))
        rows = list(itertools.product(*lists))
        return [dict(zip(names, rows[position], strict=True)) for position in positions]
    if samples is None:
        ranges = [name for name in names if isinstance(spec.space[name], Range)]
        raise SweepError(
            "budget.samples: expected the number of settings to draw, as these are ranges: "
            + ", ".join(ranges)
        )
    _check_number_of_trials(spec, samples)
    rng = np.random.default_rng(SAMPLING_SEED)
    return [
        {name: _draw(base, name, values, rng) for name, values in spec.space.items()}
        for _ in range(samples)
    ]


def _check_number_of_trials(spec: SweepSpec, settings: int) -> None:
    if settings * len(spec.seeds) > MAX_TRIALS:
        raise SweepError(
            f"budget.samples: expected at most {MAX_TRIALS:,} trials, got {settings:,} settings "
            f"with {len(spec.seeds):,} seeds"
        )


def _draw(base: Recipe, name: str, values: list[Any] | Range, rng: np.random.Generator) -> Any:
    if isinstance(values, list):
        return values[rng.integers(len(values))]
    if values.scale == "log":
        number = math.exp(rng.uniform(math.log(values.min), math.log(values.max)))
    else:
        number = rng.uniform(values.min, values.max)
    rounded = float(f"{number:.{SIGNIFICANT_DIGITS}g}")
    return _as_number(base, name, min(max(rounded, values.min), values.max))
