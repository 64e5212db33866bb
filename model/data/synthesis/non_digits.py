"""Drawings that are no digit: letters, signs, scribbles, frames, two digits at once.

A network that has seen nothing but digits is sure of everything. Shown these with the target "all
ten alike", it learns to say so (Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with
Outlier Exposure", 2019). The letters and signs are those of `model.data.synthesis.letter_shapes`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis import digits as pictures
from model.data.synthesis.letter_shapes import GLYPHS, GlyphVariant
from model.data.synthesis.splines import catmull_rom
from model.preprocessing.pipeline import BlankDrawingError
from model.preprocessing.rasterization import SIZE_PX, Stroke

Pixels = NDArray[np.uint8]

KINDS = ("letter", "scribble", "frame", "pair")

_KIND_SHARES = (0.62, 0.14, 0.06, 0.18)


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
        strokes = random_strokes(kind, digits, rng)
        longest = rng.uniform(90, 230)
        pen = max(longest * float(np.exp(rng.uniform(np.log(0.013), np.log(0.11)))), 1)
        try:
            return pictures.preprocess_to_bytes(
                pictures.draw_at_random_position(strokes, longest, pen, SIZE_PX, rng)
            )
        except BlankDrawingError:  # the pen was too thin for so small a drawing
            continue


def random_strokes(
    kind: str, digits: Sequence[Sequence[Stroke]], rng: np.random.Generator
) -> list[Stroke]:
    """Return random strokes of one of `KINDS`, in arbitrary units, y down."""
    match kind:
        case "letter":
            ways = GLYPHS[list(GLYPHS)[rng.integers(len(GLYPHS))]]
            return perturb_strokes(ways[rng.integers(len(ways))], rng)
        case "scribble":
            turns = int(rng.integers(6, 25))
            return [catmull_rom(rng.uniform(0, 10, (turns, 2)) * [1, rng.uniform(0.4, 1)])]
        case "frame":
            return perturb_strokes(_frame(rng), rng, round_share=0)
        case "pair":
            left, right = rng.integers(len(digits), size=2)
            return _pair(digits[left], digits[right], rng)
        case _:
            raise ValueError(f"expected one of {', '.join(KINDS)}, got {kind!r}")


def perturb_strokes(
    glyph: GlyphVariant, rng: np.random.Generator, round_share: float = 0.35
) -> list[Stroke]:
    """Return `glyph` as somebody else might write it: other proportions, slant, curves, slips.

    `round_share` is how often the corners of what is no curve become round.
    """
    slant = np.array([[1, 0], [rng.uniform(-0.35, 0.35), 1]])
    proportions = np.exp(rng.uniform(-0.3, 0.3, 2))
    jitter = rng.uniform(0.1, 0.6)
    round_hand = rng.random() < round_share
    written = []
    for stroke, is_curve in glyph:
        points = (stroke + rng.normal(0, jitter, stroke.shape)) * proportions @ slant
        written.append(catmull_rom(points) if is_curve or round_hand else points)
    return written


def _frame(rng: np.random.Generator) -> GlyphVariant:
    sides = int(rng.integers(1, 3))  # one frame, or one within another
    frames = []
    for inset in rng.uniform(0.5, 3, sides).cumsum() - 0.5:
        low, high = inset, 10 - inset
        corners = [[low, low], [high, low], [high, high], [low, high], [low, low]]
        frames.append((np.array(corners, dtype=np.float64), False))
    return tuple(frames)


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
