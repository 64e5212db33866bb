"""Scenes on forms: a digit among printed boxes, lines, combs, and circled digits."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from model.evaluation.sets.scenes.picture import (
    BLACK,
    BLUE,
    PENCIL,
    Box,
    Color,
    Picture,
    lines,
    photo,
    place,
    rotate,
    scan,
)
from model.preprocessing.rasterization import Stroke

Strokes = Sequence[Stroke]

_PHOTO_SHARE = 0.3


def _page(rng: np.random.Generator) -> tuple[Picture, float]:
    """Return an empty page of 180 to 360 px and its shorter side."""
    width, height = (int(side) for side in rng.integers(180, 360, 2))
    paper = rng.uniform(225, 255)
    return Picture(width, height, (paper, paper, paper)), float(min(width, height))


def _finish(picture: Picture, rng: np.random.Generator) -> Image.Image:
    return photo(picture, rng) if rng.random() < _PHOTO_SHARE else scan(picture, rng)


def _pen(rng: np.random.Generator) -> Color:
    return (BLACK, BLUE, (70, 70, 75))[int(rng.integers(3))]


def _line_color(rng: np.random.Generator) -> Color:
    level = rng.uniform(0, 150)
    return (level, level, level)


def _write(
    picture: Picture, strokes: Strokes, box: Box, rng: np.random.Generator, color: Color
) -> None:
    """Write a digit into a box, 0.5 to 0.8 of its size, somewhere near its middle."""
    left, top, right, bottom = box
    size = rng.uniform(0.5, 0.8) * np.array([right - left, bottom - top])
    slack = (np.array([right - left, bottom - top]) - size) / 2
    center = np.array([left + right, top + bottom]) / 2 + rng.uniform(-0.6, 0.6, 2) * slack
    low, high = center - size / 2, center + size / 2
    pen_px = rng.uniform(0.04, 0.11) * min(size)
    picture.stroke(place(strokes, (*low, *high)), max(pen_px, 2), color)


def _frame(picture: Picture, rng: np.random.Generator) -> Box:
    """Return a box inside the page, with a margin of 4 to 20 %."""
    margins = rng.uniform(0.04, 0.2, 4) * min(picture.width, picture.height)
    left, top, right, bottom = margins
    return float(left), float(top), float(picture.width - right), float(picture.height - bottom)


def _sides(box: Box) -> list[Stroke]:
    left, top, right, bottom = box
    return lines(
        (left, top, right, top),
        (right, top, right, bottom),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
    )


def _draw_lines(picture: Picture, segments: Strokes, rng: np.random.Generator) -> None:
    tilt, center = rng.uniform(-2, 2), (picture.width / 2, picture.height / 2)
    picture.stroke(rotate(segments, tilt, center), rng.uniform(1, 5), _line_color(rng))


def box(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit in a printed box."""
    picture, _ = _page(rng)
    frame = _frame(picture, rng)
    _draw_lines(picture, _sides(frame), rng)
    _write(picture, strokes, frame, rng, _pen(rng))
    return _finish(picture, rng)


