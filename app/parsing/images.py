"""Parser of image files: the header at once, the pixels later, when their number is known."""

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
from app.parsing import file_signatures
from app.parsing.drawing import ImageDrawing

MAX_READS = 50_000
"""Calls of `read` for one file. A photograph takes hundreds; a file of millions of empty chunks,
made to keep a server busy, is given up after some hundredths of a second."""

MAX_SCANS = 100
"""Scans of a progressive JPEG; cameras make about ten. Each is a pass over all pixels, however few
bytes it takes."""

_SCAN = b"\xff\xda"

# Compressed texts in a PNG are of no use here; Pillow would unpack 64 MiB of them.
PngImagePlugin.MAX_TEXT_MEMORY = 2**22

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_FORMAT_NAMES = "PNG, JPEG, WebP, GIF or BMP"


def parse(content: bytes, path: FieldPath, max_pixels: int) -> ImageDrawing:
    """Return the drawing in an image file, of which the header alone is read.

    Raises
    ------
    UnreadableImage
        If the header is not one of `FORMATS`.
    ImageTooLarge
        If the header declares more than `max_pixels`.
    """
    if not content:
        raise UnreadableImage.for_field(path, f"expected an image in {_FORMAT_NAMES}, got no bytes")
    try:
        image = Image.open(_BoundedReader(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path, max_pixels, "over 89 million") from error
    except Exception as error:  # damaged headers raise a dozen kinds of exception
        raise UnreadableImage.for_field(
            path,
            f"expected an image in {_FORMAT_NAMES}, got {file_signatures.describe(content)}",
        ) from error
    if image.format in {"JPEG", "MPO"} and content.count(_SCAN) > MAX_SCANS:
        raise UnreadableImage.for_field(
            path,
            f"expected a JPEG of at most {MAX_SCANS} scans, got {content.count(_SCAN)}; "
            f"{_FORMAT_NAMES} are accepted",
        )
    width, height = image.size
    if width * height > max_pixels:
        raise _too_large(path, max_pixels, f"{width} x {height}")
    return ImageDrawing(path, width * height, lambda: _decode(image, path))


class _BoundedReader(io.BytesIO):
    """The bytes of a file, with a limit of calls of `read`."""

    reads_left = MAX_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next `size` bytes."""
        self.reads_left -= 1
        if self.reads_left < 0:
            raise OSError(f"expected a file that is read in {MAX_READS} pieces, got more")
        return super().read(size)


def _too_large(path: FieldPath, max_pixels: int, got: str) -> ImageTooLarge:
    return ImageTooLarge.for_field(path, f"expected at most {max_pixels} pixels, got {got}")


def _decode(image: Image.Image, path: FieldPath) -> Image.Image:
    """Return the image, the first frame of an animation, decoded and rotated upright."""
    try:
        image.load()
    except Exception as error:  # as above, for damaged pixels
        raise UnreadableImage.for_field(
            path,
            f"expected a whole {image.format} image, got one that is damaged or truncated; "
            f"{_FORMAT_NAMES} are accepted",
        ) from error
    try:
        upright = ImageOps.exif_transpose(image)
    except Exception:  # damaged EXIF data does not harm the pixels
        upright = image.copy()
    upright.info = {k: v for k, v in image.info.items() if k == "transparency"}
    return upright
