"""The form ``{"strokes": [[[x, y], ...], ...], "pen_width": w}``."""

import bisect
import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.parsing.drawing import ImageDrawing
from app.parsing.numbers import Numbers, described, is_number, numbers
from model.preprocessing.rasterization import SIZE_PX, rasterize

MAX_POINTS = 100_000
LARGEST = 1e6
"""Coordinates and pens beyond it are mistakes, not drawings."""

SMALLEST = 1e-6
"""Pens below it are mistakes, and coordinates below it are 0."""


def drawing(document: Mapping[str, Any], path: FieldPath) -> ImageDrawing:
    """Return the drawing that an object with `strokes`, and perhaps `pen_width`, gives.

    Raises
    ------
    InvalidRequest
        If there is a stroke without points, a point that is not two finite numbers of sensible
        size, or too many of them, or the pen has no width.
    """
    strokes = _strokes(document["strokes"], (*path, "strokes"))
    width = None
    if "pen_width" in document:
        width = _pen_width(document["pen_width"], (*path, "pen_width"))
    return ImageDrawing((*path, "strokes"), SIZE_PX**2, lambda: rasterize(strokes, width))


def _strokes(value: Any, path: FieldPath) -> list[Numbers]:
    if type(value) is not list or not value:
        raise InvalidRequest.for_field(
            path, f"expected a list of at least one stroke, got {described(value)}"
        )
    for k, stroke in enumerate(value):
        if type(stroke) is not list or not stroke:
            raise InvalidRequest.for_field(
                (*path, k), f"expected a list of at least one point, got {described(stroke)}"
            )
    ends = list(itertools.accumulate(len(stroke) for stroke in value))
    if ends[-1] > MAX_POINTS:
        raise InvalidRequest.for_field(
            path, f"expected at most {MAX_POINTS} points, got {ends[-1]}"
        )
    points = list(itertools.chain.from_iterable(value))

    def locate(k: int) -> FieldPath:
        stroke = bisect.bisect_right(ends, k)
        return (*path, stroke, k - ends[stroke] + len(value[stroke]))

    wrong = [
        FieldError(locate(k), f"expected a point [x, y], got {described(point)}")
        for k, point in enumerate(points)
        if type(point) is not list or len(point) != 2
    ]
    if wrong:
        raise InvalidRequest.for_fields(wrong)
    flat = numbers(list(itertools.chain.from_iterable(points)), lambda k: (*locate(k // 2), k % 2))
    enormous = np.flatnonzero(np.abs(flat) > LARGEST)
    if enormous.size:
        limits = f"from {-LARGEST:g} to {LARGEST:g}"
        raise InvalidRequest.for_fields(
            [
                FieldError(
                    (*locate(k // 2), k % 2), f"expected a coordinate {limits}, got {flat[k]:g}"
                )
                for k in enormous.tolist()
            ]
        )
    # Numbers that are nearly 0 would make the scale to the picture's size overflow.
    flat[np.abs(flat) < SMALLEST] = 0
    return np.split(flat.reshape(-1, 2), ends[:-1])


def _pen_width(value: Any, path: FieldPath) -> float:
    if not is_number(value) or not SMALLEST <= value <= LARGEST:
        raise InvalidRequest.for_field(
            path, f"expected a width from {SMALLEST:g} to {LARGEST:g}, got {described(value)}"
        )
    return float(value)
