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

from app.http.problems import FieldPath, ImageTooLarge, UnreadableImage
from app.parsing.drawing import ImageDrawing

MOST_READS = 50_000
"""Pieces in which a file may be read. A photograph takes hundreds; a file of millions of empty
parts, made to keep a server busy, is given up after some hundredths of a second."""

MOST_SCANS = 100
"""Scans of a progressive JPEG; cameras make about ten. Each is a pass over all pixels, however few
bytes it takes."""

_SCAN = b"\xff\xda"

# Compressed texts in a PNG are of no use here; Pillow would unpack 64 MiB of them.
PngImagePlugin.MAX_TEXT_MEMORY = 2**22

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
READABLE = "PNG, JPEG, WebP, GIF or BMP"


def drawing(content: bytes, path: FieldPath, max_pixels: int) -> ImageDrawing:
    """Return the drawing in an image file, whose header alone has been read.

    Raises
    ------
    UnreadableImage
        If the bytes do not begin as one of `FORMATS` does.
    ImageTooLarge
        If the header declares more than `max_pixels`.
    """
    if not content:
        raise UnreadableImage.for_field(path, f"expected an image in {READABLE}, got no bytes")
    try:
        image = Image.open(_Pieces(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path, max_pixels, "over 89 million") from error
    except Exception as error:  # damaged headers raise a dozen kinds of exception
        raise UnreadableImage.for_field(
            path, f"expected an image in {READABLE}, got {len(content)} bytes of something else"
        ) from error
    if image.format in {"JPEG", "MPO"} and content.count(_SCAN) > MOST_SCANS:
        raise UnreadableImage.for_field(
            path,
            f"expected a JPEG of at most {MOST_SCANS} scans, got {content.count(_SCAN)}; "
            f"{READABLE} are read",
        )
    width, height = image.size
    if width * height > max_pixels:
        raise _too_large(path, max_pixels, f"{width} x {height}")
    return ImageDrawing(path, width * height, lambda: _decoded(image, path))


class _Pieces(io.BytesIO):
    """The bytes of a file, which can be read in so many pieces and no more."""

    left = MOST_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next `size` bytes."""
        self.left -= 1
        if self.left < 0:
            raise OSError(f"expected a file that is read in {MOST_READS} pieces, got more")
        return super().read(size)


def _too_large(path: FieldPath, max_pixels: int, got: str) -> ImageTooLarge:
    return ImageTooLarge.for_field(path, f"expected at most {max_pixels} pixels, got {got}")


def _decoded(image: Image.Image, path: FieldPath) -> Image.Image:
    """Return the image, its first frame if it moves, with all pixels decoded and upright."""
    try:
        image.load()
    except Exception as error:  # as above, for damaged pixels
        raise UnreadableImage.for_field(
            path,
            f"expected a whole {image.format} image, got one that is damaged or cut short; "
            f"{READABLE} are read",
        ) from error
    try:
        upright = ImageOps.exif_transpose(image)
    except Exception:  # damaged notes of the camera do not make the picture worse
        upright = image.copy()
    upright.info = {k: v for k, v in image.info.items() if k == "transparency"}
    return upright
