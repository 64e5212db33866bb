"""Preprocessing of an image to 784 numbers, one implementation a file; tasks give the side."""

import numpy as np
from PIL import Image

from benchmarks.drawings import PEN_WIDTH, STROKES
from model.preprocessing.rasterization import draw

SIDES = (280, 1000, 4000)


def example_image(side: int) -> Image.Image:
    """Return a drawn five, dark on white, mode "RGB"."""
    scale = side / 280
    strokes = [np.asarray(stroke, dtype=np.float64) * scale for stroke in STROKES]
    return draw(strokes, PEN_WIDTH * scale, (side, side)).convert("RGB")
