"""Stroke templates of the digits, and small images drawn from them: no data set is needed.

They are easier to read than people's handwriting: a network learns them in seconds, which is what
demonstrations of training need. No model that reads drawings is trained on them.
"""

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.letter_shapes import GlyphVariant, parse
from model.data.synthesis.splines import catmull_rom
from model.network import Array
from model.preprocessing.array_types import INPUT_SIDE
from model.preprocessing.rasterization import Stroke, draw

_DIGIT_PX = 20
"""Longest side of a digit, as in MNIST."""

# Points from 0 to 10, y down, in the notation of `letter_shapes`.
_VARIANTS: tuple[tuple[str, ...], ...] = (
    (
        "~5 0, 1 2, 0 6, 2 10, 5 10, 8 7, 8 3, 5 0",
        "~4 0, 1 4, 1 8, 4 10, 7 6, 6 2, 3 0",
    ),
    ("3 0, 3 10", "1 3, 4 0, 4 10", "5 0, 3 10", "1 2, 4 0, 4 10; 1 10, 7 10"),
    (
        "~0 3, 2 0, 6 0, 7 4, 4 7, 0 10; 0 10, 8 10",
        "~1 2, 4 0, 7 3, 4 7, 0 10, 1 9, 4 9, 8 10",
    ),
    (
        "~0 1, 4 0, 7 2, 3 5; ~3 5, 7 7, 4 10, 0 9",
        "0 0, 7 0, 3 4; ~3 4, 7 6, 5 10, 0 9",
    ),
    ("5 0, 0 7, 8 7; 6 4, 6 10", "1 0, 0 6, 7 6; 7 0, 6 10", "6 10, 6 0, 0 7, 8 7"),
    (
        "1 0, 0 5; ~0 5, 4 4, 7 7, 4 10, 0 9; 1 0, 7 0",
        "7 0, 2 0, 1 4; ~1 4, 5 4, 7 7, 4 10, 0 10",
    ),
    (
        "~6 0, 2 3, 0 7, 2 10, 6 9, 6 6, 3 5, 0 7",
        "~4 0, 1 4, 1 8, 3 10, 5 8, 4 6, 1 7",
    ),
    ("0 0, 8 0, 3 10", "~0 1, 4 0, 8 0; ~8 0, 5 4, 3 10", "0 0, 7 0, 3 10; 2 5, 7 5"),
    (
        "~7 2, 4 0, 1 2, 4 5, 7 8, 4 10, 1 8, 4 5, 7 2",
        "~4 5, 1 3, 4 0, 7 3, 4 5; ~4 5, 0 8, 4 10, 8 8, 4 5",
    ),
    (
        "~7 3, 4 0, 1 3, 3 5, 7 3; ~7 3, 6 7, 5 10",
        "~7 2, 3 0, 1 3, 4 5, 7 2; 7 2, 7 10",
        "~6 2, 3 0, 1 3, 4 5, 6 2; ~6 2, 6 8, 3 10, 1 9",
    ),
)

DIGITS: tuple[tuple[GlyphVariant, ...], ...] = tuple(
    tuple(parse(variant) for variant in variants) for variants in _VARIANTS
)
"""The variants of each digit, 0 to 9."""


def synthesize(count: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.intp]]:
    """Draw digits, each in one of its variants, with random proportions, slant and pen width.

    Parameters
    ----------
    count : int
        Their number; each digit occurs equally often, give or take one, in random order.
    rng : numpy.random.Generator

    Returns
    -------
    X : float64 array, shape (count, 784)
        0 background to 1 ink.
    labels : int array, shape (count,)
    """
    labels = rng.permutation(np.arange(count) % 10)
    return np.stack([_draw(int(label), rng) for label in labels]), labels


def _draw(digit: int, rng: np.random.Generator) -> Array:
    """Return the 784 pixels of a digit."""
    variant = DIGITS[digit][rng.integers(len(DIGITS[digit]))]
    knots = [points + rng.normal(0, 0.35, points.shape) for points, _ in variant]
    slant = np.array([[np.exp(rng.normal(0, 0.15)), 0], [rng.normal(-0.15, 0.15), 1]])
    strokes: list[Stroke] = [
        (catmull_rom(points) if is_curve else points) @ slant
        for points, (_, is_curve) in zip(knots, variant, strict=True)
    ]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    scale = _DIGIT_PX * rng.uniform(0.85, 1) / (high - low).max()
    corner = INPUT_SIDE / 2 - (high - low) * scale / 2 + rng.normal(0, 1, 2)
    placed = [(stroke - low) * scale + corner for stroke in strokes]
    image = draw(placed, rng.uniform(1.5, 3.5), (INPUT_SIDE, INPUT_SIDE))
    return 1 - np.asarray(image, dtype=np.float64).ravel() / 255
