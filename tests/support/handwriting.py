"""The ten digits as hand-made pen strokes: arcs and lines on a square of 100, y down."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def arc(x: float, y: float, rx: float, ry: float, start: float, stop: float) -> Points:
    """Return 30 points of an ellipse; degrees, 0 to the right and 90 below."""
    angles = np.radians(np.linspace(start, stop, 30))
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1)


def line(*points: tuple[float, float]) -> Points:
    return np.array(points, dtype=np.float64)


DIGITS: dict[int, list[Points]] = {
    0: [arc(50, 50, 27, 40, -100, 260)],
    1: [line((40, 24), (54, 10), (50, 90))],
    2: [np.concatenate([arc(48, 32, 24, 22, -160, 40), line((24, 88), (78, 86))])],
    3: [np.concatenate([arc(46, 30, 22, 20, -150, 80), arc(46, 70, 26, 21, -80, 150)])],
    4: [line((38, 10), (22, 56), (78, 54)), line((62, 28), (56, 92))],
    5: [
        np.concatenate([line((36, 12), (32, 46)), arc(46, 66, 24, 22, -125, 140)]),
        line((36, 12), (76, 10)),
    ],
    6: [np.concatenate([line((62, 8), (36, 44)), arc(50, 68, 22, 22, -150, 210)])],
    7: [line((22, 14), (76, 12), (44, 92))],
    8: [arc(50, 29, 18, 19, 90, 450), arc(50, 70, 23, 21, -90, 270)],
    9: [np.concatenate([arc(50, 32, 20, 21, 0, -350), line((70, 30), (60, 92))])],
}


def digit(number: int, side: float, x: float = 0, y: float = 0) -> list[Points]:
    """Return the strokes of a digit on a square of `side` whose corner is at (x, y)."""
    return [stroke * (side / 100) + (x, y) for stroke in DIGITS[number]]
