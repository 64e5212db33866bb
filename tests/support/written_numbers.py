"""Numbers of the hand-made digits of `tests.support.handwriting`, as strokes and as images."""

import numpy as np
from PIL import Image

from model.preprocessing.rasterization import draw
from tests.support import handwriting

STEP = 0.95
"""Distance of digits, as a ratio of their side."""


def strokes(text, side=80.0, x=0.0, y=0.0, step=STEP):
    """Return the strokes of the digits of `text` from left to right."""
    return [
        stroke
        for k, character in enumerate(text)
        for stroke in handwriting.digit(int(character), side, x + k * step * side, y)
    ]


def page(*lines, side=80, pen=6, step=STEP):
    """Return an image with numbers in lines; each line is a list of (text, column in sides)."""
    all_strokes = [
        stroke
        for row, line in enumerate(lines)
        for text, column in line
        for stroke in strokes(text, side, 20 + column * side, 20 + row * 1.6 * side, step)
    ]
    width = int(np.concatenate(all_strokes)[:, 0].max()) + side // 2
    return draw(all_strokes, pen, (width, int(20 + len(lines) * 1.6 * side)))


def inverted(image):
    return Image.eval(image, lambda level: 255 - level)
