"""Ink of pages: even, photographed, ruled and blank."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.numbers.ink import MAX_SIDE_PX, find_ink
from tests.support import written_numbers


@pytest.fixture
def page():
    return written_numbers.page([("2026", 0)])


def shaded(image, darkest=0.35):
    """Return the image as a photograph in uneven light, whose right side is the darkest."""
    light = np.linspace(1, darkest, image.width)
    grain = np.random.default_rng(1).normal(0, 2, (image.height, image.width))
    levels = np.clip((40 + np.asarray(image) * 0.8) * light + grain, 0, 255)
    return Image.fromarray(levels.astype(np.uint8))


def test_ink_of_an_even_page_is_where_the_pen_was(page):
    ink = find_ink(page)
    assert ((ink.levels >= 128) == (np.asarray(page) < 128)).mean() > 0.99
    assert (ink.reduction, ink.is_photograph) == (1, False)


def test_ink_of_an_inverted_page_is_the_same(page):
    inverted = find_ink(written_numbers.inverted(page))
    assert ((inverted.levels >= 128) == (find_ink(page).levels >= 128)).mean() > 0.999


def test_ink_of_an_unevenly_lit_page_is_where_the_pen_was(page):
    ink = find_ink(shaded(page))
    assert ink.is_photograph
    assert ((ink.levels >= 128) == (np.asarray(page) < 128)).mean() > 0.98


def test_ink_of_a_large_page_is_reduced_by_a_whole_factor(page):
    large = page.resize((MAX_SIDE_PX + 100, 700))
    ink = find_ink(large)
    assert ink.reduction == 2
    assert ink.levels.shape == (350, MAX_SIDE_PX // 2 + 50)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_ink_of_a_blank_page_is_none(level):
    assert find_ink(Image.new("L", (300, 200), level)) is None


def test_ink_of_a_page_with_only_a_gradient_is_none():
    levels = np.tile(np.linspace(120, 240, 300), (200, 1)).astype(np.uint8)
    assert find_ink(Image.fromarray(levels)) is None


def test_ink_without_a_rule_keeps_the_stroke_that_crosses_it(page):
    draw = ImageDraw.Draw(page)
    draw.line((0, 120, page.width, 120), fill=0, width=2)
    draw.line((300, 100, 300, 140), fill=0, width=6)
    ink = find_ink(page).levels >= 128
    assert not ink[118:123, :290].any()
    assert ink[101:140, 299:301].all()


def test_ink_keeps_a_line_with_breaks(page):
    draw = ImageDraw.Draw(page)
    for left in range(0, page.width, 40):
        draw.line((left, 125, left + 25, 125), fill=0, width=2)
    assert (find_ink(page).levels >= 128)[125].mean() > 0.5


@pytest.mark.parametrize("table", [15, 70])
@pytest.mark.parametrize("turn", [-2, 0, 2])
def test_table_around_a_page_is_no_ink(page, table, turn):
    sheet = page.resize((2 * page.width, 2 * page.height))
    picture = Image.new("L", (sheet.width + 160, sheet.height + 200), table)
    drawn = picture.copy()
    for image, paper in ((picture, sheet), (drawn, sheet.point(lambda level: level // 128 * 255))):
        image.paste(paper, (80, 90))
    picture = picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=table)
    pen = np.asarray(drawn.rotate(turn, fillcolor=255)) < 128
    top, left, margin = 90, 80, 40
    pen[: top + margin] = pen[-(110 + margin) :] = False
    pen[:, : left + margin] = pen[:, -(left + margin) :] = False

    for image in (picture, shaded(picture, darkest=0.7)):
        ink = find_ink(image).levels >= 128

        assert (ink == pen).mean() > 0.98
        assert ink[pen].mean() > 0.9


PAPER, PEN = 225, 60


def on_paper(image):
    """Return the levels of a page with gray paper and a pale pen, enlarged."""
    large = image.resize((2 * image.width, 2 * image.height))
    return PEN + np.asarray(large) * ((PAPER - PEN) / 255)


def photographed(levels):
    """Return levels as a photograph with noise."""
    noise = np.random.default_rng(2).normal(0, 2, levels.shape)
    return Image.fromarray(np.clip(levels + noise, 0, 255).astype(np.uint8))


TEXTURES = {
    "smooth": lambda x, y: 0 * x,
    "wood": lambda x, y: 10 * np.sin((y + 8 * np.sin(x / 60)) / 3),
    "cloth": lambda x, y: 10 * np.sin(x) * np.sin(y),
}


@pytest.mark.parametrize("texture", TEXTURES)
@pytest.mark.parametrize("table", [110, 145, 170])
@pytest.mark.parametrize(("margins", "turn"), [((80, 100), 3), ((40, 60), -1), ((30, 30), 0)])
def test_table_of_middle_gray_around_a_page_is_no_ink(page, table, texture, margins, turn):
    sheet = on_paper(page)
    above, beside = margins
    shape = (sheet.shape[0] + 2 * above, sheet.shape[1] + 2 * beside)
    y, x = np.mgrid[: shape[0], : shape[1]]
    place = np.s_[above : above + sheet.shape[0], beside : beside + sheet.shape[1]]
    is_sheet, pen = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.uint8)
    is_sheet[place], pen[place] = 255, 255 * (sheet < (PAPER + PEN) / 2)
    share, pen = (
        np.asarray(Image.fromarray(levels).rotate(turn, Image.Resampling.BILINEAR)) / 255
        for levels in (is_sheet, pen)
    )
    levels = share * (PAPER + pen * (PEN - PAPER)) + (1 - share) * (table + TEXTURES[texture](x, y))

    ink = find_ink(photographed(levels)).levels >= 128

    is_pen = pen > 0.5
    assert ink[is_pen].mean() > 0.9
    assert np.count_nonzero(ink & ~is_pen) < 0.25 * np.count_nonzero(is_pen)  # edges of strokes


@pytest.mark.parametrize("light", [0.7, 0.85])
def test_shadow_with_numbers_is_no_table(light):
    page = on_paper(written_numbers.page([("2026", 0)], [("30", 0)], [("47", 2)]))
    shadow = np.ones(page.shape)
    shadow[-220:] = light

    ink = find_ink(photographed(page * shadow)).levels >= 128

    pen = page < (PAPER + PEN) / 2
    assert ink[-220:][pen[-220:]].mean() > 0.9


def test_sliver_of_a_table_beside_a_page_is_no_ink(page):
    sheet = on_paper(page)
    levels = np.full((sheet.shape[0] + 200, sheet.shape[1] + 103), 90.0)
    levels[100:-100, 3:-100] = sheet

    ink = find_ink(photographed(levels)).levels >= 128

    assert not ink[:, :10].any()


@pytest.mark.parametrize(("light", "dark"), [(230, 60), (60, 230), (230, 170)])
@pytest.mark.parametrize("shape", [(300, 20000), (20000, 300), (310, 8000)])
def test_ink_of_an_elongated_sheet_on_a_table_is_found(shape, light, dark):
    levels = np.full(shape, dark, dtype=np.uint8)
    margin = max(shape) // 20
    inner = np.s_[:, margin:-margin] if shape[1] > shape[0] else np.s_[margin:-margin]
    levels[inner] = light
    ink = find_ink(Image.fromarray(levels))
    assert ink is None or max(ink.levels.shape) <= MAX_SIDE_PX
