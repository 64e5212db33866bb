"""Synthetic numbers: digits of one writer beside one another, apart or touching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.data.synthesis.separators import Hand, draw_separator
from model.preprocessing.rasterization import Stroke, draw

Ink = NDArray[np.float32]

MARGIN = 0.4
"""Paper around a number, as a ratio of the digits' height."""

_IMAGE_PEN = 0.1
"""Typical width of the strokes of MNIST's images, as a ratio of the height."""

_SEPARATOR_REACH = 0.5
"""How far above and below a separator the ink to its left is, as a ratio of the height."""

DigitSource = Sequence[Stroke] | NDArray[np.uint8]
"""Strokes of a digit, or its image, light on dark."""


@dataclass(frozen=True)
class Style:
    """Style of a number: properties that its digits share.

    Attributes
    ----------
    height_px : float
        Height of the digits.
    pen_px : float
        Width of the pen, for strokes.
    slant : float
        Tangent by which the digits are slanted further.
    gap : float
        Distance of neighbors, as a ratio of the height; negative if they overlap.
    gap_spread, size_spread, base_spread : float
        Standard deviations of gaps, sizes and base line, as ratios of the height.
    marks : float
        Probability of a dot or a comma after a digit, and of a dash at the end.
    rules : bool
        Whether a line is printed below the number.
    paper : {"plain", "grain", "pattern"}
    """

    height_px: float = 60.0
    pen_px: float = 5.0
    slant: float = 0.0
    gap: float = 0.15
    gap_spread: float = 0.05
    size_spread: float = 0.06
    base_spread: float = 0.04
    marks: float = 0.0
    rules: bool = False
    paper: str = "plain"


def random_style(rng: np.random.Generator, *, is_touching: bool, is_plain: bool) -> Style:
    """Return a random style of writing, and of its paper unless it is plain."""
    height = float(np.exp(rng.uniform(np.log(24), np.log(110))))
    paper = "plain" if is_plain else str(rng.choice(["plain", "grain", "pattern"]))
    return Style(
        height_px=height,
        pen_px=max(1.6, height * float(rng.uniform(0.045, 0.13))),
        slant=float(rng.normal(0.1, 0.15)),
        gap=float(rng.uniform(-0.06, -0.01)) if is_touching else float(rng.uniform(0.06, 0.45)),
        gap_spread=0.02 if is_touching else 0.06,
        marks=0.0 if is_plain else float(rng.choice([0.0, 0.0, 0.15, 0.3])),
        rules=not is_plain and bool(rng.random() < 0.15),
        paper=paper,
    )


def draw_number(
    digits: Sequence[DigitSource],
    style: Style,
    rng: np.random.Generator,
    separators: Mapping[int, str] | None = None,
) -> Image.Image:
    """Draw digits beside one another; returns an image of mode "L", dark on light.

    Parameters
    ----------
    digits : sequence
        The strokes or the image of each; strokes of one writer keep their sizes.
    style : Style
    rng : numpy.random.Generator
    separators : mapping, optional
        From a number of digits to the separator after them, one of those of `draw_separator`.
    """
    return draw_segmented(digits, style, rng, separators)[0]


