"""Random affine maps of images."""

import numpy as np
import pytest

from model.training.image_warping import warp_images


@pytest.fixture
def images():
    """Images of one cross each, of 20 x 26 pixels."""
    images = np.zeros((70, 20, 26), dtype=np.uint8)
    images[:, 4:16, 12:15] = images[:, 9:11, 8:18] = 255
    return images


def test_ink_moves_a_little_and_is_kept(images):
    warped = warp_images(images, np.random.default_rng(1))
    assert warped.shape == images.shape
    assert warped.dtype == np.uint8
    assert (warped != images).any(axis=(1, 2)).all()
    ink = images.sum(axis=(1, 2), dtype=np.int64)
    assert warped.sum(axis=(1, 2), dtype=np.int64) == pytest.approx(ink, rel=0.35)
    overlap = np.minimum(warped, images).sum(axis=(1, 2), dtype=np.int64)
    assert (overlap > 0.4 * ink).all()


def test_some_images_in_turn_share_a_map(images):
    warped = warp_images(images, np.random.default_rng(1))
    assert (warped[:32] == warped[0]).all()
    assert (warped[32] != warped[0]).any()


def test_maps_are_the_same_each_time_and_others_by_another_seed(images):
    first = warp_images(images, np.random.default_rng(1))
    assert (warp_images(images, np.random.default_rng(1)) == first).all()
    assert (warp_images(images, np.random.default_rng(2)) != first).any()
