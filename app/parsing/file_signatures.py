"""Names of file formats that are often sent as pictures but not read, by their first bytes.

The formats that are read are Pillow's business; see `app.parsing.images`.
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


def describe(content: bytes) -> str:
    """Return the name of a file's format and what to do about it, else its number of bytes."""
    head = content[:1000]
    for name, signature in _SIGNATURES.items():
        if signature.match(head):
            return name + _ADVICE
    return f"{len(content)} bytes of something else"
