"""Digits from bitmaps and fonts: proportions, sizes and reproducibility."""

from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

from model.data.synthesis.pictures import as_sent, enlarge, printed, unstretch

RING = np.zeros((16, 16), dtype=np.uint8)
RING[:, :3] = RING[:, -3:] = RING[:3] = RING[-3:] = 255


def extent(vector: np.ndarray) -> tuple[int, int]:
    """Return height and width of the ink."""
    rows, columns = np.nonzero(vector.reshape(28, 28) > 64)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@pytest.mark.parametrize("render", [unstretch, enlarge, as_sent])
def test_render_same_seed_and_number_gives_same_image(render):
    assert np.array_equal(render((1, 2, RING, 0)), render((1, 2, RING, 0)))
    assert not np.array_equal(render((1, 2, RING, 0)), render((1, 3, RING, 0)))


@pytest.mark.parametrize(("label", "narrowest", "widest"), [(0, 0.45, 1.0), (1, 0.12, 0.7)])
def test_unstretch_is_as_narrow_as_handwriting(label, narrowest, widest):
    for number in range(10):
        height, width = extent(unstretch((1, number, RING, label)))
        assert narrowest <= width / height <= widest


def test_enlarge_keeps_proportions_roughly():
    ratios = [np.divide(*extent(enlarge((1, number, RING, 0)))) for number in range(10)]
    assert min(ratios) > 0.7
    assert max(ratios) < 1.45


def test_as_sent_empty_picture_is_blank():
    assert not as_sent((1, 2, np.zeros((28, 28), np.uint8), 0)).any()


@pytest.mark.parametrize("label", [1, 4, 8])
def test_printed_draws_the_digit_upright(label, typeface):
    vector = printed((1, 5, typeface, label))
    height, width = extent(vector)
    assert height >= 17
    assert width < height
    assert np.array_equal(vector, printed((1, 5, typeface, label)))


@pytest.fixture
def typeface(tmp_path: Path) -> str:
    """Return the path of the font that Pillow brings."""
    path = tmp_path / "default.ttf"
    default = ImageFont.load_default(20)
    default.path.seek(0)
    path.write_bytes(default.path.read())
    return str(path)
