"""Memory that an image file takes while it is decoded, known from its header."""

from PIL import Image, JpegImagePlugin

_BYTES_OF_MODE = {"1": 1, "L": 1, "P": 1, "I;16": 2}
"""Bytes per pixel of the decoded image in Pillow, by mode; all other modes take 4."""

_BYTES_OF_DECODER = {"WEBP": 12, "BMP": 3, "GIF": 1}
"""Further bytes per pixel, by decoder: two canvases and a copy for WebP, a copy of the run lengths
for BMP, the screen for GIF."""

_COEFFICIENT_BYTES = 2
"""Bytes of one coefficient of the discrete cosine transform, one for each sample, in libjpeg."""

_BYTES_OF_GRAYSCALE = 2
"""Bytes per pixel of the gray image, and of a color channel, a rotation or an enlarged part of
it."""

MIN_DRAFT_PX = 2_000_000
"""Minimum number of pixels that remain of a JPEG that is decoded at a half, quarter or eighth of
its size: three times the side on which ink is detected."""

_SCAN = b"\xff\xda"


def count_scans(image: Image.Image, content: bytes) -> int:
    """Return the number of scans of a JPEG, those of embedded previews included, else 0."""
    return content.count(_SCAN) if isinstance(image, JpegImagePlugin.JpegImageFile) else 0


def draft_scale(image: Image.Image) -> int:
    """Return the factor, 1, 2, 4 or 8, by which a JPEG is reduced while it is decoded."""
    pixels = image.width * image.height
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return 1
    return max(scale for scale in (1, 2, 4, 8) if scale == 1 or pixels >= MIN_DRAFT_PX * scale**2)


def decoded_bytes(image: Image.Image, content: bytes) -> int:
    """Return the bytes that the decoded image and its grayscale take at most.

    Parameters
    ----------
    image : PIL.Image.Image
        Opened, but not loaded.
    content : bytes
        Of its file.
    """
    pixels = image.width * image.height
    pixel_bytes = _BYTES_OF_MODE.get(image.mode, 4) + _BYTES_OF_GRAYSCALE
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return pixels * (pixel_bytes + _BYTES_OF_DECODER.get(str(image.format), 0))
    size_bytes = pixels * pixel_bytes // draft_scale(image) ** 2
    if count_scans(image, content) > 1:  # then all coefficients are kept, at full size
        size_bytes += round(pixels * _COEFFICIENT_BYTES * _samples(image))
    return size_bytes


def _samples(image: JpegImagePlugin.JpegImageFile) -> float:
    """Return the samples of a pixel: 3 of a color JPEG, or 1.5 where chroma is subsampled."""
    blocks = [horizontal * vertical for _, horizontal, vertical, _ in image.layer]
    return sum(blocks) / max(1, *blocks)
