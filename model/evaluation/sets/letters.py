"""Letters that do not resemble digits, handwritten and printed, for evaluation only.

Models are trained on the letters of `model.data.synthesis.letter_shapes`, whose corners are
jittered. These shapes are drawn independently and distorted along the stroke instead; the printed
ones use the typeface that comes with Pillow, and no model is trained on any typeface.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.data.synthesis.digits import draw_at_random_position
from model.data.synthesis.letter_shapes import GlyphVariant, parse
from model.data.synthesis.splines import catmull_rom, resample
from model.preprocessing.rasterization import SIZE_PX, Stroke

PENS_PX = (4, 10, 16, 22)
TYPE_SIZES_PX = (60, 120, 200)

VARIANTS_DRAWN = 12
VARIANTS_PRINTED = 2 * len(TYPE_SIZES_PX)

# As in `model.data.synthesis.letter_shapes`: strokes are separated by ";", points by ",", and "~"
# starts a curve.
_SHAPES = {
    "A": "2 10, 5.2 0, 8 10; 3.2 6.6, 6.9 6.3",
    "C": "~8.5 1.5, 5 0, 1.5 2, 1 6, 3 9.5, 6.5 10, 9 8.5",
    "E": "8 0.5, 1 0, 1.5 5, 7 4.5; 1.5 5, 1 10, 8.5 9.5",
    "F": "8 0, 1.5 0.3, 1 10; 1.3 4.6, 6.5 4.2",
    "H": "1 0, 1.5 10; 7.5 0.5, 8 10; 1.2 5.2, 7.8 4.6",
    "J": "3.5 0, 8.5 0.3; ~6.2 0, 6.3 7, 5 9.7, 2.5 9.5, 1.6 8",
    "K": "1 0, 1 10; ~7 0.5, 4 3.5, 1.2 5.8; ~3 4.6, 5 7, 8 10",
    "L": "~1.5 0, 1.3 5, 1 9.8; 1 9.8, 7.5 9.6",
    "M": "0 10, 1.5 0.5, 4.8 8, 8 0, 10 10",
    "N": "1 10, 1.2 0.5, 7.6 9.6, 8 0",
    "P": "1.2 10, 1 0.5; ~1 0.8, 5 0, 7.5 2.2, 5.5 5, 1.2 5.4",
    "R": "1.2 10, 1 0.5; ~1 0.8, 5 0, 7.5 2.2, 5.5 5, 1.2 5.4; 3 5.4, 7.8 10",
    "T": "0.5 0.6, 9.5 0; 5 0.3, 4.7 10",
    "U": "~1 0, 1.2 6, 2.5 9.3, 5 10, 7.5 8.8, 8.3 5.5, 8.2 0",
    "V": "0.8 0, 4.6 10, 8.8 0.4",
    "W": "0 0.4, 2.2 10, 4.6 2.5, 7.4 9.7, 10 0",
    "X": "0.8 0.5, 8.6 10; 8.8 0, 0.4 9.6",
    "Y": "0.7 0, 4.6 4.8; 8.8 0.2, 4.6 4.8, 4.4 10",
    "a": "~7.5 4.3, 5 3, 1.5 5, 1.3 8.6, 4 10, 6.6 8.4, 7.5 4.6; ~7.5 4, 7.6 8.6, 9.3 10",
    "d": "~7 5, 4.2 4, 1.4 6, 1.6 9, 4.6 10, 7 8; 7.2 0, 7.2 10",
    "e": "~1.2 6.8, 7.8 6.2, 6.6 3.6, 4 3, 1.4 5.4, 1.8 8.8, 4.8 10, 8 8.8",
    "f": "~7.6 1.2, 5.8 0, 4.3 1.8, 4 10; 1.6 4.2, 6.8 4",
    "h": "1.4 0, 1.2 10; ~1.3 6.2, 3.8 4, 6 5.4, 6.2 10",
    "k": "1.4 0, 1.2 10; 5.8 3.6, 1.4 7; 2.6 6.2, 6.4 10",
    "m": "1 3.4, 1 10; ~1 5.2, 2.8 3.4, 4.6 4.8, 4.8 10; ~4.8 5.2, 6.8 3.4, 8.8 5, 9 10",
    "n": "1.2 3.4, 1.2 10; ~1.3 5.4, 3.8 3.2, 6.4 5, 6.6 10",
    "p": "1.2 3.2, 1 14; ~1.3 5, 4 3.2, 7 5.6, 6 9, 3 10, 1.2 8.4",
    "r": "1.6 3.4, 1.5 10; ~1.6 6, 3 3.9, 5.8 3.8",
    "t": "~4 0.4, 3.8 8.6, 5.2 10, 7.4 9.2; 1.2 3.6, 7.2 3.4",
    "u": "~1.2 3.3, 1.2 8, 3.2 10, 5.8 8.6, 6.6 6; 6.8 3.3, 7 10",
    "v": "0.8 3.4, 3.8 10, 7.2 3.2",
    "w": "0.4 3.4, 2.2 10, 4.4 4.8, 6.8 10, 9 3.2",
    "x": "0.8 3.4, 6.8 10; 7 3.2, 0.6 10",
}

SHAPES: dict[str, GlyphVariant] = {name: parse(shape) for name, shape in _SHAPES.items()}
"""Shapes by letter, without the letters that resemble digits (B, D, G, I, O, Q, S, Z, b, g, i, l,
o, q, s, y, z), and without c and j, which are small forms of C and J."""

LETTERS = tuple(SHAPES)


def letter_of(index: int) -> str:
    """Return the letter of the drawing at `index`, in either set."""
    return LETTERS[index % len(LETTERS)]


def render_handwritten(index: int) -> Image.Image:
    """Return a handwritten letter: mode "L", dark on white.

    The letters come in order, then again with the next stroke width.
    """
    rng = np.random.default_rng((index, 11))
    pen = PENS_PX[index // len(LETTERS) % len(PENS_PX)]
    return draw_at_random_position(
        _distort(SHAPES[letter_of(index)], rng), rng.uniform(120, 220), pen, SIZE_PX, rng
    )


def render_printed(index: int) -> Image.Image:
    """Return a printed letter: mode "L", black on white, upright or slanted."""
    variant = index // len(LETTERS)
    size = TYPE_SIZES_PX[variant // 2 % len(TYPE_SIZES_PX)]
    page = Image.new("L", (SIZE_PX, SIZE_PX), 255)
    center = SIZE_PX / 2
    typeface = ImageFont.load_default(size)
    ImageDraw.Draw(page).text(
        (center, center), letter_of(index), fill=0, font=typeface, anchor="mm"
    )
    slant = 0.25 * (variant % 2)
    return page.transform(
        page.size,
        Image.Transform.AFFINE,
        (1, slant, -slant * center, 0, 1, 0),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )


def _distort(shape: GlyphVariant, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes, 10 units tall, with a random slant, rotation, stretch and tremor."""
    angle = np.deg2rad(rng.uniform(-8, 8))
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    slant = np.array([[1, 0], [rng.uniform(-0.2, 0.2), 1]])
    stretch = np.exp(rng.uniform(-0.2, 0.2, 2))
    return [
        (_add_tremor(catmull_rom(stroke) if is_curve else stroke, rng) * stretch) @ slant @ rotation
        for stroke, is_curve in shape
    ]


def _add_tremor(stroke: Stroke, rng: np.random.Generator) -> Stroke:
    """Return a stroke with a random offset and two sinusoidal deviations along it."""
    points = resample(stroke, 0.25)
    along = np.linspace(0, 2 * np.pi, len(points))[:, np.newaxis]
    turns, phases = rng.uniform(0.5, 1.6, (2, 2)), rng.uniform(0, 2 * np.pi, (2, 2))
    sway = np.sin(along * turns[0] + phases[0]) + np.sin(along * turns[1] + phases[1])
    shaken: Stroke = points + 0.2 * sway + rng.normal(0, 0.2, 2)
    return shaken