def draw_segmented(
    digits: Sequence[DigitSource],
    style: Style,
    rng: np.random.Generator,
    separators: Mapping[int, str] | None = None,
) -> tuple[Image.Image, NDArray[np.int8]]:
    """Draw digits as `draw_number` does, and say whose ink each pixel is.

    Returns
    -------
    image : PIL.Image.Image
    owners : int8 array, shape of the image
        Index of the digit with the most ink in each pixel; -1 for paper and other marks.
    """
    scale = style.height_px / typical_extent(digits)
    line: list[tuple[Ink, int, int, int]] = []  # ink, top, left, owner
    contour: NDArray[Any] | None = None  # rightmost ink of each row so far
    height = int(3 * style.height_px)
    for index, digit in enumerate(digits):
        ink = _digit_ink(digit, scale * float(np.exp(rng.normal(0, style.size_spread))), style)
        top = round(
            2 * style.height_px - ink.shape[0] + rng.normal(0, style.base_spread) * style.height_px
        )
        top = int(np.clip(top, 0, height - ink.shape[0]))
        left, contour = _place(contour, ink, top, height, _random_gap(style, rng))
        line.append((ink, top, left, index))
        if style.marks and rng.random() < style.marks:
            mark = _mark(style, rng)
            top = round(2 * style.height_px - mark.shape[0] / 2)
            left, contour = _place(contour, mark, top, height, abs(_random_gap(style, rng)))
            line.append((mark, top, left, -1))
        if separators and index + 1 in separators:
            mark, row = draw_separator(separators[index + 1], _hand(digits, style), rng)
            top = int(np.clip(round(style.height_px + row), 0, height - mark.shape[0]))
            gap = abs(_random_gap(style, rng))
            reach = round(_SEPARATOR_REACH * style.height_px)
            left, contour = _place(contour, mark, top, height, gap, reach)
            line.append((mark, top, left, -1))
    if style.marks and rng.random() < style.marks:
        dash = np.ones((max(2, round(style.pen_px)), round(0.5 * style.height_px)), np.float32)
        left, contour = _place(contour, dash, round(1.5 * style.height_px), height, 0.2 * height)
        line.append((dash, round(1.5 * style.height_px), left, -1))
    page, owners = _compose(line, height)
    if style.rules:
        top = min(round(2.12 * style.height_px), page.shape[0] - 3)
        page[top : top + max(1, round(0.02 * style.height_px))] = 0.8
    margin = round(MARGIN * style.height_px)
    box = _ink_box(page)
    owners = np.pad(owners[box], margin, constant_values=-1)
    return _on_paper(np.pad(page[box], margin), style.paper, rng), owners


def draw_digit(
    digit: DigitSource, style: Style, rng: np.random.Generator, digits: Sequence[DigitSource]
) -> Ink:
    """Return the ink of one of several digits of a writer, cropped, from 0 paper to 1 ink."""
    scale = style.height_px / typical_extent(digits)
    return _digit_ink(digit, scale * float(np.exp(rng.normal(0, style.size_spread))), style)


def _hand(digits: Sequence[DigitSource], style: Style) -> Hand:
    """Return the hand that writes separators as it writes these digits."""
    is_image = isinstance(digits[0], np.ndarray)  # whose strokes have a width of their own
    pen_px = _IMAGE_PEN * style.height_px if is_image else style.pen_px
    return Hand(style.height_px, pen_px, style.slant)


def _random_gap(style: Style, rng: np.random.Generator) -> float:
    gap = style.gap + float(rng.normal(0, style.gap_spread))
    limits = (-0.12, -0.005) if style.gap < 0 else (0.035, 1.0)
    return float(np.clip(gap, *limits)) * style.height_px


def typical_extent(digits: Sequence[DigitSource]) -> float:
    """Return the median height of the digits, in their own units."""
    extents = []
    for digit in digits:
        if isinstance(digit, np.ndarray):
            extents.append(float(np.count_nonzero(digit.max(axis=1) > 64)))
        else:
            points = np.concatenate(list(digit))
            extents.append(float(np.ptp(points[:, 1])))
    return max(float(np.median(extents)), 1e-6)


def _digit_ink(digit: DigitSource, scale: float, style: Style) -> Ink:
    """Return the ink of one digit, cropped."""
    if isinstance(digit, np.ndarray):
        side = max(8, round(digit.shape[0] * scale))
        large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
        ink = np.divide(np.asarray(large), 255, dtype=np.float32)
        return _crop(np.clip(2 * ink - np.float32(0.4), 0, 1))
    strokes = [np.asarray(stroke, dtype=np.float64) * scale for stroke in digit]
    strokes = [np.stack([s[:, 0] - style.slant * s[:, 1], s[:, 1]], axis=1) for s in strokes]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points
    # A digit that was written far too large or small would not fit the line.
    shrink = min(1.0, 1.8 * style.height_px / max(float((high - low).max()), 1e-6))
    margin = style.pen_px + 2
    size = np.ceil((high - low) * shrink + 2 * margin).astype(int)
    moved = [(s - low) * shrink + margin for s in strokes]
    image = draw(moved, style.pen_px, (int(size[0]), int(size[1])))
    return _crop(np.float32(1) - np.asarray(image, dtype=np.float32) / np.float32(255))


def _crop(ink: Ink) -> Ink:
    """Return the ink within its bounding box; a dot if there is none."""
    if not (ink > 0.5).any():
        return np.ones((3, 3), dtype=np.float32)
    return ink[_ink_box(ink)]


