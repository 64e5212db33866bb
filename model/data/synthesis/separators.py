"""Synthetic separators between the digits of a number: ``.``, ``,``, ``-``, ``/`` and ``:``."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.rasterization import draw

Ink = NDArray[np.float32]
Points = NDArray[np.float64]

_CURVE_POINTS = 7


@dataclass(frozen=True)
class Hand:
    """The hand that writes a separator.

    Attributes
    ----------
    height_px : float
        Height of its digits.
    pen_px : float
    slant : float
        Tangent by which its strokes lean to the right.
    """

    height_px: float
    pen_px: float
    slant: float


def draw_separator(separator: str, hand: Hand, rng: np.random.Generator) -> tuple[Ink, float]:
    """Return the ink of a separator, from 0 paper to 1 ink, and the row of its top.

    The row is relative to the top of the digits, in pixels.

    Parameters
    ----------
    separator : {".", ",", "-", "/", ":"}
    hand : Hand
    rng : numpy.random.Generator
    """
    strokes = [stroke * hand.height_px for stroke in _strokes(separator, hand.slant, rng)]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points
    pen = hand.pen_px * float(rng.uniform(0.9, 1.3))
    margin = pen / 2 + 1
    width, height = np.ceil(high - low + 2 * margin).astype(int).tolist()
    image = draw([stroke - low + margin for stroke in strokes], pen, (width, height))
    ink = np.float32(1) - np.asarray(image, dtype=np.float32) / np.float32(255)
    rows, columns = np.nonzero(ink > 0.5)
    top = int(rows.min())
    cropped = ink[top : rows.max() + 1, columns.min() : columns.max() + 1]
    return cropped, float(low[1] - margin + top)


def _strokes(separator: str, slant: float, rng: np.random.Generator) -> list[Points]:
    """Return strokes in heights of the digits: y is 0 at their top and 1 on the base line."""
    if separator == ".":
        return [_dot(0.0, 0.97 + rng.normal(0, 0.04), rng)]
    if separator == ":":
        upper, lower = rng.uniform(0.15, 0.45), rng.uniform(0.72, 1.0)
        lean = slant * (lower - upper) + rng.normal(0, 0.03)
        return [_dot(lean, upper, rng), _dot(0.0, lower, rng)]
    if separator == ",":
        top, length = rng.uniform(0.88, 1.02), rng.uniform(0.12, 0.3)
        start = (float(rng.uniform(0.0, 0.5) + slant) * length, top)
        return [_curve(start, (0.0, top + length), rng.uniform(-0.1, 0.25), rng)]
    if separator == "-":
        middle, width = rng.uniform(0.38, 0.66), rng.uniform(0.22, 0.6)
        rise = rng.normal(0, 0.08) * width
        return [_curve((0.0, middle), (width, middle - rise), rng.normal(0, 0.05), rng)]
    top, bottom = rng.uniform(-0.35, 0.05), rng.uniform(0.95, 1.3)
    lean = float(np.clip(0.6 * slant + rng.uniform(0.3, 0.75), 0.3, 1.0)) * (bottom - top)
    return [_curve((lean, top), (0.0, bottom), rng.normal(0, 0.03), rng)]


def _dot(x: float, y: float, rng: np.random.Generator) -> Points:
    """Return a dot: a stroke that is hardly longer than the pen is wide."""
    start = np.array([x, y])
    return np.stack([start, start + rng.normal(0, 0.02, 2)])


def _curve(
    start: tuple[float, float], stop: tuple[float, float], bow: float, rng: np.random.Generator
) -> Points:
    """Return a stroke whose middle lies `bow` of its length beside the chord, a little shaky."""
    t = np.linspace(0, 1, _CURVE_POINTS)[:, None]
    a, b = np.array(start), np.array(stop)
    across = np.array([a[1] - b[1], b[0] - a[0]])
    shake = rng.normal(0, 0.004, (_CURVE_POINTS, 2))
    points: Points = a + t * (b - a) + 4 * t * (1 - t) * bow * across + shake
    return points
