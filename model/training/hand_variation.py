"""Random variation of the digits of a number, so that a few writers stand for more hands."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.data.synthesis.numbers import DigitSource
from model.data.synthesis.writer_styles import WriterStyle
from model.preprocessing.rasterization import Stroke

_STRETCH, _SLANT = 0.1, 0.1
"""Standard deviations of the logarithm of the horizontal stretch and of the shear that all digits
of a number share."""

_DIGIT_STRETCH, _DIGIT_TURN, _DIGIT_SLANT = 0.06, 0.06, 0.05
"""Standard deviations of what each digit is stretched, turned (in radians) and slanted further."""

_BEND, _BENDS = 0.03, (0.5, 1.5)
"""Standard deviation of the bending of strokes, and range of the number of its waves across a
digit; the first as a ratio of the digit's longer side."""

_STROKE_SHIFT = 0.03
"""Standard deviation of the shift of each stroke but the first, as the same ratio."""


def vary_digits(digits: Sequence[DigitSource], rng: np.random.Generator) -> list[DigitSource]:
    """Return the strokes or images of a number's digits as another hand might write them.

    Stretch and slant of all are changed alike, and those of each digit a little more. Strokes are
    also bent, and moved against each other.

    Parameters
    ----------
    digits : sequence
        Each as strokes, float arrays of shape (n, 2), or as a uint8 image, light on dark.
    rng : numpy.random.Generator

    Returns
    -------
    list
        As many strokes of as many points, or images of the same shape.
    """
    common = _affine_map(_STRETCH, 0.0, _SLANT, rng)
    return [
        _vary_image(digit, common, rng)
        if isinstance(digit, np.ndarray)
        else _vary_strokes(digit, common, rng)
        for digit in digits
    ]


def _affine_map(
    stretch: float, turn: float, slant: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a random linear map of column vectors (x, y), with these standard deviations."""
    width = np.exp(rng.normal(0, stretch))
    angle = rng.normal(0, turn)
    shear = np.array([[width, rng.normal(0, slant)], [0, 1]])
    cosine, sine = np.cos(angle), np.sin(angle)
    rotated: NDArray[np.float64] = np.array([[cosine, -sine], [sine, cosine]]) @ shear
    return rotated


def _vary_strokes(
    strokes: Sequence[Stroke], common: NDArray[np.float64], rng: np.random.Generator
) -> list[Stroke]:
    matrix = _affine_map(_DIGIT_STRETCH, _DIGIT_TURN, _DIGIT_SLANT, rng) @ common
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)  # over the points
    side = max(float((high - low).max()), 1e-6)
    waves = rng.uniform(*_BENDS, (2, 2)) * 2 * np.pi  # of x and y across x and y
    phases, depth = rng.uniform(0, 2 * np.pi, 2), rng.normal(0, _BEND * side, 2)
    varied = []
    for number, stroke in enumerate(strokes):
        places = (stroke - low) / side
        bent = stroke + depth * np.sin(places @ waves + phases)
        if number:
            bent = bent + rng.normal(0, _STROKE_SHIFT * side, 2)
        varied.append(bent @ matrix.T)
    return varied


def _vary_image(
    image: NDArray[np.uint8], common: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.uint8]:
    matrix = _affine_map(_DIGIT_STRETCH, _DIGIT_TURN, _DIGIT_SLANT, rng) @ common
    source = np.linalg.inv(matrix)
    center = np.array([image.shape[1], image.shape[0]]) / 2
    offset = center - source @ center
    coefficients = (*source[0], offset[0], *source[1], offset[1])
    transformed = Image.fromarray(image).transform(
        (image.shape[1], image.shape[0]),
        Image.Transform.AFFINE,
        coefficients,
        Image.Resampling.BICUBIC,
    )
    return np.asarray(transformed)


class VariedStyle(WriterStyle):
    """The digits of a writer, varied each time that a number is written."""

    def write(self, length: int, rng: np.random.Generator) -> tuple[list[DigitSource], list[int]]:
        """Return random digits and their labels."""
        digits, labels = super().write(length, rng)
        return vary_digits(digits, rng), labels
