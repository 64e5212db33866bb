"""Augmentation: known warps move known pixels, and ink is kept."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.training.augmentation import Augmentation, augment, draw_warps, thicken

LIVELY = Augmentation(
    rotation_deg=15,
    scale=0.1,
    shear=0.1,
    shift_px=1.5,
    elastic_px=1.0,
    thickness=0.4,
    brush_jitter=0.1,
)


class Fixed(np.random.Generator):
    """A generator whose uniform numbers are all the same."""

    def __init__(self, value: float) -> None:
        super().__init__(np.random.PCG64(0))
        self.value = value

    def uniform(self, low=0.0, high=1.0, size=None):
        return np.full(size, self.value)


def page(*pixels: tuple[int, int]) -> np.ndarray:
    """Return one image with ink at these rows and columns, shape (1, 784)."""
    image = np.zeros((28, 28), dtype=np.uint8)
    for row, column in pixels:
        image[row, column] = 255
    return image.reshape(1, 784)


def inked(images: np.ndarray) -> list[list[int]]:
    """Return the rows and columns of the ink of the first image."""
    return np.argwhere(images[0].reshape(28, 28) > 127).tolist()


def digits(count: int) -> np.ndarray:
    """Return soft discs in the middle of the page, shape (count, 784)."""
    y, x = np.mgrid[:28, :28] - 13.5
    disc = np.rint(255 * np.clip(6 - np.hypot(x, y), 0, 1)).astype(np.uint8)
    return np.repeat(disc.reshape(1, 784), count, axis=0)


def test_augment_all_zero_settings_changes_nothing():
    images = np.random.default_rng(1).integers(0, 256, (40, 784), dtype=np.uint8)

    same = augment(images, Augmentation(), np.random.default_rng(2))

    np.testing.assert_array_equal(same, images)


@pytest.mark.parametrize(
    "only",
    ["rotation_deg", "scale", "shear", "shift_px", "elastic_px", "thickness", "brush_jitter"],
)
def test_augment_each_kind_changes_images(only):
    images = np.random.default_rng(1).integers(0, 256, (32, 784), dtype=np.uint8)
    settings = Augmentation(**{only: getattr(LIVELY, only)})

    after = augment(images, settings, np.random.default_rng(2))
    assert not np.allclose(after.astype(int), images, atol=3)


def test_augment_same_seed_gives_same_bits():
    first = augment(digits(50), LIVELY, np.random.default_rng(3))
    second = augment(digits(50), LIVELY, np.random.default_rng(3))

    assert np.array_equal(first, second)


def test_augment_other_seed_gives_other_images():
    first = augment(digits(50), LIVELY, np.random.default_rng(3))
    second = augment(digits(50), LIVELY, np.random.default_rng(4))

    assert not np.array_equal(first, second)


def test_augment_groups_have_distinct_distortions():
    groups = augment(digits(48), LIVELY, np.random.default_rng(3), group=16).reshape(3, 16, 784)

    assert np.array_equal(groups[:, :1], groups[:, 1:2])
    assert not np.allclose(groups[0].astype(int), groups[1], atol=13)
    assert not np.allclose(groups[1].astype(int), groups[2], atol=13)


def test_shift_two_pixels_moves_ink_by_two_pixels():
    shifted = augment(page((10, 14)), Augmentation(shift_px=2), Fixed(1))

    assert inked(shifted) == [[8, 12]]


def test_shift_over_edge_does_not_wrap():
    shifted = augment(page((0, 0), (20, 20)), Augmentation(shift_px=2), Fixed(1))

    assert inked(shifted) == [[18, 18]]


def test_rotation_by_90_degrees_turns_about_center():
    # The middle is 13.5: 3.5 above and 6.5 to the right become 3.5 right and 6.5 below.
    turned = augment(page((10, 20)), Augmentation(rotation_deg=90), Fixed(1))
    back = augment(turned, Augmentation(rotation_deg=90), Fixed(-1))

    assert inked(turned) == [[20, 17]]
    assert inked(back) == [[10, 20]]


def test_scale_by_half_enlarges_square_by_half():
    square = page(*[(row, column) for row in range(10, 18) for column in range(10, 18)])

    larger = augment(square, Augmentation(scale=0.5), Fixed(1))

    assert larger.sum() == pytest.approx(255 * 64 * 1.5**2, rel=0.05)


def test_augment_shear_moves_columns_and_keeps_rows():
    line = page(*[(row, 14) for row in range(4, 24)])

    sheared = augment(line, Augmentation(shear=0.3), Fixed(1))

    rows = [row for row, _ in inked(sheared)]
    columns = [column for _, column in inked(sheared)]
    assert min(rows) == 4
    assert max(rows) == 23
    assert max(columns) - min(columns) >= 5


def test_draw_warps_bilinear_weights_sum_to_256():
    warps = draw_warps(LIVELY, 50, np.random.default_rng(5))

    np.testing.assert_array_equal(warps.weights.sum(axis=1), 256)
    assert warps.weights.max() <= 256


def test_warp_full_ink_image_stays_full_inside():
    turned = augment(
        np.full((64, 784), 255, np.uint8),
        replace(LIVELY, thickness=0.0, brush_jitter=0.0),
        Fixed(0.5),
    )

    assert (turned.reshape(64, 28, 28)[:, 8:20, 8:20] == 255).all()


def test_elastic_displacement_has_given_standard_deviation():
    still = draw_warps(Augmentation(), 1, np.random.default_rng(0))
    moved = draw_warps(Augmentation(elastic_px=1.0), 400, np.random.default_rng(0))

    inner = np.arange(784).reshape(28, 28)[10:18, 10:18].ravel()
    # Which row a pixel is read from: that of its upper corners, and the share of the lower ones.
    rows = moved.corners[:, 0, inner] // 31 + moved.weights[:, 2:, inner].sum(axis=1) / 256
    before = still.corners[:, 0, inner] // 31 + still.weights[:, 2:, inner].sum(axis=1) / 256
    assert (rows - before).std() == pytest.approx(1.0, rel=0.1)


def test_dilation_of_dot_is_cross_and_erosion_is_empty():
    dot = page((10, 14)).reshape(784, 1)

    cross = [[9, 14], [10, 13], [10, 14], [10, 15], [11, 14]]
    assert inked(thicken(dot, 1.0).T) == cross
    assert inked(thicken(dot, -1.0).T) == []


def test_erosion_of_dilated_line_is_line():
    line = page(*[(row, 14) for row in range(28)]).reshape(784, 1)

    np.testing.assert_array_equal(thicken(thicken(line, 1.0), -1.0), line)


@given(seed=st.integers(0, 10_000), count=st.integers(1, 40))
def test_augment_without_stretching_keeps_total_ink(seed, count):
    settings = replace(LIVELY, thickness=0.0, brush_jitter=0.0, scale=0.0, elastic_px=0.0)
    before = digits(count)

    after = augment(before, settings, np.random.default_rng(seed))

    assert after.shape == before.shape
    assert after.dtype == np.uint8
    # Shear and rotation together change areas by the product of their sines, a few per cent.
    np.testing.assert_allclose(after.sum(axis=1), before.sum(axis=1), rtol=0.12)


def test_augment_elastic_keeps_mean_ink():
    before = digits(2000)

    after = augment(before, Augmentation(elastic_px=0.5), np.random.default_rng(8), group=1)

    assert 0.97 < after.sum() / before.sum() < 1.03