def box_touched(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit that reaches over one side of a printed box."""
    picture, _ = _page(rng)
    left, top, right, bottom = _frame(picture, rng)
    _draw_lines(picture, _sides((left, top, right, bottom)), rng)
    shift = np.zeros(2)
    side = int(rng.integers(4))
    shift[side % 2] = (1, -1)[side // 2] * rng.uniform(0.18, 0.25)
    dx, dy = shift * [right - left, bottom - top]
    size = rng.uniform(0.6, 0.7) * np.array([right - left, bottom - top])
    center = np.array([left + right, top + bottom]) / 2 + [dx, dy]
    placed = place(strokes, (*(center - size / 2), *(center + size / 2)))
    picture.stroke(placed, max(rng.uniform(0.05, 0.11) * min(size), 2), _pen(rng))
    return _finish(picture, rng)


def box_pencil(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit in pencil in a black box whose lines run on to the rim."""
    picture, _ = _page(rng)
    left, top, right, bottom = frame = _frame(picture, rng)
    width, height = picture.width, picture.height
    runs_on = rng.random() < 0.5
    segments = (
        lines((0, top, width, top), (0, bottom, width, bottom))
        + lines((left, 0, left, height), (right, 0, right, height))
        if runs_on
        else _sides(frame)
    )
    picture.stroke(segments, rng.uniform(2, 6), BLACK)
    _write(picture, strokes, frame, rng, PENCIL)
    return _finish(picture, rng)


def two_sides(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit with two sides of a printed box."""
    picture, _ = _page(rng)
    frame = _frame(picture, rng)
    sides = _sides(frame)
    first = int(rng.integers(4))
    second = (first + int(rng.integers(1, 3))) % 4
    _draw_lines(picture, [sides[first], sides[second]], rng)
    _write(picture, strokes, frame, rng, _pen(rng))
    return _finish(picture, rng)


def underline(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit above a printed line, or standing on it."""
    picture, _ = _page(rng)
    left, top, right, bottom = _frame(picture, rng)
    _draw_lines(picture, lines((left, bottom, right, bottom)), rng)
    gap = rng.uniform(0, 0.1) * (bottom - top)
    height, middle = (bottom - top) * rng.uniform(0.6, 0.8), rng.uniform(0.42, 0.58)
    center = left + middle * (right - left)
    half = 0.32 * (right - left)
    feet = bottom - gap
    placed = place(strokes, (center - half, feet - height, center + half, feet))
    picture.stroke(placed, max(0.08 * min(height, 2 * half), 2), _pen(rng))
    return _finish(picture, rng)


def comb(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit in a comb field: a base line with teeth on either side."""
    picture, _ = _page(rng)
    left, top, right, bottom = _frame(picture, rng)
    tooth = rng.uniform(0.1, 0.35) * (bottom - top)
    teeth = lines((left, bottom - tooth, left, bottom), (right, bottom - tooth, right, bottom))
    base = lines((0, bottom, picture.width, bottom))
    _draw_lines(picture, base + teeth, rng)
    _write(picture, strokes, (left, top, right, bottom), rng, _pen(rng))
    return _finish(picture, rng)


def circled(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit in a circle by hand, which may not quite close."""
    picture, side = _page(rng)
    turn = np.linspace(0, 2 * np.pi * rng.uniform(0.96, 1.06), 80) + rng.uniform(0, 2 * np.pi)
    radii = side * np.array([rng.uniform(0.38, 0.46), rng.uniform(0.38, 0.46)])
    radius = 1 + 0.03 * np.sin(2 * turn + rng.uniform(0, 6))
    center = np.array([picture.width, picture.height]) / 2
    ring = center + radii * radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    pen_px, color = max(side * rng.uniform(0.02, 0.05), 2), _pen(rng)
    half = 0.55 * radii * rng.uniform(0.85, 1)
    picture.stroke([ring], pen_px, color)
    picture.stroke(place(strokes, (*(center - half), *(center + half))), pen_px, color)
    return _finish(picture, rng)


def empty_box(_: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return an empty printed box."""
    picture, _side = _page(rng)
    _draw_lines(picture, _sides(_frame(picture, rng)), rng)
    return _finish(picture, rng)


def empty_comb(_: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return an empty comb field."""
    picture, _side = _page(rng)
    left, top, right, bottom = _frame(picture, rng)
    tooth = rng.uniform(0.1, 0.35) * (bottom - top)
    teeth = lines((left, bottom - tooth, left, bottom), (right, bottom - tooth, right, bottom))
    _draw_lines(picture, lines((0, bottom, picture.width, bottom)) + teeth, rng)
    return _finish(picture, rng)


def rule(_: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a page with one line across it."""
    picture, _side = _page(rng)
    y = rng.uniform(0.2, 0.9) * picture.height
    _draw_lines(picture, lines((-20, y, picture.width + 20, y)), rng)
    return _finish(picture, rng)
