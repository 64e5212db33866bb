"""The decoder for ``.Z`` files against files that the command ``compress`` wrote.

``packed/squares-COUNT-BITS-bits.Z`` holds the squares of 0 to COUNT - 1, one a line, packed with
``compress -b BITS``. The one of 10 bits is long enough for the encoder to clear its table.
"""

from pathlib import Path

import pytest

from model.data import lzw

PACKED = Path(__file__).parent / "packed"


@pytest.mark.parametrize(("count", "bits"), [(3000, 10), (1500, 16)])
def test_decompress_file_of_compress_is_what_went_in(count, bits):
    packed = (PACKED / f"squares-{count}-{bits}-bits.Z").read_bytes()
    squares = b"".join(b"%d\n" % number**2 for number in range(count))
    assert lzw.decompress(packed, len(squares) + 1) == squares


def test_decompress_code_that_its_own_entry_completes():
    # "aaaaaa" is a, 257 = aa, 258 = aaa: each of the latter is used before it is in the table.
    codes = ord("a") | 257 << 9 | 258 << 18
    packed = bytes([0x1F, 0x9D, 0x90]) + codes.to_bytes(4, "little")
    assert lzw.decompress(packed, 100) == b"aaaaaa"


def test_decompress_stops_at_the_limit():
    packed = (PACKED / "squares-1500-16-bits.Z").read_bytes()
    assert 100 <= len(lzw.decompress(packed, 100)) < 200


def test_decompress_empty_content_is_empty():
    assert lzw.decompress(bytes([0x1F, 0x9D, 0x90]), 10) == b""


@pytest.mark.parametrize("packed", [b"", b"\x1f", b"\x1f\x8b\x08\x00"])
def test_decompress_other_file_is_refused(packed):
    with pytest.raises(ValueError, match=r"expected a \.Z file that starts with 1f9d"):
        lzw.decompress(packed, 10)


def test_decompress_impossible_width_is_refused():
    with pytest.raises(ValueError, match="grow to 10 to 16 bits, got 31"):
        lzw.decompress(bytes([0x1F, 0x9D, 0x9F]), 10)


def test_decompress_code_beyond_the_table_is_refused():
    codes = ord("a") | 300 << 9
    packed = bytes([0x1F, 0x9D, 0x90]) + codes.to_bytes(3, "little")
    with pytest.raises(ValueError, match="expected a code up to 257, got 300"):
        lzw.decompress(packed, 10)
