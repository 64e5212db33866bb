"""Numbers composed to train and fit the reading of numbers on."""

import numpy as np

from model.data.synthesis.writer_styles import WriterStyle
from model.training.number_examples import draw_examples
from tests.support import handwriting


def style_of(name, *digits):
    return WriterStyle(name, {digit: [handwriting.digit(digit, 80)] for digit in digits})


def test_draw_examples_take_turns_between_data_sets():
    styles = [[style_of("a/1", 3)], [style_of("b/1", 8)]]
    drawn = draw_examples(styles, {"single": 1.0}, 6, np.random.default_rng(1))
    assert [example.digits for example, _ in drawn] == [(3,), (8,)] * 3


def test_draw_examples_are_of_the_kinds_by_their_shares():
    styles = [[style_of("a/1", 0, 3, 8)]]
    shares = {"single": 0.5, "separate": 0.5}  # one digit; two to eight
    drawn = list(draw_examples(styles, shares, 40, np.random.default_rng(1)))
    singles = sum(len(example.digits) == 1 for example, _ in drawn)
    assert 12 <= singles <= 28  # 99 % of a binomial distribution
    assert all(len(segments) >= len(example.digits) for example, segments in drawn)
