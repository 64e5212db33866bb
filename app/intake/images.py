"""Bytes of an image file to a picture, with the sizes known before a pixel is decoded."""

import io

# Pillow looks up formats that it has not imported by importing all of them, so these five are here.
from PIL import (  # noqa: F401
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from app.intake.drawing import Sketch
from app.problems import ImageTooLarge, Place, UnreadableImage

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
READABLE = "PNG, JPEG, WebP, GIF or BMP"


def drawing(content: bytes, place: Place, max_pixels: int) -> Sketch:
    """Return the drawing in an image file, whose header alone has been read.

    Raises
    ------
    UnreadableImage
        If the bytes do not begin as one of `FORMATS` does.
    ImageTooLarge
        If the header declares more than `max_pixels`.
    """
    if not content:
        raise UnreadableImage.at(place, f"expected an image in {READABLE}, got no bytes")
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(place, max_pixels, "over 89 million") from error
    except Exception as error:  # damaged headers raise a dozen kinds of exception
        raise UnreadableImage.at(
            place, f"expected an image in {READABLE}, got {len(content)} bytes of something else"
        ) from error
    width, height = image.size
    if width * height > max_pixels:
        raise _too_large(place, max_pixels, f"{width} x {height}")
    return Sketch(place, width * height, lambda: _decoded(image, place))


def _too_large(place: Place, max_pixels: int, got: str) -> ImageTooLarge:
    return ImageTooLarge.at(place, f"expected at most {max_pixels} pixels, got {got}")


def _decoded(image: Image.Image, place: Place) -> Image.Image:
    """Return the image, its first frame if it moves, with all pixels decoded and upright."""
    try:
        image.load()
    except Exception as error:  # as above, for damaged pixels
        raise UnreadableImage.at(
            place,
            f"expected a whole {image.format} image, got one that is damaged or cut short; "
            f"{READABLE} are read",
        ) from error
    try:
        upright = ImageOps.exif_transpose(image)
    except Exception:  # damaged notes of the camera do not make the picture worse
        upright = image.copy()
    upright.info = {k: v for k, v in image.info.items() if k == "transparency"}
    return upright
