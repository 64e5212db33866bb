"""Letters that look like no digit, drawn with a mouse in another hand than training's, and printed.

Networks learn from the letters of `model.data.synthesis.letter_shapes`, with jittered points. These
are written anew, by a hand that trembles along the stroke instead; the printed ones are of the
typeface that comes with Pillow, and no network has learnt from any typeface.
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

# As in `model.data.synthesis.letter_shapes`: strokes stand apart by ";", points by ",", and "~"
# begins a curve.
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
"""By letter. What can pass for a digit (B, D, G, I, O, Q, S, Z, b, g, i, l, o, q, s, y, z) is not
among them, nor c and j, which are small forms of C and J."""

LETTERS = tuple(SHAPES)


def letter_of(index: int) -> str:
    """Return which letter the drawing at `index` of either set is of."""
    return LETTERS[index % len(LETTERS)]


def drawn(index: int) -> Image.Image:
    """Return a letter as somebody draws it on the page: mode "L", dark on white.

    All letters come by turns, then again with the next width of the pen.
    """
    rng = np.random.default_rng((index, 11))
    pen = PENS_PX[index // len(LETTERS) % len(PENS_PX)]
    return draw_at_random_position(
        _by_hand(SHAPES[letter_of(index)], rng), rng.uniform(120, 220), pen, SIZE_PX, rng
    )


def printed(index: int) -> Image.Image:
    """Return a printed letter: mode "L", black on white, upright or slanted."""
    variant = index // len(LETTERS)
    size = TYPE_SIZES_PX[variant // 2 % len(TYPE_SIZES_PX)]
    page = Image.new("L", (SIZE_PX, SIZE_PX), 255)
    middle = SIZE_PX / 2
    typeface = ImageFont.load_default(size)
    ImageDraw.Draw(page).text(
        (middle, middle), letter_of(index), fill=0, font=typeface, anchor="mm"
    )
    slant = 0.25 * (variant % 2)
    return page.transform(
        page.size,
        Image.Transform.AFFINE,
        (1, slant, -slant * middle, 0, 1, 0),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )


def _by_hand(shape: GlyphVariant, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes, 10 units tall, slanted, turned and stretched a little, and trembling."""
    angle = np.deg2rad(rng.uniform(-8, 8))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    slant = np.array([[1, 0], [rng.uniform(-0.2, 0.2), 1]])
    stretch = np.exp(rng.uniform(-0.2, 0.2, 2))
    return [
        (_trembling(catmull_rom(stroke) if is_curve else stroke, rng) * stretch) @ slant @ turn
        for stroke, is_curve in shape
    ]


def _trembling(stroke: Stroke, rng: np.random.Generator) -> Stroke:
    """Return a stroke that begins a little elsewhere and sways twice on its way."""
    points = resample(stroke, 0.25)
    along = np.linspace(0, 2 * np.pi, len(points))[:, np.newaxis]
    turns, phases = rng.uniform(0.5, 1.6, (2, 2)), rng.uniform(0, 2 * np.pi, (2, 2))
    sway = np.sin(along * turns[0] + phases[0]) + np.sin(along * turns[1] + phases[1])
    trembling: Stroke = points + 0.2 * sway + rng.normal(0, 0.2, 2)
    return trembling
