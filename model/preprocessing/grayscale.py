"""Conversion of images in any mode to 8-bit grayscale: orientation, transparency, bit depth."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageChops

MIN_CONTRAST = 24
"""Gray levels, of 255, between background and ink below which an image counts as blank."""

_STRIP_PX = 2**17
"""Larger images are converted in strips of this many pixels, half a megabyte that stays in the
cache: converted at once, 16 megapixels would take several copies of 8 bytes a pixel."""

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


def reduce_to_side(gray: Image.Image, max_side_px: int) -> tuple[Image.Image, int]:
    """Return an image reduced by a whole number to at most this side, and that number."""
    factor = -(-max(gray.size) // max_side_px)
    return (gray.reduce(factor) if factor > 1 else gray), factor


def to_grayscale(image: Image.Image) -> Image.Image:
    """Convert an image to upright, opaque 8-bit grayscale.

    The EXIF orientation is applied. Transparent pixels are composited on white, or on black where
    the visible pixels are light. Where luminance hardly separates ink from background (yellow on
    white), the color channel with the largest contrast is used instead.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode and size. Besides it, at most two images of one byte a pixel are in memory at a
        time, as it is converted in strips.

    Returns
    -------
    PIL.Image.Image
        Mode "L".
    """
    if image.mode.startswith("I") or image.mode == "F":
        gray = _scale_to_8_bits(image)
    elif image.mode in {"1", "L"} and not image.has_transparency_data:
        gray = image.convert("L")
    else:
        gray = _composite_to_grayscale(image)
    method = _orientation(image)
    upright = gray if method is None else gray.transpose(method)
    upright.info = {}  # so that orientation and transparency are not applied again
    return upright


def _orientation(image: Image.Image) -> Image.Transpose | None:
    """Return the transposition for the EXIF orientation, if there is one."""
    try:
        return _EXIF_TRANSPOSES.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged EXIF data raise a dozen kinds of exception
        return None


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Yield the image in strips of at most `_STRIP_PX` (or one row), each with its top row."""
    rows = max(1, _STRIP_PX // image.width)
    if rows >= image.height:
        yield 0, image
        return
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _map_strips(image: Image.Image, function: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Return an image, mode "L", to whose strips `function` was applied one by one."""
    gray = Image.new("L", image.size)
    for top, strip in _strips(image):
        if strip is image:
            return function(image)
        gray.paste(function(strip), (0, top))
    return gray


def _scale_to_8_bits(image: Image.Image) -> Image.Image:
    """Scale a 16-bit, 32-bit or float image to 8 bits, its maximum to 255.

    0 stays black, so that the faint noise of a blank page is not stretched into a drawing.
    """

    def values_of(strip: Image.Image) -> NDArray[Any]:
        return np.nan_to_num(np.asarray(strip, np.float64), posinf=0, neginf=0)

    low, high = 0.0, -np.inf
    for _, strip in _strips(image):
        values = values_of(strip)
        low, high = min(low, values.min()), max(high, values.max())

    def scale(strip: Image.Image) -> Image.Image:
        if high <= low:
            return Image.new("L", strip.size, 255)
        scaled = (values_of(strip) - low) * (255 / (high - low))
        return Image.fromarray(scaled.astype(np.uint8))

    return _map_strips(image, scale)


def _composite_to_grayscale(image: Image.Image) -> Image.Image:
    """Return luminance or, where that has no contrast, the color channel that has the most."""
    background = _background_level(image) if image.has_transparency_data else None

    def channel(band: str) -> Image.Image:
        return _map_strips(image, lambda strip: _composite(strip, band, background))

    best = channel("L")
    if not _has_contrast(best):
        for band in "RGB":
            best = max(best, channel(band), key=_contrast)
    return best


def _background_level(image: Image.Image) -> int | None:
    """Return the level, 0 or 255, from which visible pixels stand out; None if all are opaque."""
    if all(
        _to_rgba(strip).getchannel("A").getextrema() == (255, 255) for _, strip in _strips(image)
    ):
        return None
    visible, weight = 0.0, 0.0
    for _, strip in _strips(image):
        rgba = _to_rgba(strip)
        alpha = rgba.getchannel("A")
        visible += _level_sum(ImageChops.multiply(rgba.convert("L"), alpha))
        weight += _level_sum(alpha)
    # A light page that is only partly transparent (rounded corners) stays light: an image that is
    # mostly opaque is seen as it is, and the holes take the color of what surrounds them.
    is_opaque = weight > 0.5 * 255 * image.width * image.height
    is_light = visible > 0.5 * weight
    return 0 if is_light and not is_opaque else 255


def _composite(image: Image.Image, band: str, background: int | None) -> Image.Image:
    """Return the luminance "L" or a band, "R", "G" or "B", on a background if there is one."""
    if image.has_transparency_data:
        image = _to_rgba(image)
    elif image.mode != "RGB":
        image = image.convert("RGB")
    channel = image.convert("L") if band == "L" else image.getchannel(band)
    if background is None:
        return channel
    canvas = Image.new("L", channel.size, background)
    canvas.paste(channel, mask=image.getchannel("A"))
    return canvas


def _to_rgba(image: Image.Image) -> Image.Image:
    if image.mode == "La":  # Pillow has no direct conversion from it to "RGBA"
        image = image.convert("LA")
    return image if image.mode == "RGBA" else image.convert("RGBA")


def _level_sum(channel: Image.Image) -> float:
    return float(np.arange(256) @ np.array(channel.histogram()))


def _has_contrast(channel: Image.Image) -> bool:
    return _contrast(channel) >= 3 * MIN_CONTRAST


def _contrast(channel: Image.Image) -> int:
    low, high = channel.getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]  # one channel, so two numbers
