"""Decision about drawings, which the service and the evaluation share."""

import weakref

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.inference.decision import (
    blank_input,
    choose_from_images,
    decide,
    decide_given,
    given_input,
)
from model.inference.input_selection import Choice
from model.preprocessing.pipeline import BlankDrawingError, Prepared

BLANK = Image.new("L", (60, 60), 255)


def stroke() -> Image.Image:
    """Return a vertical stroke on a blank page."""
    image = BLANK.copy()
    ImageDraw.Draw(image).line([(30, 10), (30, 50)], fill=0, width=5)
    return image


def predict_a_one(X):
    """Return the certain answer 1 to every input."""
    P = np.full((len(X), 10), 1e-6)
    P[:, 1] = 1 - 9e-6
    return P


def test_choice_reads_the_last_frame_only_if_the_first_is_blank():
    choice = choose_from_images(predict_a_one, {}, lambda: BLANK, stroke)
    of_first = choose_from_images(predict_a_one, {}, stroke, lambda: pytest.fail("decoded"))

    np.testing.assert_array_equal(choice.prepared.vector, of_first.prepared.vector)
    assert choice.prepared.vector.any()


@pytest.mark.parametrize("last", [None, Image.new("RGBA", (9, 9))], ids=["no other", "blank too"])
def test_choice_of_blank_frames_raises_what_is_wrong_with_the_first(last):
    with pytest.raises(BlankDrawingError) as of_first:
        choose_from_images(predict_a_one, {}, lambda: BLANK)

    with pytest.raises(BlankDrawingError) as error:
        choose_from_images(predict_a_one, {}, lambda: BLANK, lambda: last)

    assert str(error.value) == str(of_first.value)


def test_decision_is_certain_only_of_one_undoubted_accepted_digit():
    vector = np.ones(784, np.float32)
    prepared = Prepared.of_vectors(vector)
    choices = [
        given_input(vector),
        Choice(prepared, digits_found=2),
        Choice(prepared, is_ambiguous=True),
        blank_input(),
    ]

    decision = decide(predict_a_one, {}, choices)

    assert decision.acceptance.is_accepted.all()
    assert decision.is_certain.tolist() == [True, False, False, False]
    assert np.isfinite(decision.scores).tolist() == [True, False, False, False]
    assert decision.is_answered.tolist() == [True, False, True, False]
    assert decision.X[:, 0].tolist() == [1, 1, 1, 0]


def test_decision_about_given_inputs_is_that_about_a_choice_of_each():
    X = np.random.default_rng(3).random((5, 784), dtype=np.float32)

    given = decide_given(predict_a_one, {}, X)
    chosen = decide(predict_a_one, {}, map(given_input, X))

    np.testing.assert_array_equal(given.X, chosen.X)
    np.testing.assert_array_equal(given.probabilities, chosen.probabilities)
    np.testing.assert_array_equal(given.scores, chosen.scores)
    assert given.digits_found == chosen.digits_found
    assert given.is_certain.tolist() == chosen.is_certain.tolist()


def test_decision_keeps_no_prepared_drawing_but_the_current_one():
    living: list[weakref.ref[Choice]] = []

    def choices():
        for _ in range(4):
            assert sum(ref() is not None for ref in living) <= 1
            choice = given_input(np.ones(784, np.float32))
            living.append(weakref.ref(choice))
            yield choice
            del choice

    decision = decide(predict_a_one, {}, choices())

    assert len(decision.X) == 4
    assert sum(ref() is not None for ref in living) == 0
