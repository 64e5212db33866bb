"""Hard shadows on paper: found, told apart from bars and strokes, and no part of the digit."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from model.evaluation.answers import answer_image
from model.inference.decision import choose_from_images
from model.preprocessing.rasterization import draw
from model.preprocessing.shadows import covers_side, is_shadow_edge, is_shadowed
from model.serialization import model_file
from tests.support.handwriting import digit

SIZE = (220, 280)


def mask_of(*shapes):
    """Return a mask in which rectangles (two corners) and polygons are ink."""
    image = Image.new("1", SIZE)
    for shape in shapes:
        if len(shape) == 2:
            ImageDraw.Draw(image).rectangle(shape, fill=1)
        else:
            ImageDraw.Draw(image).polygon(shape, fill=1)
    return np.asarray(image)


HALF = [(0, 0), (90, 280)]
WEDGE = [(0, 0), (70, 0), (0, 200)]
BAR = [(0, 0), (220, 25)]
STEM = [(100, 20), (120, 230)]
SEVEN = ([(0, 0), (220, 40)], [(100, 20), (150, 280)])


@pytest.mark.parametrize("shape", [HALF, WEDGE], ids=["half", "wedge"])
def test_thick_ink_along_a_side_is_a_shadow(shape):
    turned = [np.rot90(mask_of(shape), k) for k in range(4)]

    assert all(is_shadowed(mask) for mask in turned)


@pytest.mark.parametrize(
    "shapes", [(BAR,), (BAR, STEM), SEVEN, (STEM,)], ids=["bar", "bar and stem", "seven", "stem"]
)
def test_bars_and_strokes_are_no_shadow(shapes):
    assert not is_shadowed(mask_of(*shapes))


@pytest.mark.parametrize(
    ("shapes", "covers"), [((BAR,), True), ((HALF,), True), (SEVEN, False), ((STEM,), False)]
)
def test_ink_covers_a_side_unless_it_reaches_the_opposite_one(shapes, covers):
    assert covers_side(mask_of(*shapes)) == covers


LINE = [(104, 10), (108, 10), (128, 270), (124, 270)]


@pytest.mark.parametrize(
    ("shape", "light", "is_edge"),
    [
        (LINE, 150, True),
        (LINE, 235, False),
        (WEDGE, 150, False),
        ([(104, 10), (108, 90)], 150, False),
    ],
    ids=["edge", "line on even paper", "wedge", "short line"],
)
def test_only_a_long_line_beside_a_shadow_is_its_edge(shape, light, is_edge):
    mask = mask_of(shape)
    in_shadow = mask_of([(0, 0), (106, 0), (126, 280), (0, 280)])
    levels = np.where(in_shadow, light, 235).astype(np.uint8)

    for turns in range(4):
        turned = np.rot90(mask, turns)
        rows, columns = np.nonzero(turned)
        box = (int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)
        assert is_shadow_edge(np.rot90(levels, turns), turned, box) == is_edge


def photograph(number, edge, blur_px, light):
    """Return a photograph of a digit on a sheet; left of a line from top to bottom it is dimmed.

    Without a number the sheet is empty.
    """
    blank = Image.new("L", SIZE, 255)
    ink = blank if number is None else draw(digit(number, 110, 60, 80), 7, SIZE)
    shadow = Image.new("L", SIZE, 255)
    top, bottom = edge
    ImageDraw.Draw(shadow).polygon([(0, 0), (top, 0), (bottom, 280), (0, 280)], fill=light)
    shadow = shadow.filter(ImageFilter.GaussianBlur(blur_px))
    levels = (60 + np.asarray(ink) * 0.7) * np.asarray(shadow) / 255
    noise = np.random.default_rng(number or 0).normal(0, 2, levels.shape)
    return Image.fromarray(np.clip(levels + noise, 0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def wide_model():
    return model_file.load(model_file.BUNDLED / "wide.safetensors")


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("edge", [(50, 40), (110, 120), (180, 190), (90, 10)])
def test_digit_under_the_edge_of_a_shadow_is_recognized(wide_model, number, edge):
    image = photograph(number, edge, blur_px=3, light=120)

    choice = choose_from_images(wide_model.predict, wide_model.metadata, lambda: image)

    assert wide_model.predict(choice.prepared.vector[np.newaxis]).argmax() == number


@pytest.mark.parametrize("light", [90, 150, 190])
@pytest.mark.parametrize("edge", [(50, 90), (110, 150), (170, 100), (60, 160)])
def test_edge_of_a_shadow_on_an_empty_sheet_is_no_certain_digit(wide_model, edge, light):
    image = photograph(None, edge, blur_px=2, light=light)

    assert not answer_image(wide_model, image).is_certain
