"""Synthetic numbers: the owner of each pixel."""

import numpy as np
import pytest

from model.data.synthesis.numbers import Style, draw_number, draw_segmented
from tests.support import handwriting

DIGITS = [handwriting.digit(digit, 80) for digit in (2, 0, 7)]


def draw(style):
    image, owners = draw_segmented(DIGITS, style, np.random.default_rng(1))
    return np.asarray(image), owners


def test_draw_segmented_every_dark_pixel_belongs_to_a_digit():
    image, owners = draw(Style())
    assert owners.shape == image.shape
    assert set(owners[image < 128].tolist()) == {0, 1, 2}
    assert (owners[image == 255] == -1).all()


def test_draw_segmented_owners_stand_from_left_to_right():
    _, owners = draw(Style(gap=0.2, gap_spread=0.0))
    columns = [np.flatnonzero((owners == digit).any(axis=0)) for digit in range(3)]
    assert columns[0].max() < columns[1].min()
    assert columns[1].max() < columns[2].min()


def test_draw_segmented_of_dots_gives_them_no_owner():
    image, owners = draw(Style(marks=1.0))
    marks = (image < 128) & (owners == -1)
    assert np.count_nonzero(marks) > 20


@pytest.mark.parametrize("gap", [0.2, -0.05])
def test_draw_number_is_the_image_of_draw_segmented(gap):
    style = Style(gap=gap)
    image, _ = draw(style)
    assert np.array_equal(image, draw_number(DIGITS, style, np.random.default_rng(1)))
