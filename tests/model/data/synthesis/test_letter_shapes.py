"""Stroke templates of letters and symbols."""

import numpy as np
import pytest

from model.data.synthesis.letter_shapes import CURRENCY_SIGNS, GLYPHS, parse

CAN_PASS_FOR_A_DIGIT = set("OQDIlSsZzBbGgqyio")
SHAPES = GLYPHS | CURRENCY_SIGNS
WAYS = [(name, number) for name, ways in SHAPES.items() for number in range(len(ways))]


def test_parse_two_strokes_returns_points_and_curve_flags():
    (stem, stem_is_curve), (bowl, bowl_is_curve) = parse("0 0, 0 10; ~0 5, 3.5 4, 6 10")

    assert stem.tolist() == [[0, 0], [0, 10]]
    assert bowl.tolist() == [[0, 5], [3.5, 4], [6, 10]]
    assert (stem_is_curve, bowl_is_curve) == (False, True)


def test_glyphs_contain_no_letter_that_looks_like_a_digit():
    assert not CAN_PASS_FOR_A_DIGIT & set(GLYPHS)


@pytest.mark.parametrize(("name", "number"), WAYS)
def test_glyphs_each_variant_fills_its_square(name, number):
    points = np.concatenate([stroke for stroke, _ in SHAPES[name][number]])

    assert points.min() >= 0
    assert points.max() <= 13
    assert (points.max(axis=0) - points.min(axis=0)).max() >= 4  # over x and y


@pytest.mark.parametrize("name", SHAPES)
def test_glyphs_variants_are_distinct(name):
    ways = [str([(stroke.tolist(), curve) for stroke, curve in way]) for way in SHAPES[name]]

    assert len(set(ways)) == len(ways)
