"""Rasterization of pen strokes: a round pen, antialiased, dark on white."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.preprocessing.distance_transform import distance_to

Stroke = NDArray[np.floating[Any]]
"""Points in drawing order, shape (n, 2): x to the right, y down."""

SIZE_PX = 280
"""Side of a rasterized drawing, as the page rasterizes its own."""

RELATIVE_PEN_WIDTH = 0.08
"""Default pen width as a ratio of the drawing's longest side: 16 px of 200."""

_MARGIN_PX = 20
_OVERSAMPLING = 4

_PAGE_DIGIT_PX = 80
"""Length of a long stroke on a page of numbers."""

_MAX_PAGE_PX = 1400

MAX_EXACT_POINTS = 1000
"""A digit drawn by hand has 20 to 400 points."""

MAX_EXACT_AREA_PX = 1e6
"""Pixels that the pen passes over, each as often as it does, up to which `draw` takes 20 ms."""


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
    pen_width_px = pen_width * scale
    if _is_expensive(centered, pen_width_px):
        return draw_by_distance(centered, pen_width_px, (size, size))
    return draw(centered, pen_width_px, (size, size))


def rasterize_page(strokes: Sequence[Stroke], pen_width: float | None = None) -> Image.Image:
    """Rasterize strokes of several digits, so that each is as large as the network needs.

    Parameters
    ----------
    strokes : sequence of float arrays, each of shape (n, 2)
        x to the right, y down; at least one point in all.
    pen_width : float, optional
        In the units of the coordinates; by default `RELATIVE_PEN_WIDTH` of a long stroke.

    Returns
    -------
    PIL.Image.Image
        Mode "L", ink 0 on background 255. Its origin is at the least x and y less the margin.
    """
    scale, low, size, pen_width_px = _page_layout(strokes, pen_width)
    moved = [(np.asarray(stroke, dtype=np.float64) - low) * scale for stroke in strokes]
    if _is_expensive(moved, pen_width_px):
        return draw_by_distance(moved, pen_width_px, size)
    return draw(moved, pen_width_px, size)


def page_transform(
    strokes: Sequence[Stroke], pen_width: float | None = None
) -> tuple[float, tuple[float, float]]:
    """Return pixels by unit, and the coordinates of the corner, of `rasterize_page`."""
    scale, low, _, _ = _page_layout(strokes, pen_width)
    return scale, (float(low[0]), float(low[1]))


def _page_layout(
    strokes: Sequence[Stroke], pen_width: float | None
) -> tuple[float, NDArray[np.float64], tuple[int, int], float]:
    """Return the scale, the coordinates of the corner, the size in pixels and the pen's width."""
    points = np.concatenate([np.asarray(stroke, dtype=np.float64) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)  # over the points
    extent = float((high - low).max())
    lengths = [float(np.ptp(stroke, axis=0).max()) for stroke in strokes]
    typical = float(np.quantile(lengths, 0.75)) or extent or 1.0
    pen_width = RELATIVE_PEN_WIDTH * typical if pen_width is None else pen_width
    # A dot has no length, and its ink is as long as the pen is wide.
    scale = min(_PAGE_DIGIT_PX / max(typical, pen_width), _MAX_PAGE_PX / (extent + pen_width))
    pen_width_px = max(pen_width * scale, 1.0)
    margin = _MARGIN_PX + pen_width_px / 2
    width, height = np.ceil((high - low) * scale + 2 * margin).astype(int).tolist()
    return scale, low - margin / scale, (width, height), pen_width_px


def _is_expensive(strokes: Sequence[Stroke], pen_width_px: float) -> bool:
    """Return whether `draw` would take long: it fills a disc at each point, and a band between."""
    count = sum(map(len, strokes))
    steps = [np.hypot(*np.diff(stroke, axis=0).T).sum() for stroke in strokes]
    area = pen_width_px * (count * pen_width_px + float(sum(steps)))
    return count > MAX_EXACT_POINTS or area > MAX_EXACT_AREA_PX


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
    image = Image.new("L", size, 255)
    left, top, right, bottom = _ink_box(strokes, pen_width_px, size)
    if left >= right or top >= bottom:  # all of it is outside
        return image
    factor = _OVERSAMPLING
    # The ink's part alone, as an oversampled image of the whole takes longer than to draw in it.
    part = Image.new("L", ((right - left) * factor, (bottom - top) * factor), 255)
    pen = ImageDraw.Draw(part)
    width = max(1, round(pen_width_px * factor))
    radius = width / 2
    for stroke in strokes:
        scaled = (np.asarray(stroke, dtype=np.float64) - (left, top)) * factor
        points = scaled.ravel().tolist()  # x, y, x, y ...
        if len(scaled) > 1:
            pen.line(points, fill=0, width=width)
        if width > 2:  # round caps and joins
            for corners in np.hstack([scaled - radius, scaled + radius]).tolist():
                pen.ellipse(corners, fill=0)
        elif len(scaled) == 1:
            pen.point(points, fill=0)
    image.paste(part.reduce(factor), (left, top))
    return image


def _ink_box(
    strokes: Sequence[Stroke], pen_width_px: float, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return a box of whole pixels, within an image of `size`, that holds all ink."""
    points = np.concatenate(strokes)
    reach = pen_width_px / 2 + 1
    low = np.floor(points.min(axis=0) - reach).clip(0, size).astype(int).tolist()
    high = np.ceil(points.max(axis=0) + reach).clip(0, size).astype(int).tolist()
    return low[0], low[1], high[0], high[1]


def draw_by_distance(
    strokes: Sequence[Stroke], pen_width_px: float, size: tuple[int, int]
) -> Image.Image:
    """Draw strokes as `draw` does, in a time that hardly depends on points and pen width.

    The pen's path is drawn one pixel wide, so points are rounded to a pixel; the ink follows from
    the distance to the path. 20,000 points take about 10 ms with any pen.

    Parameters
    ----------
    strokes, pen_width_px, size
        As for `draw`.

    Returns
    -------
    PIL.Image.Image
        Mode "L", ink 0 on background 255.
    """
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        if len(stroke) > 1:
            pen.line(np.asarray(stroke).ravel().tolist(), fill=255, width=1)
        else:
            pen.point(np.asarray(stroke).ravel().tolist(), fill=255)
    radius = pen_width_px / 2
    distance = distance_to(np.asarray(image) > 0, radius + 1)
    coverage = np.clip(radius + 0.5 - distance, 0, 1)
    return Image.fromarray(np.rint(255 * (1 - coverage)).astype(np.uint8))
