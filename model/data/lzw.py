"""The decoder for files of the Unix command ``compress`` (``.Z``), which Python's library lacks.

LZW (Welch, "A Technique for High-Performance Data Compression", 1984) as ``compress`` writes it:
a header of three bytes, then codes of 9 bits and more, lowest bit first. Codes come in groups of
eight; when the width changes, the rest of the group is padding.
"""

MAGIC = b"\x1f\x9d"
BLOCK_MODE = 0x80
WIDTH_MASK = 0x1F
CLEAR = 256
FIRST_WIDTH = 9
LAST_WIDTHS = range(10, 17)


def decompress(packed: bytes, limit: int) -> bytes:
    """Return the decompressed bytes of a ``.Z`` file, at least `limit` of them if there are more.

    Parameters
    ----------
    packed : bytes
        The whole file.
    limit : int
        Decoding stops as soon as so many bytes have come; the last code may add a few.

    Raises
    ------
    ValueError
        If `packed` is not such a file or holds a code that cannot stand there.
    """
    if packed[:2] != MAGIC or len(packed) < 3:
        raise ValueError(f"expected a .Z file that starts with 1f9d, got {packed[:2].hex() or '-'}")
    last_width = packed[2] & WIDTH_MASK
    if last_width not in LAST_WIDTHS:
        raise ValueError(f"expected codes that grow to 10 to 16 bits, got {last_width}")
    literals = [bytes([byte]) for byte in range(256)]
    if packed[2] & BLOCK_MODE:
        literals.append(b"")  # the code CLEAR stands for no bytes

    content = bytearray()
    table, width, previous = literals.copy(), FIRST_WIDTH, b""
    position = 3
    while position < len(packed) and len(content) < limit:
        group = packed[position : position + width]  # eight codes of `width` bits
        position += width
        bits, group_width = int.from_bytes(group, "little"), width
        for shift in range(0, len(group) * 8 - group_width + 1, group_width):
            code = (bits >> shift) & ((1 << group_width) - 1)
            if code == CLEAR and packed[2] & BLOCK_MODE:
                table, width, previous = literals.copy(), FIRST_WIDTH, b""
                break
            if code < len(table):
                entry = table[code]
            elif code == len(table) and previous:  # the entry that this very code completes
                entry = previous + previous[:1]
            else:
                raise ValueError(f"expected a code up to {len(table)}, got {code}")
            content += entry
            if previous and len(table) < 1 << last_width:
                table.append(previous + entry[:1])
            previous = entry
            if len(table) == 1 << width and width < last_width:
                width += 1
                break
    return bytes(content)
