"""Ten digits as strokes for the pointer, built from arcs and lines.

They are deliberately not the page's own samples: another hand, other proportions, other places.
"""

import math

from tests.browser.pages.drawing_page import Point, Stroke


def arc(centre: Point, radii: Point, start: float, end: float, steps: int = 14) -> list[Point]:
    """Return points of an ellipse; degrees, 0 to the right, 90 below, so growing is clockwise."""
    (cx, cy), (rx, ry) = centre, radii
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def line(start: Point, end: Point, steps: int = 6) -> list[Point]:
    (x0, y0), (x1, y1) = start, end
    return [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps + 1)]


DIGITS: dict[int, list[Stroke]] = {
    0: [arc((138, 140), (50, 72), -80, -435, 22)],
    1: [line((120, 96), (150, 64)) + line((150, 64), (146, 222))],
    2: [
        arc((136, 104), (44, 40), -170, 40)
        + line((168, 132), (94, 214))
        + line((94, 214), (192, 212))
    ],
    3: [arc((132, 102), (42, 36), -150, 80) + arc((132, 178), (50, 42), -80, 140)],
    4: [line((112, 66), (92, 160)) + line((92, 160), (194, 156)), line((164, 96), (158, 226))],
    5: [
        line((112, 70), (106, 136)) + arc((132, 174), (50, 46), -125, 130),
        line((112, 70), (180, 66)),
    ],
    6: [line((158, 56), (108, 136)) + arc((138, 178), (42, 42), -145, -500, 22)],
    7: [line((90, 76), (186, 72)) + line((186, 72), (130, 224))],
    8: [arc((138, 104), (34, 36), 90, -270, 18) + arc((138, 182), (44, 42), -90, 270, 18)],
    9: [arc((138, 106), (38, 38), -10, -370, 20) + line((175, 100), (160, 226))],
}


def number(
    text: str, size: float = 0.5, pitch: float = 76, corner: Point = (-24, 40)
) -> list[Stroke]:
    """Return the strokes of digits side by side, one every `pitch` units."""
    left, top = corner
    return [
        [(x * size + left + k * pitch, y * size + top) for x, y in stroke]
        for k, digit in enumerate(text)
        for stroke in DIGITS[int(digit)]
    ]
