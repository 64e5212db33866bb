"""Rendering of the digits of evaluation sets: functions of a digit and its index."""

from typing import Any

import numpy as np
from PIL import Image

from model.data.synthesis import digits as pictures
from model.data.synthesis.digits import Pixels
from model.data.synthesis.pictures import glyph_of, printed_picture
from model.data.unipen import Sample
from model.data.unipen_1a import WrittenDigit
from model.evaluation.sets.photographs import photograph, random_conditions
from model.preprocessing.rasterization import SIZE_PX, draw

_MAX_SIDE_PX = 200
_CORNER_MARGIN_PX = 6
MOUSE_PX = 2
_MOUSE_IMAGE_PX = (1050, 800)


def unmodified(image: Pixels, index: int) -> Image.Image:
    """Return an image of the data set as it is, dark on white."""
    del index
    return Image.fromarray(255 - image)


def scan(image: Pixels, index: int) -> Image.Image:
    """Return a bilevel scan of an MNIST image, 100 to 260 px, with ragged edges and specks."""
    rng = np.random.default_rng((index, 1))
    side = int(rng.uniform(100, 260))
    larger = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    return pictures.roughen_edges(np.asarray(larger), rng)


def printed(glyph: tuple[str, str], index: int) -> Image.Image:
    """Return a digit of a font, see `model.data.synthesis.pictures.printed_picture`."""
    return printed_picture(glyph_of(*glyph), np.random.default_rng((index, 5)))


def on_canvas(sample: Sample | WrittenDigit, pen_px: float) -> Image.Image:
    """Render a digit with its longest side 200 px, centered on the page's canvas."""
    strokes, extent = _scaled(sample, _MAX_SIDE_PX)
    offset = (SIZE_PX - extent) / 2
    return draw([stroke + offset for stroke in strokes], pen_px, (SIZE_PX, SIZE_PX))


def in_corner(sample: Sample, pen_px: float, index: int) -> Image.Image:
    """Render a digit in a corner at a quarter of the size and of the stroke width (at least 1 px).

    The corner follows from the index: top left, top right, bottom left, bottom right, and so on.
    """
    pen_px = max(pen_px / 4, 1)
    strokes, extent = _scaled(sample, _MAX_SIDE_PX / 4)
    margin = _CORNER_MARGIN_PX + pen_px / 2
    far_side = np.array([index % 2, index // 2 % 2])
    corner = np.where(far_side, SIZE_PX - margin - extent, margin)
    return draw([stroke + corner for stroke in strokes], pen_px, (SIZE_PX, SIZE_PX))


def with_mouse(sample: Sample, index: int) -> Image.Image:
    """Render a digit of 250 to 600 px with a stroke width of 2 px at random on 1050 x 800 px."""
    rng = np.random.default_rng((index, 2))
    longest = rng.uniform(250, 600)
    return pictures.draw_at_random_position(sample.strokes, longest, MOUSE_PX, _MOUSE_IMAGE_PX, rng)


def as_photo(sample: Sample, index: int, *, ruled: bool) -> Image.Image:
    """Render a simulated photograph of a digit on grey paper, plain or ruled."""
    rng = np.random.default_rng((index, 4 if ruled else 3))
    return photograph(sample.strokes, random_conditions(rng, ruled), rng)


def _scaled(sample: Sample | WrittenDigit, longest_px: float) -> tuple[list[Any], Any]:
    """Return strokes moved to (0, 0), and their width and height."""
    points = np.concatenate(sample.strokes)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    scale = longest_px / max(float((high - low).max()), 1e-6)
    return [(stroke - low) * scale for stroke in sample.strokes], (high - low) * scale