def _ink_box(ink: Ink) -> tuple[slice, slice]:
    """Return the rows and columns of the bounding box of ink."""
    is_ink = ink > 0.5
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _place(
    contour: NDArray[Any] | None,
    ink: Ink,
    top: int,
    height: int,
    gap: float,
    reach: int | None = None,
) -> tuple[int, NDArray[Any]]:
    """Return the column at which ink is this far from the ink to its left, and its contour.

    The ink to its left is that in its rows and in `reach` rows above and below, by default half the
    gap.
    """
    is_ink = ink > 0.5
    first = np.where(is_ink.any(axis=1), is_ink.argmax(axis=1), 10**6)
    last = np.where(is_ink.any(axis=1), ink.shape[1] - 1 - is_ink[:, ::-1].argmax(axis=1), -(10**6))
    rows = slice(top, top + ink.shape[0])
    if contour is None:
        left, contour = 0, np.full(height, -(10**6))
    else:
        # Over a few rows, as neighbors are near when any of their points are.
        reach = max(1, round(abs(gap) / 2)) if reach is None else reach
        near = _spread(contour, reach)[rows]
        left = int(np.max(near - first)) + 1 + round(gap)
        left = max(left, int(contour.max() - 1.2 * height))
    contour = contour.copy()
    contour[rows] = np.maximum(contour[rows], left + last)
    return left, contour


def _spread(contour: NDArray[Any], reach: int) -> NDArray[Any]:
    """Return the maximum over `reach` rows above and below."""
    padded = np.pad(contour, reach, constant_values=-(10**6))
    spread: NDArray[Any] = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(
        axis=1
    )
    return spread


def _mark(style: Style, rng: np.random.Generator) -> Ink:
    """Return a dot or a comma."""
    side = max(2, round(style.pen_px * rng.uniform(0.9, 1.5)))
    if rng.random() < 0.6:
        return np.ones((side, side), dtype=np.float32)
    rows = round(2.5 * side)
    ink = np.zeros((rows, 2 * side), dtype=np.float32)
    for row in range(rows):
        left = round((1 - row / rows) * side)
        ink[row, left : left + side] = 1
    return ink


def _compose(
    line: Sequence[tuple[Ink, int, int, int]], height: int
) -> tuple[Ink, NDArray[np.int8]]:
    """Return the ink of a line of marks, and the owner of each pixel."""
    left = min(column for _, _, column, _ in line)
    right = max(column + ink.shape[1] for ink, _, column, _ in line)
    page = np.zeros((height, right - left), dtype=np.float32)
    owners = np.full(page.shape, -1, dtype=np.int8)
    for ink, top, column, owner in line:
        ink = ink[: height - top]
        place = np.s_[top : top + ink.shape[0], column - left : column - left + ink.shape[1]]
        owners[place][ink > page[place]] = owner
        np.maximum(page[place], ink, out=page[place])
    return page, owners


def _on_paper(ink: Ink, paper: str, rng: np.random.Generator) -> Image.Image:
    """Return ink on a kind of paper, light with dark ink."""
    if paper == "plain":
        return Image.fromarray(np.rint(255 * (1 - ink)).astype(np.uint8))
    height, width = ink.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    light = rng.uniform(130, 235) * (1 + rng.normal(0, 0.08) * x / width)
    pen = rng.uniform(0.45, 0.85)  # absorbance
    shade = np.zeros_like(ink)
    if paper == "pattern":
        for _ in range(int(rng.integers(1, 4))):
            period, angle = rng.uniform(3, 9), rng.uniform(-0.5, 0.5)
            wave = rng.uniform(0, 3) * np.sin(x / rng.uniform(8, 30))
            phase = (y + angle * x + wave) * (2 * np.pi / period)
            shade = np.maximum(shade, rng.uniform(0.05, 0.4) * pen * (np.cos(phase) > 0.6))
    absorbed = np.maximum(ink * pen, shade)
    soft = Image.fromarray((absorbed * 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(rng.uniform(0.4, 0.8))
    )
    levels = light * (1 - np.asarray(soft, dtype=np.float32) / 255)
    levels += rng.normal(0, rng.uniform(2, 7), ink.shape)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
