"""A picture in any mode to one channel of 8 bits: upright, transparency laid on paper."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageChops

FAINTEST_CONTRAST = 24
"""Levels of 255 between paper and pen below which there is nothing to read."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, for each orientation that EXIF 2.32 (CIPA DC-008) numbers."""


def greyscale(image: Image.Image) -> Image.Image:
    """Return the picture upright, without transparency, as mode "L".

    The orientation that a camera noted (EXIF) is applied. Transparent parts become white paper, or
    black where the visible parts are light. Where brightness hardly tells pen from paper (yellow
    on white), the colour channel that tells them best is taken instead.
    """
    image = _upright(image)
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    alpha = None
    if image.has_transparency_data:
        if image.mode == "La":  # from which Pillow knows no direct way to "RGBA"
            image = image.convert("LA")
        if image.mode != "RGBA":
            image = image.convert("RGBA")
        alpha = image.getchannel("A")
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGB")
    grey = image.convert("L")
    if alpha is None or alpha.getextrema() == (255, 255):
        return grey if _stands_out(grey) else max(grey, *image.split()[:3], key=_spread)
    paper = _paper_beneath(grey, alpha)
    laid = _lay(grey, alpha, paper)
    if _stands_out(laid):
        return laid
    return max(laid, *(_lay(colour, alpha, paper) for colour in image.split()[:3]), key=_spread)


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged notes of a camera raise a dozen kinds of exception
        return image
    return image if turn is None else image.transpose(turn)


def _from_deep(image: Image.Image) -> Image.Image:
    """Return a 16-bit, 32-bit or float picture scaled to 8 bits, its largest value to white.

    0 stays black, so that the faint grain of blank paper is not stretched into a drawing.
    """
    values: NDArray[Any] = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
    low, high = min(values.min(), 0), values.max()
    scaled = (values - low) * (255 / (high - low)) if high > low else np.full_like(values, 255)
    return Image.fromarray(scaled.astype(np.uint8))


def _paper_beneath(grey: Image.Image, alpha: Image.Image) -> int:
    """Return the level of a paper that the visible parts stand out from: 0 or 255."""
    seen, weight = _total(ImageChops.multiply(grey, alpha)), _total(alpha)
    # A light paper that is only partly transparent (rounded corners) stays paper: what is mostly
    # opaque is seen as it is, and the holes take the colour of what surrounds them.
    opaque = weight > 0.5 * 255 * grey.width * grey.height
    light = seen > 0.5 * weight
    return 0 if light and not opaque else 255


def _lay(channel: Image.Image, alpha: Image.Image, paper: int) -> Image.Image:
    ground = Image.new("L", channel.size, paper)
    ground.paste(channel, mask=alpha)
    return ground


def _total(channel: Image.Image) -> float:
    return float(np.arange(256) @ np.array(channel.histogram()))


def _stands_out(channel: Image.Image) -> bool:
    return _spread(channel) >= 3 * FAINTEST_CONTRAST


def _spread(channel: Image.Image) -> int:
    low, high = channel.getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]  # one channel, so two numbers
