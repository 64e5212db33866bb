"""Handwritten digits from pen strokes, drawn as people on other devices would draw them.

`render` takes a task ``(seed, number, strokes)`` and returns 784 pixels as uint8. Most are plain
drawings with a pen of any width. The others are small, dotted, cut off by the rim, or drawn with a
brush that is thick for their size.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from model.data.synthesis.digits import Pixels, draw_at_random_position, preprocess_to_bytes
from model.preprocessing.ink_detection import BlankDrawingError
from model.preprocessing.rasterization import Stroke

KINDS = ("plain", "brush", "small", "dashed", "cut")
_KIND_PROBABILITIES = (0.7, 0.12, 0.09, 0.03, 0.06)

MIN_STRETCH, MAX_STRETCH = 0.6, 1.6
"""Range of the ratio by which the width is stretched against the height."""

_WIDE_STRETCH_PROBABILITY = 0.15
_STRETCH_DEVIATION = 0.12
_SLANT_DEVIATION = 0.08


def render(task: tuple[int, int, Sequence[Stroke]]) -> Pixels:
    """Draw strokes with random proportions, size, position and pen, and preprocess."""
    seed, number, strokes = task
    rng = np.random.default_rng((seed, number, 5))
    distorted = _distort(strokes, rng)
    while True:
        kind = str(rng.choice(KINDS, p=_KIND_PROBABILITIES))
        try:
            return preprocess_to_bytes(_draw(kind, distorted, rng))
        except BlankDrawingError:  # a pen that is too thin for so small a drawing
            continue


def _distort(strokes: Sequence[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """Return strokes with other proportions and slant."""
    if rng.random() < _WIDE_STRETCH_PROBABILITY:
        stretch = np.exp(rng.uniform(np.log(MIN_STRETCH), np.log(MAX_STRETCH)))
    else:
        stretch = np.exp(rng.normal(0, _STRETCH_DEVIATION))
    matrix = np.array([[stretch, 0], [rng.normal(0, _SLANT_DEVIATION), 1]])
    return [stroke @ matrix for stroke in strokes]


def _draw(kind: str, strokes: list[Stroke], rng: np.random.Generator) -> Image.Image:
    """Draw strokes, dark on white, in one of `KINDS`."""
    if kind == "small":
        longest = rng.uniform(8, 17)
        pen = rng.uniform(1, max(0.16 * longest, 1.2))
        side = int(longest + pen + rng.uniform(6, 20))
        return draw_at_random_position(strokes, longest, pen, side, rng)
    longest = rng.uniform(40, 200)
    relative_width = float(np.exp(rng.uniform(np.log(0.013), np.log(0.14))))
    if kind == "brush":
        relative_width = rng.uniform(0.14, 0.36)
    if kind == "dashed":
        relative_width = rng.uniform(0.04, 0.09)
        strokes = dashes(strokes, relative_width, rng)
    pen = max(longest * relative_width, 1)
    side = int(longest + pen + rng.uniform(10, 30))
    image = draw_at_random_position(strokes, longest, pen, side, rng)
    return _cut(image, rng) if kind == "cut" else image


def dashes(
    strokes: Sequence[Stroke], relative_width: float, rng: np.random.Generator
) -> list[Stroke]:
    """Break strokes into dots or dashes.

    Parameters
    ----------
    strokes : sequence of float arrays, each of shape (n, 2)
    relative_width : float
        Pen width relative to the longest side of the drawing, at which gaps stay visible.
    rng : numpy.random.Generator

    Returns
    -------
    list of float arrays, each of shape (n, 2)
    """
    points = np.concatenate(list(strokes))
    unit = float(np.ptp(points, axis=0).max()) * relative_width  # over the points, a pen width
    dash = unit * rng.choice([0.0, rng.uniform(1, 3)])
    gap = unit * rng.uniform(1.5, 2.2)
    pieces = []
    for stroke in strokes:
        steps = np.hypot(*np.diff(stroke, axis=0).T)
        position = np.concatenate([[0], np.cumsum(steps)])
        for start in np.arange(0, position[-1] + 1e-9, max(dash + gap, 1e-9)):
            at = np.linspace(start, min(start + dash, position[-1]), 4 if dash else 1)
            pieces.append(
                np.stack([np.interp(at, position, stroke[:, axis]) for axis in (0, 1)], axis=1)
            )
    return pieces


def _cut(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Cut off up to a twelfth of the ink's width or height at one side."""
    ink = np.asarray(image) < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return image
    left, top, right, bottom = 0, 0, image.width, image.height
    amount = rng.uniform(0, 1 / 12)
    vertical, horizontal = amount * np.ptp(rows), amount * np.ptp(columns)
    match rng.integers(4):
        case 0:
            left = int(columns[0] + horizontal)
        case 1:
            right = int(columns[-1] + 1 - horizontal)
        case 2:
            top = int(rows[0] + vertical)
        case _:
            bottom = int(rows[-1] + 1 - vertical)
    return image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
