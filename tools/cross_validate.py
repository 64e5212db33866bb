"""Leave-one-group-out accuracy of recipes, written to ``model/evaluation/unseen_groups.json``.

    python -m tools.cross_validate wide

Trains one network per fold of `model.evaluation.cross_validation` with a tenth of the epochs, each
of half the size.
"""

import argparse
import sys

import numpy as np

from model.data import unipen_1a
from model.data.synthesis.digits import render_random_placement
from model.evaluation import cross_validation, unseen_groups
from model.evaluation.cross_validation import FOLDS
from model.evaluation.unseen_groups import UnseenGroup
from model.training import stroke_sources, training_data
from model.training.labelled_images import RENDERING_SEED, LabelledImages, render_all
from model.training.recipe import load_recipe
from model.training.training_data import TrainingData

MAX_PER_GROUP = 400
"""Number of digits of each group that a network classifies."""


def unipen_drawings(data_dir: str | None = None) -> dict[str, LabelledImages]:
    """Return plain drawings of digits of UNIPEN by donor."""
    digits = unipen_1a.load(data_dir)
    drawings = {}
    for donor in unipen_1a.DONORS:
        of_donor = [(number, digit) for number, digit in enumerate(digits) if digit.donor == donor]
        selected = [of_donor[i] for i in _spread(len(of_donor))]
        tasks = [(RENDERING_SEED, number, digit.strokes) for number, digit in selected]
        labels = np.array([digit.label for _, digit in selected], dtype=np.uint8)
        drawings[donor] = LabelledImages(render_all(render_random_placement, tasks), labels)
    return drawings


def _spread(count: int) -> list[int]:
    """Return at most `MAX_PER_GROUP` indices, evenly spread."""
    return [int(i) for i in np.linspace(0, count - 1, min(count, MAX_PER_GROUP))]


def left_out(name: str, data: TrainingData) -> LabelledImages:
    """Return drawings of a source; those of pen digits are plain ones by held-out writers."""
    source = data.validation[name] if name == "pendigits" else data.sources[name]
    rows = _spread(len(source))
    return LabelledImages(source.images[rows], source.labels[rows])


def main(names: list[str]) -> None:
    """Run all folds for the recipes with these names."""
    results = unseen_groups.read()
    drawings = unipen_drawings()
    for name in names:
        recipe = load_recipe(name)
        data = training_data.load(recipe)
        plan = stroke_sources.plan_unipen(recipe, None)
        groups: list[UnseenGroup] = []
        for fold in FOLDS:
            weights, threshold = cross_validation.train_fold(
                recipe, fold, data, plan.donors(plan.training), plan.donors(plan.calibration)
            )
            for donor in fold.donors:
                unseen = drawings[donor]
                groups.append(cross_validation.judge(weights, threshold, f"unipen/{donor}", unseen))
            for source in fold.sources:
                unseen = left_out(source, data)
                groups.append(cross_validation.judge(weights, threshold, source, unseen))
            print(name, fold, *groups[-len(fold.donors) - len(fold.sources) :], sep="\n  ")
        results[name] = groups
        unseen_groups.write(results)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipes", nargs="+", help="names of bundled recipes")
    sys.exit(main(parser.parse_args().recipes))
