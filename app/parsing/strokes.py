"""Parser of the form ``{"strokes": [[[x, y], ...], ...], "pen_width": w}``.

Points may have other layouts; see `app.parsing.stroke_layouts`.
"""

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value
from app.parsing import stroke_layouts
from app.parsing.drawing import ImageDrawing
from app.parsing.float_arrays import FloatArray, to_array
from model.preprocessing.rasterization import (
    SIZE_PX,
    page_transform,
    rasterize,
    rasterize_page,
)

MAX_POINTS = 20_000

MAX_COORDINATE = 1e6
"""Larger coordinates and pen widths are rejected as mistakes."""

MIN_PEN_WIDTH = 1e-6
"""Narrower pens are rejected as mistakes; coordinates closer to 0 are set to 0."""

PenWidth = Annotated[float, Field(ge=MIN_PEN_WIDTH, le=MAX_COORDINATE)]


def parse(value: Any, pen_width: float | None, path: FieldPath) -> ImageDrawing:
    """Return the drawing of a value of `strokes`, rasterized with a pen of that width.

    Raises
    ------
    InvalidRequest
        If a stroke has no points, a coordinate is not a finite number of sensible size, or there
        are too many points.
    """
    strokes = _parse_strokes(value, path)
    return ImageDrawing(
        path,
        SIZE_PX**2,
        lambda: rasterize(strokes, pen_width),
        sum(map(len, strokes)),
        load_page=lambda: (
            rasterize_page(strokes, pen_width),
            *page_transform(strokes, pen_width),
        ),
    )


def _parse_strokes(value: Any, path: FieldPath) -> list[FloatArray]:
    if type(value) is not list or not value:
        raise InvalidRequest.for_field(
            path, f"expected a list of at least one stroke, got {describe_value(value)}"
        )
    coordinates = stroke_layouts.flatten(value, path, MAX_POINTS)
    flat = to_array(coordinates.values, coordinates.path_of)
    outside = np.flatnonzero(np.abs(flat) > MAX_COORDINATE)
    if outside.size:
        limits = f"from {-MAX_COORDINATE:g} to {MAX_COORDINATE:g}"
        raise InvalidRequest.for_fields(
            [
                FieldError(
                    coordinates.path_of(k), f"expected a coordinate {limits}, got {flat[k]:g}"
                )
                for k in outside.tolist()
            ]
        )
    # Numbers that are nearly 0 would make the scale to the image's size overflow.
    flat[np.abs(flat) < MIN_PEN_WIDTH] = 0
    return np.split(flat.reshape(-1, 2), coordinates.ends[:-1])
