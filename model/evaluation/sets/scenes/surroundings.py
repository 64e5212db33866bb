"""Scenes that show more than the paper: rims, neighbors, dark tables, screenshots."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from model.evaluation.sets.scenes.picture import (
    BLACK,
    BLUE,
    RED,
    Box,
    Color,
    Picture,
    lines,
    photo,
    place,
    scan,
)
from model.preprocessing.rasterization import Stroke

Strokes = Sequence[Stroke]


def _canvas(rng: np.random.Generator) -> Picture:
    width, height = (int(side) for side in rng.integers(180, 320, 2))
    return Picture(width, height, (255, 255, 255) if rng.random() < 0.5 else (242, 240, 235))


def _write(
    picture: Picture, strokes: Strokes, box: Box, rng: np.random.Generator, color: Color
) -> None:
    """Write a digit that fills 0.55 to 0.85 of a box, at random inside it."""
    left, top, right, bottom = box
    sides = np.array([right - left, bottom - top])
    size = rng.uniform(0.55, 0.85) * sides
    low = np.array([left, top]) + rng.random(2) * (sides - size)
    pen_px = rng.uniform(0.05, 0.12) * min(size)
    picture.stroke(place(strokes, (*low, *(low + size))), max(pen_px, 2), color)


def bar(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit with a black bar at one rim of the picture."""
    picture = _canvas(rng)
    width, height = float(picture.width), float(picture.height)
    thickness = rng.uniform(0.02, 0.09)
    start, stop = (0.0, 1.0) if rng.random() < 0.5 else np.sort(rng.uniform(0, 1, 2))
    start, stop = (start, stop) if stop == 1 else (start - 0.2, stop + 0.2)
    near, far = thickness, 1 - thickness
    across: list[tuple[Box, Box]] = [
        ((0, start, near, stop), (near + 0.03, 0.03, 0.97, 0.97)),
        ((far, start, 1, stop), (0.03, 0.03, far - 0.03, 0.97)),
        ((start, 0, stop, near), (0.03, near + 0.03, 0.97, 0.97)),
        ((start, far, stop, 1), (0.03, 0.03, 0.97, far - 0.03)),
    ]
    black, free = across[int(rng.integers(4))]
    picture.rectangle(_scaled(black, width, height), BLACK)
    _write(picture, strokes, _scaled(free, width, height), rng, BLACK)
    return scan(picture, rng)


def _scaled(box: Box, width: float, height: float) -> Box:
    left, top, right, bottom = box
    return left * width, top * height, right * width, bottom * height


