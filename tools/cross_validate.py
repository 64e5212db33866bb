"""Leave-one-group-out accuracy of recipes, written to ``model/evaluation/unseen_groups.json``.

    python -m tools.cross_validate wide

Trains one network per fold of `model.evaluation.cross_validation`, after its teacher if it has one.
The file is written after each fold; ``--resume`` keeps the folds that are in it. ``--quick``
trains a tenth of the epochs and no teacher, which suffices to compare recipes.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from model.data.synthesis.digits import preprocess_to_bytes
from model.evaluation import cross_validation, unseen_groups
from model.evaluation.cross_validation import FOLDS
from model.evaluation.sets.non_digits import NON_DIGIT_SETS
from model.evaluation.unseen_digits import unseen_digits
from model.network import Weights
from model.serialization import atomic_write
from model.training import stroke_sources, training_data
from model.training.labelled_images import (
    NON_DIGIT,
    Images,
    LabelledImages,
    render_all,
)
from model.training.recipe import Recipe, load_recipe

NON_DIGITS = {"letters": ("letters", "printed"), "scribbles": ("scribbles",)}
"""Sets of non-digits by kind."""


def non_digits() -> dict[str, LabelledImages]:
    """Return letters and scribbles, on which no network is trained."""
    kinds = {}
    for kind, names in NON_DIGITS.items():
        tasks = [(name, i) for name in names for i in range(NON_DIGIT_SETS[name].count)]
        images = render_all(_render_non_digit, tasks)
        kinds[kind] = LabelledImages(images, np.full(len(images), NON_DIGIT, dtype=np.uint8))
    return kinds


def _render_non_digit(task: tuple[str, int]) -> Images:
    name, index = task
    return preprocess_to_bytes(NON_DIGIT_SETS[name].render(index, ()))


def with_teachers(names: Sequence[str]) -> dict[str, Recipe]:
    """Return the recipes with these names, each after the teacher that it names."""
    recipes: dict[str, Recipe] = {}
    for name in names:
        recipe = load_recipe(name)
        if recipe.teacher:
            recipes |= with_teachers([recipe.teacher])
        recipes[name] = recipe
    return recipes


def main(
    names: Sequence[str], resume: bool = False, quick: bool = False, path: Path = unseen_groups.PATH
) -> None:
    """Run the folds for recipes and their teachers; with `resume`, those that lack a result."""
    recipes = (
        {name: cross_validation.shortened(load_recipe(name)) for name in names}
        if quick
        else with_teachers(names)
    )
    atomic_write.check(path)  # the first result comes after minutes
    results = unseen_groups.read(path)
    done = {
        name: tuple(r for r in results.get(name, ()) if resume and r.is_quick == quick)
        for name in recipes
    }
    pending = [fold for fold in FOLDS if not all(map(fold.has_result, done.values()))]
    if not pending:
        return
    non_digit_sets = non_digits()
    data = {name: training_data.load(recipe) for name, recipe in recipes.items()}
    plans = {name: stroke_sources.plan_unipen(recipe, None) for name, recipe in recipes.items()}
    for fold in pending:
        networks: dict[str, Weights] = {}
        for name, recipe in recipes.items():
            start = perf_counter()
            classifier = cross_validation.train(
                recipe,
                cross_validation.without_groups(fold, data[name], plans[name]),
                networks.get(recipe.teacher),
            )
            networks[name] = classifier.weights
            result = replace(
                cross_validation.evaluate(
                    classifier, dict(unseen_digits(fold, data[name])), non_digit_sets
                ),
                is_quick=quick,
            )
            done[name] = (*(part for part in done[name] if not fold.has_result([part])), result)
            seconds = round(perf_counter() - start)
            print(name, f"{seconds} s, {result.steps} steps", *result.groups, sep="\n  ")
            print(" ", *result.separations, sep="\n  ", flush=True)
        unseen_groups.write(results | done, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipes", nargs="+", help="names of bundled recipes")
    parser.add_argument("--resume", action="store_true", help="skip folds that have a result")
    parser.add_argument("--quick", action="store_true", help="a tenth of the epochs, no teacher")
    arguments = parser.parse_args()
    try:
        main(arguments.recipes, arguments.resume, arguments.quick)
    except KeyboardInterrupt:
        print("Stopped: folds with a result are saved, and --resume continues.", file=sys.stderr)
        sys.exit(130)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
