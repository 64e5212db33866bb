"""Ways to make 784 numbers of a picture, one a file; each is asked for the side of the picture."""

import numpy as np
from PIL import Image

from benchmarks.drawings import PEN_WIDTH, STROKES
from model.preprocessing.rasterization import draw

SIDES = (280, 1000, 4000)


def picture(side: int) -> Image.Image:
    """Return a drawn five, dark on white, in colours."""
    scale = side / 280
    strokes = [np.asarray(stroke, dtype=np.float64) * scale for stroke in STROKES]
    return draw(strokes, PEN_WIDTH * scale, (side, side)).convert("RGB")
