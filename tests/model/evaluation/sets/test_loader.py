"""Loading of whole sets: held-out digits only, preprocessed as by the service."""

import numpy as np
import pytest

from model.data import unipen_1a
from model.evaluation.sets import DIGIT_SETS, HeldOut, load, render_digit
from model.evaluation.sets.held_out import NothingHeldOutError
from model.preprocessing.pipeline import preprocess
from model.training.stroke_sources import split_unipen_writers

UNSEEN = HeldOut(validation_size=4, writers=1)


def pixels(drawings) -> np.ndarray:
    """Return the inputs of all drawings in grey levels, shape (N, 784)."""
    return np.rint(255 * np.array([prepared.vector for prepared in drawings.inputs]))


def test_load_mnist_validation_is_the_end_of_the_training_images(stand_ins):
    drawings = load(DIGIT_SETS["mnist"], "validation", UNSEEN)

    assert drawings.source == "mnist_train"
    assert drawings.indices.tolist() == [8, 9, 10, 11]
    assert drawings.labels.tolist() == [8, 9, 0, 1]
    assert pixels(drawings)[:, 0].tolist() == [8, 9, 10, 11]


def test_load_mnist_test_is_every_test_image(stand_ins):
    drawings = load(DIGIT_SETS["mnist"], "test", UNSEEN)

    assert drawings.source == "mnist_test"
    assert pixels(drawings)[:, 0].tolist() == [0, 1, 2, 3, 4]


def test_load_pen_strokes_is_of_held_out_writers_for_both_parts(stand_ins):
    drawings = load(DIGIT_SETS["pen_10"], "test", UNSEEN)

    assert drawings.source == "pendigits"
    assert set(drawings.writers) == {4}
    assert drawings.indices.tolist() == list(range(10))
    assert drawings.labels.tolist() == list(range(10))


@pytest.mark.parametrize("name", ["pen_4", "corner_22", "mouse", "scan"])
def test_load_equals_preprocessed_pictures_of_the_indices(stand_ins, name):
    drawings = load(DIGIT_SETS[name], "validation", UNSEEN)

    index = int(drawings.indices[2])
    assert np.array_equal(drawings.inputs[2].vector, preprocess(render_digit(name, index)).vector)


@pytest.mark.slow
def test_load_in_parallel_equals_load_in_process(stand_ins, monkeypatch):
    here = load(DIGIT_SETS["pen_10"], "validation", UNSEEN)
    monkeypatch.setattr("model.evaluation.sets.loader.MAX_DRAWINGS_IN_PROCESS", 0)
    calls = []

    elsewhere = load(
        DIGIT_SETS["pen_10"], "validation", UNSEEN, progress=lambda *numbers: calls.append(numbers)
    )

    assert np.array_equal(pixels(here), pixels(elsewhere))
    assert calls == [(10, 10)]


@pytest.mark.parametrize(
    ("name", "held_out"),
    [("mnist", HeldOut(0, 1)), ("scan", HeldOut(0, 1)), ("pen_4", HeldOut(4, 0))],
)
def test_load_for_a_model_trained_on_all_digits_raises(stand_ins, name, held_out):
    with pytest.raises(NothingHeldOutError, match="expected digits held out from training"):
        load(DIGIT_SETS[name], "validation", held_out)


def test_held_out_sizes_are_those_of_the_metadata():
    metadata = {"recipe": {"validation_size": 123, "held_out_writers": 4}}

    assert HeldOut.of(metadata) == HeldOut(123, 4)


def test_held_out_writers_of_unipen_are_those_of_a_recipe_with_unipen():
    recipe = {"sources": {"unipen": 0}, "held_out_unipen_writers": 3, "calibration_writers": 2}

    held_out = HeldOut.of({"recipe": recipe})

    assert (held_out.unipen_writers, held_out.calibration_writers) == (3, 2)


def test_unipen_set_has_no_writers_of_training_or_calibration(stand_ins):
    drawings = load(DIGIT_SETS["unipen"], "validation", HeldOut(4, 1, 1, 1))

    validation, calibration = split_unipen_writers(unipen_1a.load(), 1, 1)
    assert set(drawings.writers) == validation
    assert not validation & calibration


def test_load_a_share_takes_every_digit_in_one_of_them(stand_ins):
    shares = [load(DIGIT_SETS["pen_4"], "validation", UNSEEN, share=(k, 3)) for k in range(3)]

    indices = sorted(index for drawings in shares for index in drawings.indices.tolist())
    assert indices == load(DIGIT_SETS["pen_4"], "validation", UNSEEN).indices.tolist()


def test_web_drawings_are_the_last_of_each_class(stand_ins):
    drawings = load(DIGIT_SETS["webdigits"], "validation", UNSEEN)

    assert drawings.indices.tolist() == [4, 9]


def test_held_out_sizes_without_a_recipe_are_the_defaults():
    assert HeldOut.of({}) == HeldOut(5000, 6)


def test_load_at_most_so_many_drawings_are_evenly_spread(stand_ins):
    everything = load(DIGIT_SETS["scan"], "test", UNSEEN)
    some = load(DIGIT_SETS["scan"], "test", UNSEEN, max_drawings=3)
    rows = [0, (len(everything.labels) - 1) // 2, len(everything.labels) - 1]
    assert some.indices.tolist() == everything.indices[rows].tolist()
    assert np.array_equal(pixels(some), pixels(everything)[rows])
    assert np.array_equal(some.labels, everything.labels[rows])


def test_load_pixels_are_all_used(stand_ins):
    some = load(DIGIT_SETS["mnist"], "test", UNSEEN, max_drawings=3)
    assert len(some.labels) == len(load(DIGIT_SETS["mnist"], "test", UNSEEN).labels) > 3
