"""Folds that leave out groups, on small pictures of two classes."""

import numpy as np
import pytest

from model.data.unipen_1a import DONORS
from model.evaluation.cross_validation import FOLDS, Fold, judge, train_fold
from model.training.labelled_images import LabelledImages
from model.training.recipe import Recipe
from model.training.training_data import TrainingData


def halves(count: int, left: int, right: int) -> LabelledImages:
    """Return pictures whose left or right half is ink, and their labels."""
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    images[::2, :, :14] = images[1::2, :, 14:] = 255
    labels = np.where(np.arange(count) % 2, right, left).astype(np.uint8)
    return LabelledImages(images.reshape(-1, 784), labels)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    """Two donors who agree with MNIST, and scans on which every label is swapped."""
    return TrainingData(
        {"mnist": halves(400, 3, 8), "unipen": halves(400, 3, 8), "semeion": halves(3000, 8, 3)},
        {"mnist": 400, "unipen": 400, "semeion": 3000},
        {},
        calibration={"mnist": halves(100, 3, 8), "unipen": halves(100, 3, 8)},
    )


RECIPE = Recipe(hidden=(16,), epochs=40, sources={"mnist": 0, "unipen": 0, "semeion": 0})


def fold_weights(data, fold):
    donors = np.array(["apa", "syn"] * 200)
    return train_fold(RECIPE, fold, data, donors, donors[:100])


def test_train_fold_left_out_source_is_not_learnt(data):
    weights, threshold = fold_weights(data, Fold(("apa",), ("semeion",)))
    result = judge(weights, threshold, "semeion", data.sources["semeion"])
    assert (result.count, result.correct) == (3000, 0)
    assert result.wrong_but_certain + result.uncertain >= 1500


def test_train_fold_source_that_stays_is_learnt(data):
    weights, threshold = fold_weights(data, Fold(("apa",)))
    assert judge(weights, threshold, "semeion", data.sources["semeion"]).correct == 3000


def test_folds_leave_out_every_donor_and_other_data_set_once():
    donors = [donor for fold in FOLDS for donor in fold.donors]
    sources = [source for fold in FOLDS for source in fold.sources]
    assert sorted(donors) == sorted(DONORS)
    assert sorted(sources) == ["optdigits", "pendigits", "printed", "semeion", "webdigits"]
