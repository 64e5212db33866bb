"""Formats of files that Pillow cannot open, by their first bytes.

They are damaged, or in a format that is often sent as a picture but not read.
"""

import re

_ADVICE = "; export it as JPEG or PNG"

# The brands of an ISO base media file (ISO/IEC 14496-12, 4.3): the major one, its version, others.
_BRANDS = rb"\A....ftyp(?:....){0,15}?"

_SIGNATURES = {
    "an AVIF image": re.compile(_BRANDS + rb"avi[fs]", re.DOTALL),
    "a HEIC image": re.compile(_BRANDS + rb"(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL),
    "a TIFF image": re.compile(rb"\A(?:II[*+]\0|MM\0[*+])"),
    "a JPEG XL image": re.compile(rb"\A(?:\xff\x0a|\0\0\0\x0cJXL )"),
    "an SVG drawing": re.compile(
        rb"\A(?:\xef\xbb\xbf)?\s*<(?:svg\b|[?!].{0,900}?<svg\b)", re.DOTALL
    ),
    "a PDF document": re.compile(rb"\A%PDF-"),
}
"""In this order, as AVIF files list HEIC's brands too."""

_SUPPORTED = {
    "PNG": re.compile(rb"\A\x89PNG"),  # the line ends after it may be damaged, too
    "JPEG": re.compile(rb"\A\xff\xd8"),
    "WebP": re.compile(rb"\ARIFF....WEBP", re.DOTALL),  # RIFF alone may be sound or video
    "GIF": re.compile(rb"\AGIF8"),
    # BM alone may be text; after the file's size, two reserved fields are 0 (BITMAPFILEHEADER).
    "BMP": re.compile(rb"\ABM....\0\0", re.DOTALL),
}
"""Formats that are read, by as few bytes as tell them from other files."""


def supported_format(content: bytes) -> str | None:
    """Return the name of a file's format if it is one of those that are read, else None."""
    return next((name for name, signature in _SUPPORTED.items() if signature.match(content)), None)


def describe(content: bytes) -> str:
    """Return the name of a format that is not read, with advice, else the number of bytes."""
    head = content[:1000]
    for name, signature in _SIGNATURES.items():
        if signature.match(head):
            return name + _ADVICE
    return f"{len(content)} byte{'s' * (len(content) != 1)} of something else"
