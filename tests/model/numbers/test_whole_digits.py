"""Components that need no cuts, by the bundled candidate network."""

import numpy as np
from PIL import Image, ImageDraw

from model.numbers.whole_digits import find_whole_digits
from model.training.number_examples import cut_example
from tests.support import written_numbers


def test_separate_digits_are_whole():
    segments = cut_example(written_numbers.page([("2026", 0)], side=80), find_whole_digits)
    assert len(segments) == 4
    is_digit, log_probabilities = find_whole_digits(segments)
    assert is_digit.all()
    assert (segments.log_probabilities == log_probabilities).all()


def test_joined_digits_are_not_whole():
    image = np.asarray(written_numbers.page([("47", 0)], side=80)).copy()
    rows, columns = np.nonzero(image < 128)
    middle = int(rows.mean())
    image[middle - 2 : middle + 3, columns.min() + 35 : columns.max() - 10] = 0
    judged = []

    def judge(segments):
        is_digit, log_probabilities = find_whole_digits(segments)
        judged.append(is_digit[segments.areas.argmax()])  # of the joined digits
        return is_digit, log_probabilities

    cut_example(Image.fromarray(image), judge)
    assert judged == [False]


def test_chain_of_zeros_is_not_whole():
    image = Image.new("L", (640, 160), 255)
    draw = ImageDraw.Draw(image)
    draw.line([60, 50, 60, 110], fill=0, width=6)
    for left in (120, 185, 250):
        draw.ellipse([left, 70, left + 68, 110], outline=0, width=8)
    judged = []

    def judge(segments):
        is_digit, log_probabilities = find_whole_digits(segments)
        judged.append(is_digit)
        return is_digit, log_probabilities

    segments = cut_example(image, judge)
    assert len(judged[0]) == 2
    assert not judged[0][1]
    assert (segments.components == 1).sum() >= 3
