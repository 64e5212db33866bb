"""Base64 as clients write it: both alphabets, with or without padding, in lines, in a data: URL.

Each step is one pass over the bytes: a text can have 8 MiB.
"""

import base64
import re
import string
import urllib.parse

from app.http.problems import FieldPath, InvalidRequest

MAX_OTHER_ESCAPES = 10_000
"""Maximum number of percent escapes in a data: URL, besides those that base64 needs."""

LINE_LENGTHS = (64, 76)
"""Lengths of a line in PEM and in MIME, in characters."""

_DATA_URL = re.compile(r"\s{0,100}data:[^,]{0,200};base64,", re.IGNORECASE)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_PLUS_SIGNS = bytes.maketrans(b" ", b"+")
_WHITE_SPACE = string.whitespace.encode()
_ESCAPES = ((b"%2B", b"+"), (b"%2F", b"/"), (b"%3D", b"="), (b"%0A", b"\n"), (b"%0D", b"\n"))
"""Percent escapes of characters in base64, and these characters."""


def decode(text: str, path: FieldPath) -> bytes:
    """Return the bytes of a base64 text or data: URL.

    Both alphabets of RFC 4648 are read, with or without padding, and with percent escapes in a URL.
    White space is ignored, but blanks are plus signs, which forms replace, unless they end lines.

    Raises
    ------
    InvalidRequest
        If it is neither.
    """
    prefix = _DATA_URL.match(text)
    try:
        encoded = text[prefix.end() if prefix else 0 :].encode("ascii")
        if prefix and b"%" in encoded:
            encoded = _unquote(encoded)
        encoded = _with_plus_signs(encoded.strip())
        encoded = encoded.translate(_URL_SAFE, _WHITE_SPACE).rstrip(b"=")
        return base64.b64decode(encoded + b"=" * (-len(encoded) % 4), validate=True)
    except ValueError as error:  # binascii.Error, or a character that is not ASCII
        raise InvalidRequest.for_field(
            path, f"expected base64 or a data: URL with ;base64, got neither: {error}"
        ) from error


def _unquote(encoded: bytes) -> bytes:
    """Return a text without percent escapes of base64's characters and a few others."""
    for escape, character in _ESCAPES:
        encoded = encoded.replace(escape, character).replace(escape.lower(), character)
    if encoded.count(b"%") > MAX_OTHER_ESCAPES:
        raise ValueError("more percent escapes than base64 needs")
    return urllib.parse.unquote_to_bytes(encoded)


def _with_plus_signs(encoded: bytes) -> bytes:
    """Return base64 with plus signs for blanks, unless these are where lines end."""
    if b" " not in encoded or b"\n" in encoded or b"\r" in encoded or b"\t" in encoded:
        return encoded
    length = encoded.index(b" ")
    ends = encoded[length :: length + 1]
    if length in LINE_LENGTHS and encoded.count(b" ") == len(ends) == ends.count(b" "):
        return encoded
    return encoded.translate(_PLUS_SIGNS)
