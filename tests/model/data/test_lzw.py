"""LZW decoder against files written by the command ``compress``.

``packed/squares-COUNT-BITS-bits.Z`` holds the squares of 0 to COUNT - 1, one a line, packed with
``compress -b BITS``. The one of 10 bits is long enough for the encoder to clear its table.
"""

from pathlib import Path

import pytest

from model.data import lzw

PACKED = Path(__file__).parent / "packed"


@pytest.mark.parametrize(("count", "bits"), [(3000, 10), (1500, 16)])
def test_decompress_file_written_by_compress_returns_original(count, bits):
    packed = (PACKED / f"squares-{count}-{bits}-bits.Z").read_bytes()
    squares = b"".join(b"%d\n" % number**2 for number in range(count))
    assert lzw.decompress(packed, len(squares) + 1) == squares


def test_decompress_code_not_yet_in_table_is_decoded():
    # "aaaaaa" is a, 257 = aa, 258 = aaa: each of the latter is used before it is in the table.
    codes = ord("a") | 257 << 9 | 258 << 18
    packed = bytes([0x1F, 0x9D, 0x90]) + codes.to_bytes(4, "little")
    assert lzw.decompress(packed, 100) == b"aaaaaa"


def test_decompress_limit_stops_decoding():
    packed = (PACKED / "squares-1500-16-bits.Z").read_bytes()
    assert 100 <= len(lzw.decompress(packed, 100)) < 200


def test_decompress_no_codes_returns_empty():
    assert lzw.decompress(bytes([0x1F, 0x9D, 0x90]), 10) == b""


@pytest.mark.parametrize("packed", [b"", b"\x1f", b"\x1f\x8b\x08\x00"])
def test_decompress_wrong_magic_raises(packed):
    with pytest.raises(ValueError, match=r"expected a \.Z file that starts with 1f9d"):
        lzw.decompress(packed, 10)


def test_decompress_invalid_width_raises():
    with pytest.raises(ValueError, match="grow to 10 to 16 bits, got 31"):
        lzw.decompress(bytes([0x1F, 0x9D, 0x9F]), 10)


def test_decompress_code_beyond_table_raises():
    codes = ord("a") | 300 << 9
    packed = bytes([0x1F, 0x9D, 0x90]) + codes.to_bytes(3, "little")
    with pytest.raises(ValueError, match="expected a code up to 257, got 300"):
        lzw.decompress(packed, 10)
