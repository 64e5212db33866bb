"""Digits of the groups that a fold of the cross-validation leaves out."""

from collections.abc import Iterator

import numpy as np

from model.data import pendigits, unipen_1a
from model.data.cache import DataDir
from model.data.synthesis.digits import render_random_placement
from model.evaluation.cross_validation import Fold
from model.preprocessing.rasterization import Stroke
from model.training.labelled_images import RENDERING_SEED, LabelledImages, render_all
from model.training.picture_sources import VARIANTS
from model.training.training_data import TrainingData

MAX_PER_GROUP = 1000
"""Number of digits of each group that a network classifies."""


def unseen_digits(
    fold: Fold, data: TrainingData, data_dir: DataDir = None
) -> Iterator[tuple[str, LabelledImages]]:
    """Yield the names of a fold's groups and their digits: strokes are drawn plainly.

    Parameters
    ----------
    fold : Fold
    data : TrainingData
        Of a recipe, with everything.
    data_dir : path, optional
        Where the data sets are; see `model.data.cache`.
    """
    for donor in fold.donors:
        digits = [d for d in unipen_1a.load(data_dir) if d.donor == donor]
        yield f"unipen/{donor}", _drawn([(d.strokes, d.label) for d in digits])
    for source in fold.sources:
        if source == "pendigits":
            yield source, _drawn([(s.strokes, s.label) for s in pendigits.load(data_dir)])
            continue
        images = data.validation[source] if source == "mnist" else data.sources[source]
        rows = _spread(len(images) // VARIANTS.get(source, 1))  # each digit once
        yield source, LabelledImages(images.images[rows], images.labels[rows])


def _drawn(digits: list[tuple[tuple[Stroke, ...], int]]) -> LabelledImages:
    rows = _spread(len(digits))
    tasks = [(RENDERING_SEED, number, digits[number][0]) for number in rows]
    labels = np.array([digits[number][1] for number in rows], dtype=np.uint8)
    return LabelledImages(render_all(render_random_placement, tasks), labels)


def _spread(count: int) -> list[int]:
    """Return at most `MAX_PER_GROUP` indices, evenly spread."""
    return [int(i) for i in np.linspace(0, count - 1, min(count, MAX_PER_GROUP))]
