"""Leave-one-group-out accuracy of recipes, written to ``model/evaluation/unseen_groups.json``.

    python -m tools.cross_validate wide

Trains one network per fold of `model.evaluation.cross_validation` with a tenth of the
epochs. The file is written after each fold; ``--resume`` keeps the folds that are in it.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from model.data.synthesis.digits import preprocess_to_bytes
from model.evaluation import cross_validation, unseen_groups
from model.evaluation.cross_validation import FOLDS
from model.evaluation.sets.non_digits import NON_DIGIT_SETS
from model.evaluation.unseen_digits import unseen_digits
from model.serialization import atomic_write
from model.training import stroke_sources, training_data
from model.training.labelled_images import (
    NON_DIGIT,
    Images,
    LabelledImages,
    render_all,
)
from model.training.recipe import load_recipe

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


def main(names: list[str], resume: bool = False, path: Path = unseen_groups.PATH) -> None:
    """Run the folds for the recipes with these names; with `resume`, those without a result."""
    recipes = {name: load_recipe(name) for name in names}
    atomic_write.check(path)  # the first result comes after minutes
    non_digit_sets = non_digits()
    for name, recipe in recipes.items():
        results = unseen_groups.read(path)
        done = results.get(name, ()) if resume else ()
        pending = [fold for fold in FOLDS if not fold.has_result(done)]
        if not pending:
            continue
        data = training_data.load(recipe)
        plan = stroke_sources.plan_unipen(recipe, None)
        for fold in pending:
            start = perf_counter()
            classifier = cross_validation.train(
                recipe, cross_validation.without_groups(fold, data, plan)
            )
            result = cross_validation.evaluate(
                classifier, dict(unseen_digits(fold, data)), non_digit_sets
            )
            done = (*done, result)
            results[name] = done
            unseen_groups.write(results, path)
            seconds = round(perf_counter() - start)
            print(name, f"{seconds} s, {result.steps} steps", *result.groups, sep="\n  ")
            print(" ", *result.separations, sep="\n  ", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipes", nargs="+", help="names of bundled recipes")
    parser.add_argument("--resume", action="store_true", help="skip folds that have a result")
    arguments = parser.parse_args()
    try:
        main(arguments.recipes, arguments.resume)
    except KeyboardInterrupt:
        print("Stopped: folds with a result are saved, and --resume continues.", file=sys.stderr)
        sys.exit(130)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
