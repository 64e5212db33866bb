"""Synthetic drawings that are not a digit: letters, symbols, scribbles, frames, pairs of digits.

A network trained on digits alone is confident about everything. Trained on these as outliers, with
a uniform target distribution, it learns to reject non-digits (Hendrycks, Mazeika and
Dietterich, "Deep Anomaly Detection with Outlier Exposure", 2019). The letters and symbols are those
of `model.data.synthesis.letter_shapes`.
"""

from collections.abc import Sequence

import numpy as np

from model.data.synthesis.digits import Pixels, draw_at_random_position, preprocess_to_bytes
from model.data.synthesis.letter_shapes import GLYPHS, GlyphVariant
from model.data.synthesis.splines import catmull_rom
from model.preprocessing.pipeline import BlankDrawingError
from model.preprocessing.rasterization import SIZE_PX, Stroke

KINDS = ("letter", "scribble", "frame", "pair")

_KIND_PROBABILITIES = (0.62, 0.14, 0.06, 0.18)


def draw(task: tuple[int, int, Sequence[Sequence[Stroke]]]) -> Pixels:
    """Draw something that is not a digit, and preprocess it.

    Parameters
    ----------
    task : (seed, number, digits)
        Seed and number determine the drawing; `digits` are the strokes of digits, from which pairs
        are made.

    Returns
    -------
    uint8 array, shape (784,)
        0 background to 255 ink.
    """
    seed, number, digits = task
    rng = np.random.default_rng((seed, number, 4))
    while True:
        kind = str(rng.choice(KINDS, p=_KIND_PROBABILITIES))
        strokes = random_strokes(kind, digits, rng)
        longest = rng.uniform(90, 230)
        pen = max(longest * float(np.exp(rng.uniform(np.log(0.013), np.log(0.11)))), 1)
        try:
            return preprocess_to_bytes(draw_at_random_position(strokes, longest, pen, SIZE_PX, rng))
        except BlankDrawingError:  # the pen was too thin for so small a drawing
            continue


def random_strokes(
    kind: str, digits: Sequence[Sequence[Stroke]], rng: np.random.Generator
) -> list[Stroke]:
    """Return random strokes of one of `KINDS`, in arbitrary units, y down."""
    match kind:
        case "letter":
            variants = GLYPHS[list(GLYPHS)[rng.integers(len(GLYPHS))]]
            return perturb_strokes(variants[rng.integers(len(variants))], rng)
        case "scribble":
            points = int(rng.integers(6, 25))
            return [catmull_rom(rng.uniform(0, 10, (points, 2)) * [1, rng.uniform(0.4, 1)])]
        case "frame":
            return perturb_strokes(_frame(rng), rng, curve_probability=0)
        case "pair":
            left, right = rng.integers(len(digits), size=2)
            return _pair(digits[left], digits[right], rng)
        case _:
            raise ValueError(f"expected one of {', '.join(KINDS)}, got {kind!r}")


def perturb_strokes(
    glyph: GlyphVariant, rng: np.random.Generator, curve_probability: float = 0.35
) -> list[Stroke]:
    """Vary a glyph as other handwriting would: proportions, slant, jitter and rounded corners.

    Parameters
    ----------
    glyph : GlyphVariant
    rng : numpy.random.Generator
    curve_probability : float
        How often straight strokes become curves.

    Returns
    -------
    list of float arrays, each of shape (n, 2)
        In the units of the glyph.
    """
    slant = np.array([[1, 0], [rng.uniform(-0.35, 0.35), 1]])
    proportions = np.exp(rng.uniform(-0.3, 0.3, 2))
    jitter = rng.uniform(0.1, 0.6)
    is_rounded = rng.random() < curve_probability
    strokes = []
    for stroke, is_curve in glyph:
        points = (stroke + rng.normal(0, jitter, stroke.shape)) * proportions @ slant
        strokes.append(catmull_rom(points) if is_curve or is_rounded else points)
    return strokes


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
    """Return two digits side by side, of about the same height, apart or touching."""
    strokes: list[Stroke] = []
    right_edge = 0.0
    for digit in (left, right):
        points = np.concatenate(list(digit))
        low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
        scale = rng.uniform(0.8, 1) / max(float(high[1] - low[1]), 1e-6)
        scale = min(scale, 1.2 / max(float(high[0] - low[0]), 1e-6))
        shift = np.array([right_edge, rng.uniform(-0.1, 0.1)])
        strokes += [(stroke - low) * scale + shift for stroke in digit]
        right_edge += float(high[0] - low[0]) * scale + rng.uniform(0.0, 0.35)
    return strokes
