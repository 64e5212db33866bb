"""Features of edges in eight directions."""

import numpy as np
import pytest

from model.numbers.gradient_features import CELL, DIRECTIONS, feature_count, gradient_features

SHAPE = (18, 24)
RIGHT, LEFT, DOWN, UP, RIGHT_DOWN, RIGHT_UP, LEFT_DOWN, LEFT_UP = range(DIRECTIONS)


def features_of(*images):
    """Return the features by image, direction, row and column of cells."""
    features = gradient_features(np.array(images, dtype=np.uint8))
    return features.reshape(len(images), DIRECTIONS, SHAPE[0] // CELL, SHAPE[1] // CELL)


def ink(is_ink):
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return np.where(is_ink(y, x), 255, 0)


@pytest.mark.parametrize(
    ("direction", "is_ink"),
    [
        (RIGHT, lambda y, x: x >= 12),
        (LEFT, lambda y, x: x < 12),
        (DOWN, lambda y, x: y >= 9),
        (UP, lambda y, x: y < 9),
        (RIGHT_DOWN, lambda y, x: x - 12 + y - 9 >= 0),
        (RIGHT_UP, lambda y, x: x - 12 - (y - 9) >= 0),
        (LEFT_DOWN, lambda y, x: x - 12 - (y - 9) < 0),
        (LEFT_UP, lambda y, x: x - 12 + y - 9 < 0),
    ],
)
def test_an_edge_counts_in_the_direction_of_its_ink(direction, is_ink):
    [features] = features_of(ink(is_ink))
    inner = features[:, 2:-2, 2:-2].sum(axis=(1, 2), dtype=int)  # without the border's edges
    others = np.delete(inner, direction)
    assert others.max() < 0.7 * inner[direction]


@pytest.mark.parametrize("column", [8, 12, 16])
def test_an_edge_counts_at_its_place(column):
    [features] = features_of(ink(lambda y, x: x >= column))
    row = features[RIGHT, SHAPE[0] // CELL // 2].tolist()
    strongest = (int(np.argmax(row)) + 0.5) * CELL  # its middle, in pixels
    assert abs(strongest - column) <= CELL / 2
    assert row[0] < max(row) / 4


def test_ink_and_paper_without_edges_have_no_features():
    blank, solid = features_of(ink(lambda y, x: x < 0), ink(lambda y, x: x >= 0))
    assert not blank.any()
    assert solid[:, 2:-2, 2:-2].max() < solid.max() / 2  # of the border of the image


def test_features_of_an_image_do_not_depend_on_the_others():
    images = np.random.default_rng(1).integers(0, 256, (5, *SHAPE), dtype=np.uint8)
    together = gradient_features(images)
    assert together.shape == (5, feature_count(*SHAPE))
    for k, image in enumerate(images):
        alone = gradient_features(image[None])[0]
        assert together[k].astype(int) == pytest.approx(alone, abs=1)
    assert gradient_features(images[:0]).shape == (0, feature_count(*SHAPE))
