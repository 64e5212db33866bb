"""Drawings that are no digit: letters, signs, scribbles, frames, two digits at once.

A network that has seen nothing but digits is sure of everything. Shown these with the target "all
ten alike", it learns to say so (Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with
Outlier Exposure", 2019). Letters that can pass for a digit (O, I, l, S, Z, B, b, q, g, ...) are
left out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model import pictures
from model.preprocess import BlankDrawingError
from model.strokes import SIZE_PX, Stroke

Pixels = NDArray[np.uint8]

KINDS = ("letter", "scribble", "frame", "pair")

_KIND_SHARES = (0.62, 0.14, 0.06, 0.18)

# Each glyph: strokes apart by ";", their points by ",", x and y from 0 to 10, y down.
_GLYPHS = {
    "A": "0 10, 5 0, 10 10; 2 6, 8 6",
    "C": "9 2, 6 0, 2 1, 0 5, 2 9, 6 10, 9 8",
    "E": "8 0, 0 0, 0 10, 8 10; 0 5, 6 5",
    "F": "8 0, 0 0, 0 10; 0 5, 6 5",
    "H": "0 0, 0 10; 8 0, 8 10; 0 5, 8 5",
    "J": "2 0, 9 0; 6 0, 6 8, 4 10, 1 9",
    "K": "0 0, 0 10; 8 0, 0 6; 2 5, 8 10",
    "L": "0 0, 0 10, 7 10",
    "M": "0 10, 1 0, 5 7, 9 0, 10 10",
    "N": "0 10, 0 0, 8 10, 8 0",
    "P": "0 10, 0 0, 5 0, 7 2, 5 5, 0 5",
    "R": "0 10, 0 0, 5 0, 7 2, 5 5, 0 5; 3 5, 8 10",
    "T": "0 0, 10 0; 5 0, 5 10",
    "U": "0 0, 0 7, 3 10, 6 9, 8 7, 8 0",
    "V": "0 0, 5 10, 10 0",
    "W": "0 0, 2 10, 5 3, 8 10, 10 0",
    "X": "0 0, 9 10; 9 0, 0 10",
    "Y": "0 0, 5 5, 10 0; 5 5, 5 10",
    "a": "8 4, 5 3, 1 5, 1 9, 4 10, 8 8, 8 3, 8 9, 10 10",
    "d": "8 5, 4 4, 0 6, 1 10, 5 10, 8 8; 8 0, 8 10",
    "e": "0 6, 9 6, 7 3, 3 3, 0 6, 1 9, 5 10, 9 9",
    "f": "8 1, 5 0, 3 3, 3 10; 0 5, 7 5",
    "h": "0 0, 0 10; 0 6, 4 4, 7 6, 7 10",
    "k": "0 0, 0 10; 6 4, 0 7, 6 10",
    "m": "0 10, 0 4; 0 6, 2 4, 5 5, 5 10; 5 6, 8 4, 10 6, 10 10",
    "n": "0 10, 0 3; 0 5, 4 3, 7 5, 7 10",
    "p": "0 0, 0 10; 0 1, 4 0, 6 2, 4 5, 0 4",
    "r": "0 10, 0 3; 0 6, 3 3, 6 4",
    "t": "4 0, 4 9, 6 10, 8 9; 0 3, 8 3",
    "u": "0 3, 0 8, 3 10, 6 8, 6 3, 6 9, 8 10",
    "v": "0 3, 4 10, 8 3",
    "w": "0 3, 2 10, 5 5, 7 10, 10 3",
    "x": "0 3, 7 10; 7 3, 0 10",
    "+": "5 0, 5 10; 0 5, 10 5",
    "#": "3 0, 2 10; 8 0, 7 10; 0 3, 10 3; 0 7, 10 7",
    "?": "1 2, 4 0, 8 1, 8 4, 5 6, 5 7; 5 9, 5 10",
    "check": "0 6, 3 10, 10 0",
    "arrow": "0 5, 10 5; 7 2, 10 5, 7 8",
    "star": "5 0, 8 10, 0 3, 10 3, 2 10, 5 0",
    "heart": "5 10, 0 4, 2 0, 5 3, 8 0, 10 4, 5 10",
    "triangle": "5 0, 10 9, 0 9, 5 0",
    "house": "0 10, 0 4, 5 0, 10 4, 10 10, 0 10",
    "face": "5 0, 1 2, 0 6, 3 10, 7 10, 10 6, 9 2, 5 0; 3 4, 3 5; 7 4, 7 5; 3 7, 5 8, 7 7",
    "percent": "9 0, 1 10; 1 1, 3 1, 3 3, 1 3, 1 1; 7 7, 9 7, 9 9, 7 9, 7 7",
    "equals": "0 3, 9 3; 0 7, 9 7",
    "wave": "0 5, 2 2, 4 5, 6 8, 8 5, 10 2",
    "lightning": "6 0, 1 6, 8 5, 2 10",
    "epsilon": "8 1, 4 0, 1 2, 5 5, 1 8, 4 10, 8 9",
    "pi": "0 1, 10 1; 3 1, 2 10; 7 1, 8 10",
    "ampersand": "10 10, 2 3, 4 0, 6 2, 1 7, 3 10, 7 9, 10 5",
}


def _parse(glyph: str) -> list[Stroke]:
    return [
        np.array([[float(number) for number in point.split()] for point in stroke.split(",")])
        for stroke in glyph.split(";")
    ]


GLYPHS: dict[str, list[Stroke]] = {name: _parse(glyph) for name, glyph in _GLYPHS.items()}
"""Letters and signs in our own hand: points from 0 to 10, y down."""


def draw(task: tuple[int, int, Sequence[Sequence[Stroke]]]) -> Pixels:
    """Draw something that is no digit; what the network would see of it, uint8 of shape (784,).

    Parameters
    ----------
    task : (seed, number, digits)
        `digits` are the strokes of some digits, from which pairs are made.
    """
    seed, number, digits = task
    rng = np.random.default_rng((seed, number, 4))
    while True:
        kind = str(rng.choice(KINDS, p=_KIND_SHARES))
        strokes = strokes_of(kind, digits, rng)
        longest = rng.uniform(90, 230)
        pen = max(longest * float(np.exp(rng.uniform(np.log(0.013), np.log(0.11)))), 1)
        try:
            return pictures.read_back(pictures.place(strokes, longest, pen, SIZE_PX, rng))
        except BlankDrawingError:  # the pen was too thin for so small a drawing
            continue


def strokes_of(
    kind: str, digits: Sequence[Sequence[Stroke]], rng: np.random.Generator
) -> list[Stroke]:
    """Return random strokes of one of `KINDS`, in arbitrary units, y down."""
    match kind:
        case "letter":
            glyph = GLYPHS[list(GLYPHS)[rng.integers(len(GLYPHS))]]
            return handwritten(glyph, rng)
        case "scribble":
            turns = int(rng.integers(6, 25))
            return [smooth(rng.uniform(0, 10, (turns, 2)) * [1, rng.uniform(0.4, 1)])]
        case "frame":
            return handwritten(_frame(rng), rng, round_share=0)
        case "pair":
            left, right = rng.integers(len(digits), size=2)
            return _pair(digits[left], digits[right], rng)
        case _:
            raise ValueError(f"expected one of {', '.join(KINDS)}, got {kind!r}")


def handwritten(
    glyph: Sequence[Stroke], rng: np.random.Generator, round_share: float = 0.35
) -> list[Stroke]:
    """Return `glyph` as somebody else might write it: other proportions, slant, curves, slips.

    `round_share` is how often corners become curves.
    """
    slant = np.array([[1, 0], [rng.uniform(-0.35, 0.35), 1]])
    proportions = np.exp(rng.uniform(-0.3, 0.3, 2))
    slip = rng.uniform(0.1, 0.6)
    round_hand = rng.random() < round_share
    written = []
    for stroke in glyph:
        points = (stroke + rng.normal(0, slip, stroke.shape)) * proportions @ slant
        written.append(smooth(points) if round_hand else points)
    return written


def smooth(points: NDArray[np.float64], steps: int = 8) -> NDArray[np.float64]:
    """Return a Catmull-Rom spline through `points`, shape (n, 2), as shape (m, 2)."""
    if len(points) < 3:
        return points
    ends = np.concatenate([points[:1], points, points[-1:]])
    p0, p1, p2, p3 = (ends[i : len(ends) - 3 + i, np.newaxis] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[:, np.newaxis]
    curve: NDArray[np.float64] = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return np.concatenate([curve.reshape(-1, 2), points[-1:]])


def _frame(rng: np.random.Generator) -> list[Stroke]:
    sides = int(rng.integers(1, 3))  # one frame, or one within another
    frames: list[Stroke] = []
    for inset in rng.uniform(0.5, 3, sides).cumsum() - 0.5:
        low, high = inset, 10 - inset
        corners = [[low, low], [high, low], [high, high], [low, high], [low, low]]
        frames.append(np.array(corners, dtype=np.float64))
    return frames


def _pair(
    left: Sequence[Stroke], right: Sequence[Stroke], rng: np.random.Generator
) -> list[Stroke]:
    """Return two digits side by side, of about the same height, apart or just touching."""
    placed: list[Stroke] = []
    edge = 0.0
    for digit in (left, right):
        points = np.concatenate(list(digit))
        low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
        scale = rng.uniform(0.8, 1) / max(float(high[1] - low[1]), 1e-6)
        scale = min(scale, 1.2 / max(float(high[0] - low[0]), 1e-6))
        shift = np.array([edge, rng.uniform(-0.1, 0.1)])
        placed += [(stroke - low) * scale + shift for stroke in digit]
        edge += float(high[0] - low[0]) * scale + rng.uniform(0.0, 0.35)
    return placed
