"""Letters, words and currency signs beside the digits of a number."""

import numpy as np
import pytest

from model.data.synthesis.letter_shapes import GLYPHS
from model.data.synthesis.numbers import Style, typical_extent
from model.data.synthesis.signs import Signs, draw_beside, rescale
from tests.support import handwriting

SIGNS = Signs({"A": GLYPHS["A"], "e": GLYPHS["e"]}, {"plus": GLYPHS["+"]})
STROKES = [[np.asarray(s) * 7 for s in handwriting.DIGITS[digit]] for digit in (2, 0, 3)]
IMAGE = np.pad(np.full((20, 8), 255, dtype=np.uint8), ((4, 4), (10, 10)))


@pytest.mark.parametrize("digits", [STROKES, [IMAGE] * 3], ids=["strokes", "images"])
def test_rescale_gives_digits_the_height_of_signs(digits):
    assert typical_extent(rescale(digits)) == pytest.approx(80, abs=3)


@pytest.mark.parametrize("digits", [STROKES, [IMAGE] * 3], ids=["strokes", "images"])
@pytest.mark.parametrize(("place", "first"), [("before", True), ("after", False)])
def test_letter_stands_beside_digits_and_is_about_as_tall(digits, place, first):
    rng = np.random.default_rng(1)
    digits = rescale(digits)
    [letter] = SIGNS.draw(
        "letter", rng, is_printed=False, as_images=isinstance(digits[0], np.ndarray)
    )

    number = draw_beside(digits, [letter], place, Style(), rng)

    assert number.is_sign.tolist() == [first, False, False, not first]
    columns = [np.flatnonzero((number.owners == k).any(axis=0)).mean() for k in range(4)]
    assert columns == sorted(columns)
    rows = np.flatnonzero((number.owners == np.argmax(number.is_sign)).any(axis=1))
    assert 0.6 * Style().height_px < np.ptp(rows) < 1.3 * Style().height_px


def test_signs_among_digits_have_digits_on_both_sides():
    rng = np.random.default_rng(2)
    word = SIGNS.draw("word", rng, is_printed=False, as_images=False)

    number = draw_beside(rescale(STROKES), word, "among", Style(), rng)

    assert number.is_sign.sum() == len(word) >= 2
    assert not number.is_sign[0]
    assert not number.is_sign[-1]


def test_small_letters_are_lower_than_digits():
    small = Signs({"e": GLYPHS["e"]}, {})
    heights = [
        np.ptp(np.concatenate(sign)[:, 1])
        for sign in small.draw("word", np.random.default_rng(3), is_printed=False, as_images=False)
    ]
    assert max(heights) < 70
