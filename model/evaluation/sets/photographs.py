"""Simulated photographs of drawings on paper: light, shadow, rules, blur, tilt and grain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from model.preprocessing.rasterization import Stroke, draw

WIDTH, HEIGHT = 640, 480

_MARGIN_PX = 90
_CUT_PX = 60
"""Cropped from each side of a tilted image: the corners that the rotation left empty."""


_RULE_CONTRAST = 0.35
"""Contrast of printed lines as a ratio of the pen's."""

_SHADOW_STEEPNESS = 25
"""Steepness of the logistic function across the edge of a shadow, whose blurred part is then a
fifth of the image (from 8 to 92 percent of its depth)."""


@dataclass(frozen=True)
class PhotoConditions:
    """Light, paper and camera of a simulated photograph.

    Attributes
    ----------
    slope : float
        Share by which the light falls off across the image.
    shadow : float
        Share of the light that a soft shadow takes on one side.
    rules : int
        Distance between printed lines in pixels; 0 for none.
    squared : bool
        Whether the lines run down as well as across.
    blur, grain : float
        Standard deviation of the blur, in pixels, and of the noise, in grey levels.
    tilt : float
        Rotation in degrees.
    light_pen : bool
        Chalk on a board rather than a pencil on paper.
    """

    slope: float = 0.25
    shadow: float = 0
    rules: int = 0
    squared: bool = False
    blur: float = 0.8
    grain: float = 3
    tilt: float = 0
    light_pen: bool = False


def random_conditions(rng: np.random.Generator, ruled: bool = False) -> PhotoConditions:
    """Return random conditions: half with a shadow, and half of the ruled ones squared."""
    return PhotoConditions(
        slope=rng.uniform(0.1, 0.5),
        shadow=rng.uniform(0.1, 0.4) * int(rng.integers(2)),
        rules=int(rng.integers(30, 60)) if ruled else 0,
        squared=bool(rng.integers(2)),
        blur=rng.uniform(0.5, 2),
        grain=rng.uniform(1, 8),
        tilt=rng.uniform(-10, 10),
    )


def photograph(
    strokes: Sequence[Stroke] | None, conditions: PhotoConditions, rng: np.random.Generator
) -> Image.Image:
    """Return a simulated photograph of strokes at random size and position, or of blank paper.

    Parameters
    ----------
    strokes : sequence of float arrays, shape (n, 2), or None
        In any scale, y down.
    conditions : PhotoConditions
    rng : numpy.random.Generator
        Source of size, position, stroke width, and the grey of paper and pen.

    Returns
    -------
    PIL.Image.Image
        Mode "L", 640 x 480, or 520 x 360 if it is tilted.
    """
    paper, pen = (60, 210) if conditions.light_pen else (rng.uniform(160, 230), rng.uniform(20, 80))
    ink = np.zeros((HEIGHT, WIDTH)) if strokes is None else _ink(strokes, rng)
    surface = paper + _rules(conditions) * (pen - paper) * _RULE_CONTRAST
    flat = surface + ink * (pen - surface)
    lit = Image.fromarray(flat * _light(conditions, rng)).rotate(
        conditions.tilt, Image.Resampling.BICUBIC
    )
    box = (_CUT_PX, _CUT_PX, WIDTH - _CUT_PX, HEIGHT - _CUT_PX)
    cut = lit.crop(box) if conditions.tilt else lit
    blurred = Image.fromarray(np.clip(np.asarray(cut), 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(conditions.blur)
    )
    grainy = np.asarray(blurred) + rng.normal(0, conditions.grain, (blurred.height, blurred.width))
    return Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))


def _ink(strokes: Sequence[Stroke], rng: np.random.Generator) -> NDArray[np.float64]:
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    side = rng.uniform(120, 240)
    scale = side / max(float((high - low).max()), 1e-6)
    corner = rng.uniform(_MARGIN_PX, [WIDTH - _MARGIN_PX - side, HEIGHT - _MARGIN_PX - side])
    moved = [(stroke - low) * scale + corner for stroke in strokes]
    drawing = draw(moved, rng.uniform(6, 12), (WIDTH, HEIGHT))
    return 1 - np.asarray(drawing) / 255


def _light(conditions: PhotoConditions, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the share of the light that falls on each pixel."""
    down, across = np.mgrid[-0.5 : 0.5 : HEIGHT * 1j, -0.5 : 0.5 : WIDTH * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    towards = across * np.cos(angle) + down * np.sin(angle)
    edge = across * np.cos(angle + 1) + down * np.sin(angle + 1) - rng.uniform(-0.2, 0.2)
    light: NDArray[np.float64] = 1 + conditions.slope * towards
    light *= 1 - conditions.shadow / (1 + np.exp(-_SHADOW_STEEPNESS * edge))
    return light


def _rules(conditions: PhotoConditions) -> NDArray[np.uint8]:
    """Return 1 on printed lines and 0 elsewhere."""
    page = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(page)
    if conditions.rules:
        for y in range(10, HEIGHT, conditions.rules):
            pen.line((0, y, WIDTH, y), fill=1, width=2)
        for x in range(7, WIDTH * conditions.squared, conditions.rules):
            pen.line((x, 0, x, HEIGHT), fill=1, width=2)
    return np.asarray(page)
