"""Folds of a grouped cross-validation, as the values of a space."""

from collections.abc import Sequence
from dataclasses import replace

from model.data.cache import DataDir
from model.data.unipen_1a import DONORS
from model.evaluation.cross_validation import DERIVED_SOURCES, Fold, without_groups
from model.evaluation.unseen_digits import unseen_digits
from model.training.recipe import Recipe
from model.training.stroke_sources import UnipenPlan, plan_unipen
from model.training.training_data import TrainingData

UNIPEN = "unipen"

NO_GROUPS = (
    UNIPEN,
    "non_digits",
    *(name for derived in DERIVED_SOURCES.values() for name in derived),
)
"""Sources that are not groups: many people, no digits, or digits of another source."""


class FoldError(ValueError):
    """A value of the space is not a list of groups of the recipe."""


def parse_fold(groups: object, recipe: Recipe) -> Fold:
    """Return the fold of a list of groups: donors such as ``unipen/apa``, and other sources.

    Raises
    ------
    FoldError
        If it has an unknown group, one that the recipe is not trained on, or all of them.
    """
    donors = [
        f"{UNIPEN}/{donor}"
        for donor in DONORS
        if UNIPEN in recipe.sources and donor not in recipe.excluded_donors
    ]
    sources = [name for name in recipe.sources if name not in NO_GROUPS]
    if not isinstance(groups, list) or not groups:
        raise FoldError(f"expected a list of groups, got {groups!r}")
    for group in groups:
        if group not in (*donors, *sources):
            raise FoldError(
                f"expected groups of the recipe, {_sentence(sources, donors)}, got {group!r}"
            )
    if len(set(groups)) < len(groups):
        raise FoldError(f"expected each group once, got {groups}")
    if not set(donors + sources) - set(groups):
        raise FoldError("expected a group that is left to train on")
    return Fold(
        tuple(group.removeprefix(f"{UNIPEN}/") for group in groups if group in donors),
        tuple(group for group in groups if group in sources),
    )


def leave_out(
    groups: Sequence[str], recipe: Recipe, data: TrainingData, data_dir: DataDir
) -> TrainingData:
    """Return the data of a recipe without anything of some groups, on whose digits it is validated.

    Parameters
    ----------
    groups : sequence of str
    recipe : Recipe
    data : TrainingData
        With everything.
    data_dir : path or None
        See `model.data.cache`.
    """
    fold = parse_fold(list(groups), recipe)
    has_unipen = UNIPEN in recipe.sources
    plan = plan_unipen(recipe, data_dir) if has_unipen else UnipenPlan([], [], [], [])
    rest = without_groups(fold, data, plan)
    return replace(rest, validation=dict(unseen_digits(fold, data, data_dir)))


def _sentence(sources: Sequence[str], donors: Sequence[str]) -> str:
    return ", ".join([*sources, *donors[:2], *(["and so on"] if len(donors) > 2 else [])])
