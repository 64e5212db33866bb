"""Leave-one-group-out accuracy of recipes, written to ``model/evaluation/unseen_groups.json``.

    python -m tools.cross_validate wide

Trains one network per fold of `model.evaluation.cross_validation` with a tenth of the
epochs. The file is written after each fold; ``--resume`` keeps the folds that are in it.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from model.data import pendigits, unipen_1a
from model.data.synthesis.digits import preprocess_to_bytes, render_random_placement
from model.evaluation import cross_validation, unseen_groups
from model.evaluation.cross_validation import FOLDS, Fold
from model.evaluation.sets.non_digits import NON_DIGIT_SETS
from model.preprocessing.rasterization import Stroke
from model.serialization import atomic_write
from model.training import stroke_sources, training_data
from model.training.labelled_images import (
    NON_DIGIT,
    RENDERING_SEED,
    Images,
    LabelledImages,
    render_all,
)
from model.training.picture_sources import VARIANTS
from model.training.recipe import load_recipe
from model.training.training_data import TrainingData

MAX_PER_GROUP = 1000
"""Number of digits of each group that a network classifies."""

NON_DIGITS = {"letters": ("letters", "printed"), "scribbles": ("scribbles",)}
"""Sets of non-digits by kind."""


def unseen_digits(fold: Fold, data: TrainingData) -> Iterator[tuple[str, LabelledImages]]:
    """Yield the names of a fold's groups and their digits: strokes are drawn plainly."""
    for donor in fold.donors:
        digits = [d for d in unipen_1a.load() if d.donor == donor]
        yield f"unipen/{donor}", _drawn([(d.strokes, d.label) for d in digits])
    for source in fold.sources:
        if source == "pendigits":
            yield source, _drawn([(s.strokes, s.label) for s in pendigits.load()])
            continue
        images = data.validation[source] if source == "mnist" else data.sources[source]
        rows = _spread(len(images) // VARIANTS.get(source, 1))  # each digit once
        yield source, LabelledImages(images.images[rows], images.labels[rows])


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


def _drawn(digits: list[tuple[tuple[Stroke, ...], int]]) -> LabelledImages:
    rows = _spread(len(digits))
    tasks = [(RENDERING_SEED, number, digits[number][0]) for number in rows]
    labels = np.array([digits[number][1] for number in rows], dtype=np.uint8)
    return LabelledImages(render_all(render_random_placement, tasks), labels)


def _spread(count: int) -> list[int]:
    """Return at most `MAX_PER_GROUP` indices, evenly spread."""
    return [int(i) for i in np.linspace(0, count - 1, min(count, MAX_PER_GROUP))]


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
