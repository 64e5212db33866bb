"""The letters of the evaluation sets."""

import numpy as np
import pytest

from model.data.synthesis.letter_shapes import GLYPHS
from model.evaluation.sets import NON_DIGIT_SETS, letters

INDICES = range(0, NON_DIGIT_SETS["letters"].count, 29)


def test_shapes_differ_from_those_of_training():
    evaluated = {str([stroke.tolist() for stroke, _ in shape]) for shape in letters.SHAPES.values()}
    trained = {
        str([stroke.tolist() for stroke, _ in way]) for ways in GLYPHS.values() for way in ways
    }

    assert not evaluated & trained


def test_letters_exclude_those_that_resemble_digits():
    assert not set("BDGIOQSZbgiloqsyz") & set(letters.LETTERS)


@pytest.mark.parametrize("index", INDICES)
def test_handwritten_letter_fits_the_canvas_and_is_reproducible(index):
    first, again = letters.render_handwritten(index), letters.render_handwritten(index)

    assert first.size == (280, 280)
    assert first.tobytes() == again.tobytes()
    ink = 255 - np.asarray(first)
    assert not ink[[0, -1]].any()
    assert not ink[:, [0, -1]].any()


def test_handwritten_letter_varies_in_stroke_width_and_shape():
    count = len(letters.LETTERS)
    ink = [
        (255 - np.asarray(letters.render_handwritten(5 + k * count)).astype(int)).sum()
        for k in range(4)
    ]

    assert letters.letter_of(5) == letters.letter_of(5 + 3 * count)
    assert ink[0] < ink[1] < ink[3]  # pens of 4, 10 and 22 px


@pytest.mark.parametrize("index", range(0, NON_DIGIT_SETS["printed"].count, 17))
def test_printed_letter_is_black_and_inside_the_page(index):
    ink = 255 - np.asarray(letters.render_printed(index))

    assert ink.max() > 200
    assert not ink[[0, -1]].any()
    assert not ink[:, [0, -1]].any()


def test_printed_letter_is_upright_and_then_slanted():
    upright, slanted = (
        255
        - np.asarray(letters.render_printed(letters.LETTERS.index("H") + k * len(letters.LETTERS)))
        for k in (0, 1)
    )

    assert np.ptp(np.flatnonzero(slanted.any(axis=0))) > np.ptp(np.flatnonzero(upright.any(axis=0)))
