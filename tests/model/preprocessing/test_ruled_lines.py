"""Detection of ruled lines, on synthetic ruled and squared paper."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.preprocessing.rasterization import draw
from model.preprocessing.ruled_lines import find_ruled_lines, is_ruled
from tests.support.handwriting import digit

WIDTH, HEIGHT = 400, 300


def rules(slope=0.0, gap=40, thickness=2, squared=False):
    """Return the mask of lines that run at a slope, and of those across them."""
    page = Image.new("1", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(page)
    for y in range(-HEIGHT, 2 * HEIGHT, gap):
        pen.line((0, y, WIDTH, y + slope * WIDTH), fill=1, width=thickness)
        across = (y, 0, y - slope * HEIGHT, HEIGHT) if squared else (-9, -9, -9, -9)
        pen.line(across, fill=1, width=thickness)
    return np.asarray(page)


def eight(pen=10):
    return np.asarray(draw(digit(8, 220, 90, 40), pen, (WIDTH, HEIGHT))) < 128


@pytest.mark.parametrize("thickness", [1, 2, 4])
@pytest.mark.parametrize("slope", [0, 0.05, -0.1, 0.17])
@pytest.mark.parametrize("squared", [False, True])
def test_find_ruled_lines_only_lines_are_found(slope, thickness, squared):
    lines = rules(slope, thickness=thickness, squared=squared)
    assert find_ruled_lines(lines)[lines].mean() > 0.9


@pytest.mark.parametrize("slope", [0, 0.08, -0.15])
def test_find_ruled_lines_strokes_between_lines_are_kept(slope):
    lines, strokes = rules(slope), eight()
    ruled = find_ruled_lines(lines | strokes)
    assert ruled[lines & ~strokes].mean() > 0.75
    assert ruled[strokes].mean() < 0.12


@pytest.mark.parametrize("number", range(10))
def test_find_ruled_lines_digit_on_plain_paper_finds_none(number):
    assert not find_ruled_lines(
        np.asarray(draw(digit(number, 280, 60, 10), 10, (WIDTH, HEIGHT))) < 128
    ).any()


def test_find_ruled_lines_single_line_finds_none():
    mask = np.zeros((HEIGHT, WIDTH), dtype=bool)
    mask[150:153] = True
    assert not find_ruled_lines(mask).any()


def test_find_ruled_lines_result_is_subset_of_mask():
    mask = rules(0.1, squared=True) | eight()
    assert not (find_ruled_lines(mask) & ~mask).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (5, 5)])
@pytest.mark.parametrize("level", [False, True])
def test_find_ruled_lines_tiny_mask_keeps_shape(shape, level):
    assert find_ruled_lines(np.full(shape, level)).shape == shape


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("pen", [16, 30, 45])
def test_find_ruled_lines_thick_strokes_filling_image_finds_none(number, pen):
    assert not find_ruled_lines(
        np.asarray(draw(digit(number, 280, -10, 0), pen, (260, 280))) < 128
    ).any()


@pytest.mark.parametrize("slope", [0, 0.08, -0.15])
@pytest.mark.parametrize("squared", [False, True])
def test_is_ruled_digit_on_ruled_paper_is_true(slope, squared):
    assert is_ruled(rules(slope, squared=squared) | eight())


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("pen", [3, 10, 30])
def test_is_ruled_tightly_cropped_digit_is_false(number, pen):
    page = np.asarray(draw(digit(number, 220, 90, 40), pen, (WIDTH, HEIGHT))) < 128
    rows, columns = page.any(axis=1), page.any(axis=0)

    assert not is_ruled(page[rows][:, columns])


def test_is_ruled_tightly_cropped_crossed_seven_is_false():
    seven = np.zeros((240, 160), dtype=bool)
    seven[:4] = True  # the top, from side to side
    seven[120:124, 30:130] = True  # the bar, through half of it
    rows = np.arange(240)
    seven[rows, 150 - rows // 2] = True

    assert not is_ruled(seven)
