"""Cross-validation over people, devices and data sets that are left out of the training.

A few writers held out of a data set are too easy a test: they used the same device, under the same
instructions. Here every donor of UNIPEN and every other data set is left out of the training once,
and the network trained on the rest classifies it. Calibration and the rejection rule are fitted on
writers of the rest who were not trained on. Several groups are left out together, so that few
networks answer for all of them; MNIST and the pen digits are left out in folds of their own.

The networks are trained by the recipe with a tenth of its epochs, each of half the size, so their
accuracy is lower than that of the final ones.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.evaluation.unseen_groups import UnseenGroup
from model.inference import calibration
from model.metrics import logits
from model.network import softmax
from model.training import loop
from model.training.labelled_images import LabelledImages
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import TrainingData

EPOCHS_DIVISOR = 10
EPOCH_SIZE_DIVISOR = 2


@dataclass(frozen=True)
class Fold:
    """Groups that one network is not trained on.

    Attributes
    ----------
    donors : tuple of str
        Donors of UNIPEN.
    sources : tuple of str
        Other sources of a recipe.
    """

    donors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


FOLDS = (
    Fold(("apa", "apb", "app"), ("webdigits",)),
    Fold(("ibm", "val"), ("semeion",)),
    Fold(("syn",), ("optdigits",)),
    Fold(("aga", "art", "cea", "ceb", "gmd", "lou", "pri"), ("printed",)),
    Fold((), ("pendigits",)),
)


def train_fold(
    recipe: Recipe,
    fold: Fold,
    data: TrainingData,
    unipen_donors: NDArray[np.str_],
    calibration_donors: NDArray[np.str_],
) -> tuple[list[NDArray[np.float32]], float]:
    """Train without the groups of a fold; return calibrated weights and the rejection threshold.

    Parameters
    ----------
    recipe : Recipe
        Its epochs are divided by `EPOCHS_DIVISOR`, their images by `EPOCH_SIZE_DIVISOR`; a teacher
        is not used.
    fold : Fold
    data : TrainingData
        Of the recipe, with everything.
    unipen_donors, calibration_donors : str arrays
        Donor of each image of UNIPEN for training, and for calibration.
    """
    sources = {name: part for name, part in data.sources.items() if name not in fold.sources}
    calibrating = dict(data.calibration_sets)
    if "unipen" in sources:
        sources["unipen"] = _without(sources["unipen"], unipen_donors, fold.donors)
    if "unipen" in calibrating:
        calibrating["unipen"] = _without(calibrating["unipen"], calibration_donors, fold.donors)
    short = replace(recipe, epochs=max(recipe.epochs // EPOCHS_DIVISOR, 1), teacher="")
    per_epoch = {name: data.per_epoch[name] // EPOCH_SIZE_DIVISOR for name in sources}
    rest = TrainingData(sources, per_epoch, {})
    with tempfile.TemporaryDirectory() as folder:
        weights = loop.train(Run.start(short), rest, Path(folder))
    fitted = calibration.fit(
        [
            (logits(weights, part.images), part.labels)
            for name, part in calibrating.items()
            if name not in fold.sources and len(part)
        ]
    )
    return calibration.with_temperature(weights, fitted.temperature), fitted.evidence


def judge(
    weights: Sequence[NDArray[np.float32]], threshold: float, group: str, digits: LabelledImages
) -> UnseenGroup:
    """Count the answers of a network about a group."""
    P = softmax(logits(list(weights), digits.images))
    certain = calibration.is_accepted(P, {"calibration": {"evidence": threshold}})
    is_correct = P.argmax(axis=1) == digits.labels  # over the classes
    return UnseenGroup(
        group,
        len(digits),
        int(is_correct.sum()),
        int((certain & ~is_correct).sum()),
        int((~certain).sum()),
    )


def _without(
    images: LabelledImages, groups: NDArray[np.str_], excluded: tuple[str, ...]
) -> LabelledImages:
    rows = ~np.isin(groups, excluded)
    return LabelledImages(images.images[rows], images.labels[rows])
