"""Preprocessing of an image to 784 numbers, one implementation a file; tasks give the side."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.drawings import PEN_WIDTH, STROKES
from benchmarks.subject import Work, serve_tasks
from model.preprocessing.rasterization import draw

SIDES = (280, 1000, 4000)


def example_image(side: int) -> Image.Image:
    """Return a drawn five, dark on white, mode "RGB"."""
    scale = side / 280
    strokes = [np.asarray(stroke, dtype=np.float64) * scale for stroke in STROKES]
    return draw(strokes, PEN_WIDTH * scale, (side, side)).convert("RGB")


def serve(
    preprocess: Callable[[Any], object], convert: Callable[[Image.Image], Any] = lambda image: image
) -> None:
    """Serve tasks that preprocess the example image, converted to the form of the library."""

    def prepare(side: int, times: int) -> Work:
        image = convert(example_image(side))

        def work() -> None:
            for _ in range(times):
                preprocess(image)

        return work

    serve_tasks(prepare)
