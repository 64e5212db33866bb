"""Whole sets: only unseen digits, read back as the service reads them."""

import numpy as np
import pytest

from model.evaluation.sets import SETS, HeldOut, load, picture
from model.evaluation.sets.held_out import NothingHeldOutError
from model.preprocessing.pipeline import preprocess

UNSEEN = HeldOut(validation_size=4, writers=1)


def test_validation_of_mnist_is_the_last_of_the_training_images(stand_ins):
    drawings = load(SETS["mnist"], "validation", UNSEEN)

    assert drawings.source == "mnist_train"
    assert drawings.indices.tolist() == [8, 9, 10, 11]
    assert drawings.labels.tolist() == [8, 9, 0, 1]
    assert drawings.images[:, 0].tolist() == [8, 9, 10, 11]


def test_test_of_mnist_is_every_test_image(stand_ins):
    drawings = load(SETS["mnist"], "test", UNSEEN)

    assert drawings.source == "mnist_test"
    assert drawings.images[:, 0].tolist() == [0, 1, 2, 3, 4]


def test_pen_strokes_are_of_unseen_writers_whatever_the_part(stand_ins):
    drawings = load(SETS["pen_10"], "test", UNSEEN)

    assert drawings.source == "pendigits"
    assert set(drawings.writers) == {4}
    assert drawings.indices.tolist() == list(range(10))
    assert drawings.labels.tolist() == list(range(10))


@pytest.mark.parametrize("name", ["pen_4", "corner_22", "mouse", "scan"])
def test_drawings_are_the_pictures_of_their_indices_read_back(stand_ins, name):
    drawings = load(SETS[name], "validation", UNSEEN)

    index = int(drawings.indices[2])
    assert np.array_equal(drawings.images[2], preprocess(picture(name, index)).vector)


def test_drawings_in_parallel_are_those_drawn_one_by_one(stand_ins, monkeypatch):
    here = load(SETS["pen_10"], "validation", UNSEEN).images
    monkeypatch.setattr("model.evaluation.sets.loader._FEW", 0)
    told = []

    elsewhere = load(
        SETS["pen_10"], "validation", UNSEEN, progress=lambda *numbers: told.append(numbers)
    ).images

    assert np.array_equal(here, elsewhere)
    assert told == [(10, 10)]


@pytest.mark.parametrize(
    ("name", "held_out"),
    [("mnist", HeldOut(0, 1)), ("scan", HeldOut(0, 1)), ("pen_4", HeldOut(4, 0))],
)
def test_drawings_for_a_model_that_learnt_from_all_are_refused(stand_ins, name, held_out):
    with pytest.raises(NothingHeldOutError, match="expected digits held out from training"):
        load(SETS[name], "validation", held_out)


def test_held_out_is_what_the_metadata_say():
    metadata = {"recipe": {"validation_size": 123, "held_out_writers": 4}}

    assert HeldOut.of(metadata) == HeldOut(123, 4)


def test_held_out_without_a_recipe_is_what_recipes_leave_out():
    assert HeldOut.of({}) == HeldOut(5000, 6)
