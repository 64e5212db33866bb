"""The sets of non-digits."""

import numpy as np
import pytest

from model.evaluation.sets import NON_DIGIT_SETS
from model.evaluation.sets.non_digits import pair
from model.preprocessing.pipeline import preprocess

LINE = [np.array([[5.0, 0.0], [4.0, 10.0]])]
HOOK = [np.array([[0.0, 0.0], [8.0, 0.0], [3.0, 10.0]])]
DIGITS = [LINE, HOOK]


@pytest.mark.parametrize("index", range(9))
@pytest.mark.parametrize("name", NON_DIGIT_SETS)
def test_drawing_has_ink_on_the_canvas_and_is_reproducible(name, index):
    first, again = (NON_DIGIT_SETS[name].render(index, DIGITS) for _ in range(2))

    assert first.mode == "L"
    assert first.size == (280, 280)
    assert first.tobytes() == again.tobytes()
    assert preprocess(first).vector.sum() > 10


@pytest.mark.parametrize("name", NON_DIGIT_SETS)
def test_drawings_of_a_set_differ(name):
    drawings = {NON_DIGIT_SETS[name].render(index, DIGITS).tobytes() for index in range(12)}

    assert len(drawings) == 12


@pytest.mark.parametrize("index", range(8))
def test_pair_of_separate_digits_is_side_by_side(index):
    ink = 255 - np.asarray(pair(index, [LINE, LINE]))
    filled = (ink > 127).any(axis=0).astype(int)

    assert (np.diff(np.concatenate([[0], filled, [0]])) == 1).sum() <= 2
    assert np.ptp(np.flatnonzero(filled)) < 200


@pytest.mark.parametrize("name", ["letters", "printed"])
def test_letters_are_equally_frequent(name):
    non_digit_set = NON_DIGIT_SETS[name]
    counts = np.unique(
        [non_digit_set.kind_of(i) for i in range(non_digit_set.count)], return_counts=True
    )[1]

    assert len(set(counts)) == 1
