"""Digits from bitmaps of other data sets and from fonts, preprocessed as pictures of users.

Each function takes a task and returns 784 pixels as uint8. Its randomness depends on seed and
number alone.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from model.data.synthesis.digits import Pixels, preprocess_to_bytes, roughen_edges
from model.preprocessing.ink_detection import BlankDrawingError

_ASPECTS = {1: (0.14, 0.6)}
_ASPECT = (0.5, 0.95)
"""Smallest and largest ratio of width to height of handwritten digits, by label."""


def unstretch(task: tuple[int, int, Pixels, int]) -> Pixels:
    """Undo the stretching of a bitmap to a square with a random ratio of width to height.

    Parameters
    ----------
    task : (seed, number, image, label)
        Image of shape (H, W), 0 background to 255 ink, that fills its square.
    """
    seed, number, image, label = task
    rng = np.random.default_rng((seed, number, 6))
    low, high = np.log(_ASPECTS.get(label, _ASPECT))
    height = rng.uniform(60, 220)
    width = height * float(np.exp(rng.uniform(low, high)))
    return preprocess_to_bytes(_enlarged(image, width, height, rng))


def enlarge(task: tuple[int, int, Pixels, int]) -> Pixels:
    """Enlarge a bitmap with nearly its own proportions."""
    seed, number, image, _label = task
    rng = np.random.default_rng((seed, number, 7))
    height = rng.uniform(60, 220)
    width = height * float(np.exp(rng.normal(0, 0.12)))
    return preprocess_to_bytes(_enlarged(image, width, height, rng))


def as_sent(task: tuple[int, int, Pixels, int]) -> Pixels:
    """Preprocess a small grey picture as it is, or enlarged to a random size."""
    seed, number, image, _label = task
    rng = np.random.default_rng((seed, number, 8))
    picture = Image.fromarray(255 - image)
    if rng.random() < 0.5:
        side = int(rng.uniform(40, 240))
        width = int(side * np.exp(rng.normal(0, 0.1)))
        picture = picture.resize((width, side), Image.Resampling.BICUBIC)
    try:
        return preprocess_to_bytes(picture)
    except BlankDrawingError:
        return np.zeros(784, dtype=np.uint8)


def printed(task: tuple[int, int, str, int]) -> Pixels:
    """Draw a digit with a font as `printed_picture` does, and preprocess it.

    Parameters
    ----------
    task : (seed, number, font, label)
        The path of a font.
    """
    seed, number, font, label = task
    drawing = glyph_of(font, str(label))
    try:
        picture = printed_picture(drawing, np.random.default_rng((seed, number, 9)))
        return preprocess_to_bytes(picture)
    except BlankDrawingError:
        return preprocess_to_bytes(drawing)


def printed_picture(drawing: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return a glyph in any size from 9 px, stretched, rotated and blurred, dark on white."""
    height = float(np.exp(rng.uniform(np.log(9), np.log(180))))
    stretch = float(np.exp(np.clip(rng.normal(0, 0.15), np.log(0.6), np.log(1.6))))
    width = drawing.width * height / drawing.height * stretch
    glyph = drawing.resize((max(round(width), 2), max(round(height), 2)), Image.Resampling.BOX)
    margin = int(max(height * rng.uniform(0.1, 0.6), 3))
    size = (glyph.width + 2 * margin, glyph.height + 2 * margin)
    picture = Image.new("L", size, 255)
    picture.paste(glyph, (margin, margin))
    if rng.random() < 0.6:
        shear = rng.normal(0, 0.06)
        picture = picture.transform(
            size, Image.Transform.AFFINE, (1, shear, -shear * size[1] / 2, 0, 1, 0),
            Image.Resampling.BICUBIC, fillcolor=255,
        )  # fmt: skip
        picture = picture.rotate(rng.normal(0, 4), Image.Resampling.BICUBIC, fillcolor=255)
    if rng.random() < 0.4:
        picture = picture.filter(ImageFilter.GaussianBlur(float(height * rng.uniform(0, 0.05))))
    if height > 40 and rng.random() < 0.15:
        picture = roughen_edges(255 - np.asarray(picture), rng)
    return picture


_GLYPH_PX = 200


def glyph_of(font: str, character: str) -> Image.Image:
    """Return a character, dark on white, cropped to its ink."""
    typeface = ImageFont.truetype(font, _GLYPH_PX)
    image = Image.new("L", (2 * _GLYPH_PX, 2 * _GLYPH_PX), 0)
    ImageDraw.Draw(image).text((_GLYPH_PX // 2, _GLYPH_PX // 2), character, 255, font=typeface)
    return Image.fromarray(255 - np.asarray(image.crop(image.getbbox())))


def _enlarged(image: Pixels, width: float, height: float, rng: np.random.Generator) -> Image.Image:
    """Enlarge a bitmap with smooth edges, dark on white, sometimes as a bilevel scan."""
    size = (max(round(width), 4), max(round(height), 4))
    ink = Image.fromarray(np.pad(image, 1)).resize(size, Image.Resampling.BICUBIC)
    smooth = ink.filter(ImageFilter.GaussianBlur(0.35 * height / image.shape[0]))
    levels = np.clip((np.asarray(smooth, dtype=np.float32) - 128) * 3 + 128, 0, 255)
    padded = np.pad(levels.astype(np.uint8), 8)
    if rng.random() < 0.3:
        return roughen_edges(padded, rng)
    return Image.fromarray(255 - padded)
