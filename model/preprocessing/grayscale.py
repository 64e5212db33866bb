"""Conversion of images in any mode to 8-bit grayscale: orientation, transparency, bit depth."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageChops

MIN_CONTRAST = 24
"""Gray levels, of 255, between background and ink below which an image counts as blank."""

_EXIF_TRANSPOSES = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transposition that brings an image upright, by its EXIF orientation (EXIF 2.32, CIPA DC-008).
`PIL.ImageOps.exif_transpose` also rewrites the metadata, which fails where they are damaged."""


def to_grayscale(image: Image.Image) -> Image.Image:
    """Convert an image to upright, opaque 8-bit grayscale.

    The EXIF orientation is applied. Transparent pixels are composited on white, or on black where
    the visible pixels are light. Where luminance hardly separates ink from background (yellow on
    white), the color channel with the largest contrast is used instead.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode and size.

    Returns
    -------
    PIL.Image.Image
        Mode "L".
    """
    image = _upright(image)
    if image.mode.startswith("I") or image.mode == "F":
        return _scale_to_8_bits(image)
    alpha = None
    if image.has_transparency_data:
        if image.mode == "La":  # Pillow has no direct conversion from it to "RGBA"
            image = image.convert("LA")
        if image.mode != "RGBA":
            image = image.convert("RGBA")
        alpha = image.getchannel("A")
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGB")
    gray = image.convert("L")
    if alpha is None or alpha.getextrema() == (255, 255):
        if _has_contrast(gray):
            return gray
        return max(gray, *image.split()[:3], key=_contrast)
    background = _background_level(gray, alpha)
    composite = _composite(gray, alpha, background)
    if _has_contrast(composite):
        return composite
    channels = (_composite(channel, alpha, background) for channel in image.split()[:3])
    return max(composite, *channels, key=_contrast)


def _upright(image: Image.Image) -> Image.Image:
    """Apply the EXIF orientation, if there is one."""
    try:
        method = _EXIF_TRANSPOSES.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged EXIF data raise a dozen kinds of exception
        return image
    return image if method is None else image.transpose(method)


def _scale_to_8_bits(image: Image.Image) -> Image.Image:
    """Scale a 16-bit, 32-bit or float image to 8 bits, its maximum to 255.

    0 stays black, so that the faint noise of a blank page is not stretched into a drawing.
    """
    values: NDArray[Any] = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
    low, high = min(values.min(), 0), values.max()
    scaled = (values - low) * (255 / (high - low)) if high > low else np.full_like(values, 255)
    return Image.fromarray(scaled.astype(np.uint8))


def _background_level(gray: Image.Image, alpha: Image.Image) -> int:
    """Return the level, 0 or 255, from which the visible pixels stand out."""
    visible, weight = _level_sum(ImageChops.multiply(gray, alpha)), _level_sum(alpha)
    # A light page that is only partly transparent (rounded corners) stays light: an image that is
    # mostly opaque is seen as it is, and the holes take the color of what surrounds them.
    is_opaque = weight > 0.5 * 255 * gray.width * gray.height
    is_light = visible > 0.5 * weight
    return 0 if is_light and not is_opaque else 255


def _composite(channel: Image.Image, alpha: Image.Image, background: int) -> Image.Image:
    canvas = Image.new("L", channel.size, background)
    canvas.paste(channel, mask=alpha)
    return canvas


def _level_sum(channel: Image.Image) -> float:
    return float(np.arange(256) @ np.array(channel.histogram()))


def _has_contrast(channel: Image.Image) -> bool:
    return _contrast(channel) >= 3 * MIN_CONTRAST


def _contrast(channel: Image.Image) -> int:
    low, high = channel.getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]  # one channel, so two numbers
