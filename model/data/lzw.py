"""LZW decoder for files of the Unix command ``compress`` (``.Z``).

Python's standard library has none.

LZW (Welch, "A Technique for High-Performance Data Compression", 1984) as ``compress`` writes it:
a header of three bytes, then codes of 9 bits and more, lowest bit first. Codes come in groups of
eight; when the width changes, the rest of the group is padding.
"""

MAGIC = b"\x1f\x9d"
BLOCK_MODE = 0x80
WIDTH_MASK = 0x1F
CLEAR = 256
MIN_WIDTH = 9
MAX_WIDTHS = range(10, 17)


def decompress(packed: bytes, limit: int) -> bytes:
    """Decompress a ``.Z`` file.

    Parameters
    ----------
    packed : bytes
        The file.
    limit : int
        Decoding stops after this many bytes; the last code may add a few.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If `packed` is not a ``.Z`` file or contains an invalid code.
    """
    if packed[:2] != MAGIC or len(packed) < 3:
        raise ValueError(f"expected a .Z file that starts with 1f9d, got {packed[:2].hex() or '-'}")
    max_width = packed[2] & WIDTH_MASK
    if max_width not in MAX_WIDTHS:
        raise ValueError(f"expected codes that grow to 10 to 16 bits, got {max_width}")
    literals = [bytes([byte]) for byte in range(256)]
    if packed[2] & BLOCK_MODE:
        literals.append(b"")  # the code CLEAR, which stands for no bytes

    content = bytearray()
    table, width, previous = literals.copy(), MIN_WIDTH, b""
    position = 3
    while position < len(packed) and len(content) < limit:
        group = packed[position : position + width]  # eight codes of `width` bits
        position += width
        bits, group_width = int.from_bytes(group, "little"), width
        for shift in range(0, len(group) * 8 - group_width + 1, group_width):
            code = (bits >> shift) & ((1 << group_width) - 1)
            if code == CLEAR and packed[2] & BLOCK_MODE:
                table, width, previous = literals.copy(), MIN_WIDTH, b""
                break
            if code < len(table):
                entry = table[code]
            elif code == len(table) and previous:  # the entry that this code completes
                entry = previous + previous[:1]
            else:
                raise ValueError(f"expected a code up to {len(table)}, got {code}")
            content += entry
            if previous and len(table) < 1 << max_width:
                table.append(previous + entry[:1])
            previous = entry
            if len(table) == 1 << width and width < max_width:
                width += 1
                break
    return bytes(content)
