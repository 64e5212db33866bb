"""Synthetic images of digits, as people would send them, made from data sets and preprocessed.

`render_random_placement`, `upscale` and `scan` take a task ``(seed, number, source)`` and return
784 pixels as uint8. Their randomness depends on seed and number alone, so that the result is the
same whichever process computes it.
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
"""How often the pen is as thick as the page's pen on a digit of a quarter of the usual size."""


def preprocess_to_bytes(image: Image.Image) -> Pixels:
    """Preprocess to a uint8 array of shape (784,), 0 background to 255 ink."""
    return np.rint(preprocess(image).vector * 255).astype(np.uint8)


def render_random_placement(task: tuple[int, int, Sequence[Stroke]]) -> Pixels:
    """Draw strokes on a canvas with random size, position and pen width, and preprocess."""
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
    """Draw strokes at a random position on a canvas.

    Parameters
    ----------
    strokes : sequence of float arrays, each of shape (n, 2)
        In any units, y down.
    longest_px : float
        The longest side of the drawing, without the pen, in pixels.
    pen_px : float
        The pen width in pixels.
    canvas : int or (int, int)
        The canvas's side, or its width and height, in pixels.
    rng : numpy.random.Generator

    Returns
    -------
    PIL.Image.Image
        Mode "L", dark on white.
    """
    width, height = (canvas, canvas) if isinstance(canvas, int) else canvas
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    scale = longest_px / max(float((high - low).max()), 1e-6)
    slack = np.array([width, height]) - (high - low) * scale - pen_px - 2
    corner = rng.random(2) * np.maximum(slack, 0) + pen_px / 2 + 1
    return draw([(stroke - low) * scale + corner for stroke in strokes], pen_px, (width, height))


def upscale(task: tuple[int, int, Pixels]) -> Pixels:
    """Enlarge an MNIST image, shape (28, 28), to 100 to 260 px, dark on white, and preprocess."""
    seed, number, image = task
    rng = np.random.default_rng((seed, number, 2))
    return preprocess_to_bytes(Image.fromarray(255 - _upscaled(image, rng)))


def scan(task: tuple[int, int, Pixels]) -> Pixels:
    """Enlarge an MNIST image, shape (28, 28), degrade it to a bilevel scan, and preprocess."""
    seed, number, image = task
    rng = np.random.default_rng((seed, number, 3))
    return preprocess_to_bytes(roughen_edges(_upscaled(image, rng), rng))


def _upscaled(image: Pixels, rng: np.random.Generator) -> Pixels:
    side = int(rng.uniform(100, 260))
    upscaled = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(upscaled)


def roughen_edges(ink: Pixels, rng: np.random.Generator) -> Image.Image:
    """Degrade an image to a bilevel scan, black on white, with ragged edges and specks.

    Parameters
    ----------
    ink : uint8 array, shape (H, W)
        0 background to 255 ink.
    rng : numpy.random.Generator

    Returns
    -------
    PIL.Image.Image
        Mode "L", W x H pixels, of levels 0 and 255.
    """
    noise = np.clip(128 + rng.normal(0, 45, ink.shape), 0, 255).astype(np.uint8)
    grain: Any = np.asarray(Image.fromarray(noise).filter(ImageFilter.GaussianBlur(1.2)))
    black = ink + 4 * (grain.astype(np.float32) - 128) > 127
    specks = Image.fromarray(rng.random(ink.shape) < 0.0008).convert("L")
    black |= np.asarray(specks.filter(ImageFilter.MaxFilter(3))) > 0
    return Image.fromarray(np.where(black, 0, 255).astype(np.uint8))