def neighbor(strokes: Strokes, other: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit with a piece of another digit, cut by the rim."""
    picture = _canvas(rng)
    width, height = picture.width, picture.height
    size = rng.uniform(0.6, 0.75) * min(width, height)
    visible = rng.uniform(0.06, 0.16) * min(width, height)
    pen_px = size * rng.uniform(0.05, 0.1)
    side = int(rng.integers(4))
    low = np.array(
        [
            (width - visible, (height - size) * rng.random()),
            (visible - size, (height - size) * rng.random()),
            ((width - size) * rng.random(), visible - size),
            ((width - size) * rng.random(), height - visible),
        ][side]
    )
    piece = place(other, (*low, *(low + size)))
    points = np.concatenate(piece)
    low_point, high_point = points.min(axis=0), points.max(axis=0)  # over the points
    # A narrow digit is centered in its box: move it until the visible part is as wide as said.
    shift = np.zeros(2)
    shift[side // 2] = (
        width - visible - low_point[0],
        visible - high_point[0],
        visible - high_point[1],
        height - visible - low_point[1],
    )[side]
    picture.stroke([stroke + shift for stroke in piece], pen_px, BLACK)
    gap = visible + pen_px / 2 + 0.03 * min(width, height)
    margin = 0.04 * min(width, height) + pen_px / 2
    free = [
        (margin, margin, width - gap, height - margin),
        (gap, margin, width - margin, height - margin),
        (margin, gap, width - margin, height - margin),
        (margin, margin, width - margin, height - gap),
    ][side]
    low = np.array(free[:2])
    slack = np.maximum(np.array(free[2:]) - low - size, 0)
    low += rng.random(2) * slack
    room = np.minimum(np.array(free[2:]) - low, size)
    picture.stroke(place(strokes, (*low, *(low + room))), pen_px, BLACK)
    return scan(picture, rng)


def _photo_page(rng: np.random.Generator) -> Picture:
    width, height = (int(side) for side in rng.integers(600, 1000, 2))
    paper = rng.uniform(200, 240)
    return Picture(width, height, (paper, paper - 3, paper - rng.uniform(5, 20)))


def _write_small(picture: Picture, strokes: Strokes, box: Box, rng: np.random.Generator) -> None:
    """Write a digit of a quarter to a half of the box with a ballpoint pen."""
    left, top, right, bottom = box
    size = rng.uniform(0.25, 0.5) * min(right - left, bottom - top)
    low = np.array([left, top]) + rng.uniform(0.1, 0.9, 2) * (
        np.array([right - left, bottom - top]) - size
    )
    pen_px = size * rng.uniform(0.035, 0.08)
    picture.stroke(place(strokes, (*low, *(low + size))), pen_px, (BLACK, BLUE)[rng.integers(2)])


def _margin_line(picture: Picture, rng: np.random.Generator) -> float:
    """Draw a red line down the page, and on half of the pages pale rules; return its x."""
    width, height = picture.width, picture.height
    if rng.random() < 0.5:
        rules = [(0.0, y, float(width), y) for y in np.arange(30, height, rng.uniform(45, 90))]
        picture.stroke(lines(*rules), 1.2, (175, 185, 205))
    x = rng.uniform(0.08, 0.25) * width
    picture.stroke(lines((x, -5, x + rng.uniform(-4, 4), height + 5)), rng.uniform(1.5, 3.5), RED)
    return x


def margin_line(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a photograph of a digit beside the red line of an exercise book."""
    picture = _photo_page(rng)
    x = _margin_line(picture, rng)
    _write_small(picture, strokes, (x + 10, 0, picture.width, picture.height), rng)
    return photo(picture, rng)


def empty_margin(_: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a photograph of an empty page of an exercise book."""
    picture = _photo_page(rng)
    _margin_line(picture, rng)
    return photo(picture, rng)


def _lay_sheet(rng: np.random.Generator, low: float, high: float) -> tuple[Picture, Box]:
    """Return a sheet on a dark table that covers `low` to `high` of each side, and its inside."""
    width, height = (int(side) for side in rng.integers(600, 1000, 2))
    table: Color = ((70, 48, 34), (40, 40, 42), (95, 66, 45))[int(rng.integers(3))]
    picture = Picture(width, height, table)
    grain = np.sin(np.arange(width) * rng.uniform(0.05, 0.3) + rng.uniform(0, 6))
    picture.rgb += rng.uniform(0, 10) * grain[None, :, None].astype(np.float32)
    size = rng.uniform(low, high, 2) * [width, height]
    corner = rng.random(2) * ([width, height] - size)
    center = corner + size / 2
    angle = np.radians(rng.uniform(-7, 7))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    half = size / 2
    corners = [(-half[0], -half[1]), (half[0], -half[1]), (half[0], half[1]), (-half[0], half[1])]
    placed = [tuple((turn @ np.array(c)) + center) for c in corners]
    paper = rng.uniform(205, 240)
    picture.polygon([(x, y) for x, y in placed], (paper, paper - 2, paper - 10))
    inner = 0.8 * half
    left, top, right, bottom = *(center - inner), *(center + inner)
    return picture, (max(left, 8), max(top, 8), min(right, width - 8), min(bottom, height - 8))


def table(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a photograph of a sheet on a dark table."""
    picture, inside = _lay_sheet(rng, 0.45, 0.8)
    _write_small(picture, strokes, inside, rng)
    return photo(picture, rng)


def table_rim(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a photograph of a sheet with a rim of the dark table on some sides."""
    picture, inside = _lay_sheet(rng, 0.88, 1.15)
    _write_small(picture, strokes, inside, rng)
    return photo(picture, rng)


def empty_sheet(_: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a photograph of an empty sheet on a dark table."""
    picture, _inside = _lay_sheet(rng, 0.45, 1.05)
    return photo(picture, rng)


def dark_rim(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a digit on paper that darkens towards the rim: a vignette or a scanner's lid."""
    picture = _photo_page(rng)
    width, height = picture.width, picture.height
    _write_small(picture, strokes, (0.12 * width, 0.12 * height, 0.88 * width, 0.88 * height), rng)
    down, across = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    if rng.random() < 0.5:
        distance = np.hypot(across, down)
        shade = np.clip((distance - rng.uniform(0.7, 0.9)) / 0.5, 0, 1) * rng.uniform(0.5, 0.9)
    else:
        distance = np.maximum(np.abs(across), np.abs(down))
        edge, softness = rng.uniform(0.85, 0.97), rng.uniform(0.01, 0.06)
        shade = np.clip((distance - edge) / softness, 0, 1) * rng.uniform(0.6, 0.95)
    picture.rgb *= (1 - shade)[:, :, None].astype(np.float32)
    return photo(picture, rng)


def screenshot(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Return a screenshot of a program with a title bar, a canvas and buttons."""
    width, height = int(rng.integers(500, 1000)), int(rng.integers(480, 800))
    dark = rng.random() < 0.25
    page: Color = (
        ((32, 33, 36), (45, 45, 48))
        if dark
        else ((255, 255, 255), (244, 246, 251), (238, 238, 238))
    )[int(rng.integers(2 + (not dark)))]
    picture = Picture(width, height, page)
    color = ((40, 60, 120), (225, 225, 225), (30, 30, 30))[int(rng.integers(3))]
    title = rng.uniform(24, 60)
    picture.rectangle((0, 0, width, title), color)
    light: Color = (250, 250, 250) if sum(color) < 400 else (20, 20, 20)
    picture.text((rng.uniform(8, 30), title * 0.3), "Digit recognizer", title * 0.35, light)
    side = rng.uniform(0.42, 0.6) * height
    left = rng.uniform(0.1, 0.9) * (width - side)
    top = title + rng.uniform(0.05, 0.15) * height
    border: Color = ((150, 150, 150), (60, 60, 60), (200, 200, 205))[int(rng.integers(3))]
    paper, pen = ((0, 0, 0), (255, 255, 255)) if rng.random() < 0.25 else ((255, 255, 255), BLACK)
    picture.rectangle((left - 2, top - 2, left + side + 2, top + side + 2), border)
    picture.rectangle((left, top, left + side, top + side), paper)
    _write(picture, strokes, (left + 6, top + 6, left + side - 6, top + side - 6), rng, pen)
    foot = top + side + rng.uniform(0.03, 0.08) * height
    for number, name in enumerate(("Clear", "Predict")):
        x = left + number * side * 0.6
        button: Color = ((70, 140, 70), (190, 60, 60), (222, 222, 222))[int(rng.integers(3))]
        picture.rectangle((x, foot, x + side * 0.35, foot + 0.055 * height), button)
        picture.text((x + side * 0.08, foot + 0.01 * height), name, 0.03 * height, (20, 20, 20))
    if rng.random() < 0.5:
        ink = (220, 220, 220) if dark else (60, 60, 60)
        picture.text((left, foot + 0.09 * height), "Draw a digit above", 0.03 * height, ink)
    quality = 85 if rng.random() < 0.3 else None
    return picture.finish(rng, 0.01, 0, quality)
