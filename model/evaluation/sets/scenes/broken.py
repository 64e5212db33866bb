"""Scenes of broken strokes: dotted lines and the digits of a seven-segment display."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from model.evaluation.sets.scenes.picture import BLACK, Picture, place, rotate
from model.preprocessing.rasterization import Stroke

_SEGMENTS = (
    "abcdef",
    "bc",
    "abged",
    "abgcd",
    "fgbc",
    "afgcd",
    "afgedc",
    "abc",
    "abcdefg",
    "abcdfg",
)
"""The lit segments of the digits 0 to 9: a on top, then clockwise, g in the middle."""

_ENDS = {
    "a": (0, 0, 1, 0),
    "b": (1, 0, 1, 1),
    "c": (1, 1, 1, 2),
    "d": (0, 2, 1, 2),
    "e": (0, 1, 0, 2),
    "f": (0, 0, 0, 1),
    "g": (0, 1, 1, 1),
}


def dotted(strokes: Sequence[Stroke], rng: np.random.Generator) -> Image.Image:
    """Return a digit of dots, about two dot widths apart."""
    side = int(rng.integers(200, 320))
    picture = Picture(side, side, (255, 255, 255))
    margin = rng.uniform(0.1, 0.2) * side
    dot_px = side * rng.uniform(0.025, 0.05)
    dots: list[Stroke] = []
    for stroke in place(strokes, (margin, margin, side - margin, side - margin)):
        lengths = np.r_[0, np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))]
        steps = np.arange(0, lengths[-1] + 1e-6, dot_px * rng.uniform(1.5, 2.1))
        points = [np.interp(steps, lengths, stroke[:, axis]) for axis in (0, 1)]
        dots += [point[None] for point in np.stack(points, axis=1)]
    picture.stroke(dots, dot_px, BLACK)
    return picture.finish(rng, rng.uniform(0, 0.5), 0, None)


def seven_segments(label: int, rng: np.random.Generator) -> Image.Image:
    """Return a digit of a seven-segment display with gaps between its segments."""
    side = int(rng.integers(200, 320))
    picture = Picture(side, side, (255, 255, 255))
    height = rng.uniform(0.3, 0.38) * side
    width = height * rng.uniform(0.7, 1)
    thickness = height * rng.uniform(0.12, 0.24)
    gap = thickness * rng.uniform(0.55, 0.8)
    segments: list[Stroke] = []
    for name in _SEGMENTS[label]:
        ends = np.array(_ENDS[name], dtype=np.float64).reshape(2, 2) * [width, height]
        along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
        segments.append(ends + np.outer([gap, -gap], along))
    corner = (np.array([side, side]) - [width, 2 * height]) * rng.uniform(0.3, 0.7, 2)
    placed: list[Stroke] = [segment + corner for segment in segments]
    placed = rotate(placed, rng.uniform(-3, 3), (side / 2, side / 2))
    picture.stroke(placed, thickness, BLACK)
    return picture.finish(rng, rng.uniform(0, 0.5), 0, None)
