"""Composition of a scene: colored layers on paper, then light, blur, noise and JPEG."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from model.preprocessing.rasterization import Stroke, draw

Color = Sequence[float]
"""Red, green and blue, 0 to 255."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""

BLACK, BLUE, PENCIL, RED = (15, 15, 15), (25, 35, 120), (135, 135, 138), (205, 90, 90)


class Picture:
    """A picture in progress.

    Attributes
    ----------
    width, height : int
        In pixels.
    rgb : float32 array, shape (H, W, 3)
        0 to 255.
    """

    def __init__(self, width: int, height: int, color: Color = (252, 252, 252)) -> None:
        self.width, self.height = width, height
        self.rgb = np.empty((height, width, 3), dtype=np.float32)
        self.rgb[:] = color

    def stroke(self, strokes: Sequence[Stroke], pen_px: float, color: Color) -> None:
        """Draw strokes with a round pen."""
        drawing = draw(strokes, pen_px, (self.width, self.height))
        self.paint(1 - np.asarray(drawing, dtype=np.float32) / 255, color)

    def paint(self, coverage: NDArray[Any], color: Color) -> None:
        """Blend a color where `coverage`, shape (H, W), is above 0."""
        self.rgb += coverage[:, :, None] * (np.asarray(color, dtype=np.float32) - self.rgb)

    def polygon(self, corners: Sequence[tuple[float, float]], color: Color) -> None:
        """Fill a polygon."""
        mask = Image.new("L", (2 * self.width, 2 * self.height), 0)
        ImageDraw.Draw(mask).polygon([(2 * x, 2 * y) for x, y in corners], fill=255)
        self.paint(np.asarray(mask.reduce(2), dtype=np.float32) / 255, color)

    def rectangle(self, box: Box, color: Color) -> None:
        """Fill a rectangle."""
        left, top, right, bottom = box
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], color)

    def text(self, position: tuple[float, float], words: str, size: float, color: Color) -> None:
        """Print words in Pillow's own typeface."""
        mask = Image.new("L", (self.width, self.height), 0)
        ImageDraw.Draw(mask).text(position, words, fill=255, font_size=size)
        self.paint(np.asarray(mask, dtype=np.float32) / 255, color)

    def light(self, rng: np.random.Generator, slope: float) -> None:
        """Let the light fall off across the picture by up to `slope` of it."""
        down, across = np.mgrid[-0.5 : 0.5 : self.height * 1j, -0.5 : 0.5 : self.width * 1j]
        angle = rng.uniform(0, 2 * np.pi)
        self.rgb *= (1 - slope * (0.5 + across * np.cos(angle) + down * np.sin(angle)))[:, :, None]

    def finish(
        self, rng: np.random.Generator, blur_px: float, noise: float, quality: int | None
    ) -> Image.Image:
        """Return the picture after blur, noise and JPEG compression; mode "RGB".

        Parameters
        ----------
        rng : numpy.random.Generator
        blur_px : float
            Standard deviation of the blur.
        noise : float
            Standard deviation of the noise in gray levels.
        quality : int or None
            Of the JPEG compression; None for no compression.
        """
        image = Image.fromarray(np.clip(self.rgb, 0, 255).astype(np.uint8))
        image = image.filter(ImageFilter.GaussianBlur(blur_px))
        noisy = np.asarray(image) + rng.normal(0, noise, (self.height, self.width, 1))
        image = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
        if quality is None:
            return image
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        return Image.open(file).convert("RGB")


def scan(picture: Picture, rng: np.random.Generator) -> Image.Image:
    """Return a picture as a scanner or a screenshot has it: even light, mostly JPEG."""
    quality = int(rng.integers(50, 95)) if rng.random() < 0.7 else None
    return picture.finish(rng, rng.uniform(0, 0.9), rng.uniform(0, 3), quality)


def photo(picture: Picture, rng: np.random.Generator) -> Image.Image:
    """Return a picture as a phone has it: uneven light, blur, noise and JPEG."""
    picture.light(rng, rng.uniform(0.05, 0.4))
    return picture.finish(rng, rng.uniform(0.6, 1.8), rng.uniform(1, 6), int(rng.integers(60, 95)))


def place(strokes: Sequence[Stroke], box: Box) -> list[Stroke]:
    """Scale strokes to fit a box, centered in it."""
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    corner, opposite = np.array(box[:2]), np.array(box[2:])
    scale = ((opposite - corner) / np.maximum(high - low, 1e-6)).min()
    center = (corner + opposite) / 2
    return [(stroke - (low + high) / 2) * scale + center for stroke in strokes]


def lines(*segments: tuple[float, float, float, float]) -> list[Stroke]:
    """Return a stroke for each segment x1, y1, x2, y2."""
    return [np.array([[x1, y1], [x2, y2]], dtype=np.float64) for x1, y1, x2, y2 in segments]


def rotate(strokes: Sequence[Stroke], degrees: float, center: tuple[float, float]) -> list[Stroke]:
    """Turn strokes about a center."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [(stroke - center) @ turn + center for stroke in strokes]
