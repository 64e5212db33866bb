"""Parser of image files: the header at once, the pixels later, when their number is known."""

import io

# Pillow looks up formats that it has not imported by importing all of them, so these five are here.
from PIL import (  # noqa: F401
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from app.concurrency.memory import MAX_DECODED_BYTES
from app.http.problems import FieldPath, ImageTooLarge, UnreadableImage
from app.parsing import animation, file_signatures, image_memory
from app.parsing.drawing import ImageDrawing
from model.preprocessing.grayscale import to_grayscale

MAX_READS = 50_000
"""Maximum number of calls of `read` for one file. A photograph takes hundreds; a file of millions
of empty chunks, made to keep a server busy, is rejected after some hundredths of a second."""

MAX_SCANS = 30
"""Maximum number of scans of a progressive JPEG; cameras make about ten. Each is a pass over all
pixels, however few bytes it has."""

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
        If the header declares more than `max_pixels`, or more than fit into the memory for images.
    """
    if not content:
        raise UnreadableImage.for_field(path, f"expected an image in {_FORMAT_NAMES}, got no bytes")
    try:
        image = Image.open(_BoundedReader(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path, max_pixels, "over 89 million") from error
    except Exception as error:  # damaged headers raise a dozen kinds of exception
        name = file_signatures.supported_format(content)
        if name is not None:
            raise _damaged(path, name) from error
        raise UnreadableImage.for_field(
            path,
            f"expected an image in {_FORMAT_NAMES}, got {file_signatures.describe(content)}",
        ) from error
    scans = image_memory.count_scans(image, content)
    if scans > MAX_SCANS:
        raise UnreadableImage.for_field(
            path,
            f"expected a JPEG of at most {MAX_SCANS} scans, got {scans}; "
            f"{_FORMAT_NAMES} are accepted",
        )
    pixels = image.width * image.height
    if pixels > max_pixels:
        raise _too_large(path, max_pixels, f"{image.width} x {image.height}")
    size_bytes = image_memory.decoded_bytes(image, content)
    if size_bytes > MAX_DECODED_BYTES:
        raise _too_large(
            path,
            MAX_DECODED_BYTES * pixels // size_bytes,
            f"{image.width} x {image.height}",
            f" in a {image.format} of mode {image.mode}",
        )
    frames = animation.count_frames(image, content)
    if frames > 1:
        size_bytes = max(size_bytes, animation.BYTES_PER_PX * pixels)
    return ImageDrawing(
        path,
        pixels * frames,
        lambda: _decode(image, path),
        decoded_bytes=size_bytes,
        load_last_frame=lambda: animation.load_last_frame(_BoundedReader(content), frames),
    )


class _BoundedReader(io.BytesIO):
    """The bytes of a file, with a limit of calls of `read`."""

    reads_left = MAX_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next `size` bytes."""
        self.reads_left -= 1
        if self.reads_left < 0:
            raise OSError(f"expected a file that is read in {MAX_READS} pieces, got more")
        return super().read(size)


def _too_large(path: FieldPath, max_pixels: int, got: str, kind: str = "") -> ImageTooLarge:
    return ImageTooLarge.for_field(path, f"expected at most {max_pixels} pixels{kind}, got {got}")


def _damaged(path: FieldPath, name: str) -> UnreadableImage:
    return UnreadableImage.for_field(
        path,
        f"expected a whole {name} image, got one that is damaged or truncated; "
        f"{_FORMAT_NAMES} are accepted",
    )


def _decode(image: Image.Image, path: FieldPath) -> Image.Image:
    """Return the image, or the first frame of an animation, as upright grayscale.

    A large JPEG is reduced. The decoded colors are released, so it can be decoded only once.
    """
    scale = image_memory.draft_scale(image)
    try:
        if scale > 1:
            image.draft(None, (image.width // scale, image.height // scale))
        image.load()
    except Exception as error:  # as above, for damaged pixels
        raise _damaged(path, str(image.format).replace("WEBP", "WebP")) from error
    gray = to_grayscale(image)
    image.close()
    return gray
