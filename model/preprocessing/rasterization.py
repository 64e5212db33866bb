"""Rasterization of pen strokes: a round pen, antialiased, dark on white."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Stroke = NDArray[np.floating[Any]]
"""Points in drawing order, shape (n, 2): x to the right, y down."""

SIZE_PX = 280
"""Side of a rasterized drawing, as the page rasterizes its own."""

RELATIVE_PEN_WIDTH = 0.08
"""Default pen width as a ratio of the drawing's longest side: 16 px of 200."""

_MARGIN_PX = 20
_OVERSAMPLING = 4


def rasterize(
    strokes: Sequence[Stroke], pen_width: float | None = None, size: int = SIZE_PX
) -> Image.Image:
    """Rasterize strokes in any units, scaled and centered to fill the image.

    Parameters
    ----------
    strokes : sequence of float arrays, each of shape (n, 2)
        x to the right, y down; at least one point in all.
    pen_width : float, optional
        In the units of the coordinates; by default `RELATIVE_PEN_WIDTH` of the longest side.
    size : int
        Width and height of the image in pixels.

    Returns
    -------
    PIL.Image.Image
        Mode "L", ink 0 on background 255, with a margin of 20 pixels around the drawing.

    Raises
    ------
    ValueError
        If there is no point, or the pen width is not positive and finite.
    """
    nonempty = [np.asarray(stroke, dtype=np.float64) for stroke in strokes if len(stroke)]
    if not nonempty:
        raise ValueError("expected strokes with at least one point, got none")
    if pen_width is not None and not 0 < pen_width < np.inf:
        raise ValueError(f"expected a pen width above 0, got {pen_width:g}")
    points = np.concatenate(nonempty)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    extent = float((high - low).max())
    if pen_width is None:
        pen_width = RELATIVE_PEN_WIDTH * extent if extent > 0 else 1.0
    # Ink extends half a pen width beyond the outermost point. A single dot is not scaled up.
    span = extent + pen_width
    scale = (size - 2 * _MARGIN_PX) / span if extent > 0 else _MARGIN_PX / span
    center = (low + high) / 2
    centered = [(stroke - center) * scale + size / 2 for stroke in nonempty]
    return draw(centered, pen_width * scale, (size, size))


def draw(strokes: Sequence[Stroke], pen_width_px: float, size: tuple[int, int]) -> Image.Image:
    """Draw strokes whose coordinates are pixels.

    Parameters
    ----------
    strokes : sequence of float arrays, each of shape (n, 2)
        x to the right, y down.
    pen_width_px : float
        Diameter of the round pen.
    size : (int, int)
        Width and height of the image.

    Returns
    -------
    PIL.Image.Image
        Mode "L", ink 0 on background 255.
    """
    factor = _OVERSAMPLING
    image = Image.new("L", (size[0] * factor, size[1] * factor), 255)
    pen = ImageDraw.Draw(image)
    width = max(1, round(pen_width_px * factor))
    radius = width / 2
    for stroke in strokes:
        points = [(float(x), float(y)) for x, y in np.asarray(stroke) * factor]
        if len(points) > 1:
            pen.line(points, fill=0, width=width)
        if width > 2:  # round caps and joins
            for x, y in points:
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
        elif len(points) == 1:
            pen.point(points, fill=0)
    return image.reduce(factor)
