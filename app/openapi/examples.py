"""Examples of requests: a drawn seven in each of its forms, and a number."""

import base64
import functools
import io
from typing import Any

import numpy as np

from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import rasterize

STROKES = [[[60, 60], [130, 56], [220, 60], [180, 130], [150, 180], [130, 230]]]
PEN_WIDTH = 16
LABEL = 7


@functools.cache
def png() -> bytes:
    """Return the seven as a small PNG file."""
    image = rasterize([np.array(stroke, dtype=np.float64) for stroke in STROKES], PEN_WIDTH)
    file = io.BytesIO()
    image.resize((56, 56)).quantize(8).save(file, "PNG", optimize=True)
    return file.getvalue()


@functools.cache
def forms() -> dict[str, dict[str, Any]]:
    """Return the seven in each JSON form, by the name of the form."""
    image = rasterize([np.array(stroke, dtype=np.float64) for stroke in STROKES], PEN_WIDTH)
    rows = preprocess(image).vector.reshape(28, 28)
    encoded = base64.b64encode(png()).decode()
    return {
        "strokes": {"strokes": STROKES, "pen_width": PEN_WIDTH},
        "image": {"image": f"data:image/png;base64,{encoded}"},
        "pixels": {"pixels": [[round(float(ink), 2) for ink in row] for row in rows]},
    }


def number() -> dict[str, Any]:
    """Return the number 47 as strokes."""
    four = [[[60, 60], [20, 160], [120, 160]], [[95, 110], [85, 230]]]
    seven = [[x + 120, y] for x, y in STROKES[0]]
    return {"strokes": [*four, seven], "pen_width": PEN_WIDTH}
