"""Components that need no cuts, by the bundled candidate network."""

import numpy as np
from PIL import Image

from model.numbers.whole_digits import find_whole_digits
from model.training.number_examples import cut_example
from tests.support import written_numbers


def test_separate_digits_are_whole():
    segments = cut_example(written_numbers.page([("2026", 0)], side=80), find_whole_digits)
    assert len(segments) == 4
    assert find_whole_digits(segments).all()


def test_joined_digits_are_not_whole():
    image = np.asarray(written_numbers.page([("47", 0)], side=80)).copy()
    rows, columns = np.nonzero(image < 128)
    middle = int(rows.mean())
    image[middle - 2 : middle + 3, columns.min() + 50 : columns.max() - 10] = 0
    judged = []

    def judge(segments):
        is_digit = find_whole_digits(segments)
        judged.append(is_digit[segments.areas.argmax()])  # of the joined digits
        return is_digit

    cut_example(Image.fromarray(image), judge)
    assert judged == [False]
