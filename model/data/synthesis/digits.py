"""Pictures of digits as people would send them, made from data sets, read back by `preprocess`.

Each function takes one task ``(seed, number, source)`` and returns 784 pixels as uint8. Randomness
comes from seed and number alone, so that the result does not depend on which process computes it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import SIZE_PX, Stroke, draw

Pixels = NDArray[np.uint8]

THICK_PEN_PROBABILITY = 0.2
"""How often the pen is as thick as a page's pen on a digit of a quarter of the usual size."""


def preprocess_to_bytes(picture: Image.Image) -> Pixels:
    """Return what the network would see of `picture`: uint8, shape (784,), 0 paper to 255 ink."""
    return np.rint(preprocess(picture).vector * 255).astype(np.uint8)


def render_random_placement(task: tuple[int, int, Sequence[Stroke]]) -> Pixels:
    """Draw strokes at a random size and place on a canvas with a pen of random width."""
    seed, number, strokes = task
    rng = np.random.default_rng((seed, number, 1))
    longest = rng.uniform(50, 230)
    thick = rng.random() < THICK_PEN_PROBABILITY
    relative_width = (
        rng.uniform(0.14, 0.34) if thick else np.exp(rng.uniform(np.log(0.013), np.log(0.14)))
    )
    return preprocess_to_bytes(
        draw_at_random_position(strokes, longest, max(longest * relative_width, 1), SIZE_PX, rng)
    )


def draw_at_random_position(
    strokes: Sequence[Stroke],
    longest_px: float,
    pen_px: float,
    canvas: int | tuple[int, int],
    rng: np.random.Generator,
) -> Image.Image:
    """Draw strokes with their longest side `longest_px` at a random place of a canvas.

    Returns
    -------
    PIL.Image.Image
        Mode "L", dark on white; `canvas` gives its side, or its width and height.
    """
    width, height = (canvas, canvas) if isinstance(canvas, int) else canvas
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    scale = longest_px / max(float((high - low).max()), 1e-6)
    slack = np.array([width, height]) - (high - low) * scale - pen_px - 2
    corner = rng.random(2) * np.maximum(slack, 0) + pen_px / 2 + 1
    return draw([(stroke - low) * scale + corner for stroke in strokes], pen_px, (width, height))


def upscale(task: tuple[int, int, Pixels]) -> Pixels:
    """Enlarge an MNIST image, shape (28, 28), to a drawing of 100 to 260 pixels, dark on white."""
    seed, number, image = task
    rng = np.random.default_rng((seed, number, 2))
    return preprocess_to_bytes(Image.fromarray(255 - _upscaled(image, rng)))


def scan(task: tuple[int, int, Pixels]) -> Pixels:
    """Make a bilevel scan of an MNIST image: ragged edges and specks."""
    seed, number, image = task
    rng = np.random.default_rng((seed, number, 3))
    return preprocess_to_bytes(roughen_edges(_upscaled(image, rng), rng))


def _upscaled(image: Pixels, rng: np.random.Generator) -> Pixels:
    side = int(rng.uniform(100, 260))
    larger = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(larger)


def roughen_edges(ink: Pixels, rng: np.random.Generator) -> Image.Image:
    """Return a bilevel picture, black on white, whose edges are noisy and whose paper has specks.

    Parameters
    ----------
    ink : uint8 array, shape (H, W)
        0 paper to 255 ink.
    """
    noise = np.clip(128 + rng.normal(0, 45, ink.shape), 0, 255).astype(np.uint8)
    grain: Any = np.asarray(Image.fromarray(noise).filter(ImageFilter.GaussianBlur(1.2)))
    black = ink + 4 * (grain.astype(np.float32) - 128) > 127
    specks = Image.fromarray(rng.random(ink.shape) < 0.0008).convert("L")
    black |= np.asarray(specks.filter(ImageFilter.MaxFilter(3))) > 0
    return Image.fromarray(np.where(black, 0, 255).astype(np.uint8))
