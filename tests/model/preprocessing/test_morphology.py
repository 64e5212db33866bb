import numpy as np
import pytest
from PIL import Image, ImageFilter

from model.preprocessing.morphology import dilate, erode, open_vertically


@pytest.mark.parametrize("radius", [1, 2, 4])
@pytest.mark.parametrize("shape", [(1, 30), (7, 5), (40, 61)])
def test_dilate_and_erode_gray_levels_agree_with_pillow(shape, radius):
    levels = np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)
    image = Image.fromarray(levels)
    size = 2 * radius + 1
    assert (dilate(levels, radius) == np.asarray(image.filter(ImageFilter.MaxFilter(size)))).all()
    assert (erode(levels, radius) == np.asarray(image.filter(ImageFilter.MinFilter(size)))).all()


def test_dilate_and_erode_mask_are_complementary():
    mask = np.random.default_rng(5).random((20, 31)) < 0.2
    assert dilate(mask, 2).dtype == bool
    assert (erode(~mask, 2) == ~dilate(mask, 2)).all()


def test_open_vertically_keeps_runs_longer_than_length():
    mask = np.zeros((12, 3), dtype=bool)
    mask[1:4, 0] = mask[2:6, 1] = mask[0:12, 2] = True
    opened = open_vertically(mask, 3)
    assert opened.sum(axis=0).tolist() == [0, 4, 12]
    assert (opened <= mask).all()


def test_open_vertically_low_mask_is_empty():
    assert not open_vertically(np.ones((3, 4), dtype=bool), 3).any()
