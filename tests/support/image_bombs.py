"""Malicious image files: expensive to decode, or with a false size."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

MAX_BYTES = 8 * 2**20
BLANK_LINE = zlib.compress(b"\0" + b"\xff" * 10)


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png(
    width: int, height: int, bits: int, color: int, packed: bytes, before: bytes = b""
) -> bytes:
    """Return a PNG file with the given header, pixel data and chunks before it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0))
    pixels = chunk(b"IDAT", packed)
    return b"\x89PNG\r\n\x1a\n" + header + before + pixels + chunk(b"IEND", b"")


def run_length_bmp(width: int, height: int, content: bytes) -> bytes:
    """Return a BMP file whose pixels are run-length encoded gray levels."""
    palette = b"".join(bytes([gray, gray, gray, 0]) for gray in range(256))
    start = 14 + 40 + len(palette)
    head = b"BM" + struct.pack("<IHHI", start + len(content), 0, 0, start)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(content), 0, 0, 256, 0)
    return head + info + palette + content


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def white(side: int, mode: str = "L") -> Image.Image:
    return Image.new(mode, (side, side), "white")


def many_empty_chunks() -> bytes:
    return png(80, 1, 1, 0, BLANK_LINE, chunk(b"abCd", b"") * (MAX_BYTES // 12 - 20))


def many_texts() -> bytes:
    return png(80, 1, 1, 0, BLANK_LINE, chunk(b"tEXt", b"a\0b") * (MAX_BYTES // 16 - 20))


def packed_texts() -> bytes:
    packed = zlib.compress(bytes(2**20 - 10), 9)
    texts = b"".join(chunk(b"zTXt", b"k%d\0\0" % k + packed) for k in range(60))
    return png(80, 1, 1, 0, BLANK_LINE, texts)


def packed_profile() -> bytes:
    return png(80, 1, 1, 0, BLANK_LINE, chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(2**27), 9)))


def more_pixels_than_declared() -> bytes:
    return png(80, 1, 1, 0, zlib.compress(b"\0" + b"\xff" * 10 + bytes(2**28), 9))


def fewer_pixels_than_declared() -> bytes:
    return png(3000, 3000, 8, 0, BLANK_LINE)


def pixels_in_single_bytes() -> bytes:
    packed = zlib.compress(bytes(range(256)) * 1000, 0)
    parts = b"".join(chunk(b"IDAT", bytes([byte])) for byte in packed)
    return png(500, 500, 8, 0, b"", parts)


def many_markers() -> bytes:
    jpeg = saved(white(80), "JPEG")
    return jpeg[:2] + b"\xff\xe5\x00\x02" * (MAX_BYTES // 4 - 2000) + jpeg[2:]


def fill_bytes() -> bytes:
    jpeg = saved(white(80), "JPEG")
    return jpeg[:2] + b"\xff" * (MAX_BYTES - 4000) + jpeg[2:]


def many_scans() -> bytes:
    """Return a JPEG of 16 megapixels whose last scan is repeated a thousand times."""
    jpeg = saved(white(4000), "JPEG", progressive=True)
    scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + scan * 1000 + jpeg[-2:]


def many_comments() -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 80, 80, 0, 0, 0)
    return head + b"\x21\xfe\x01x\0" * (MAX_BYTES // 5 - 20) + b";"


def one_long_comment() -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 80, 80, 0, 0, 0)
    return head + b"\x21\xfe" + (b"\xff" + b"x" * 255) * 32_000 + b"\0;"


def frame_larger_than_the_screen() -> bytes:
    gif = bytearray(saved(white(80), "GIF"))
    place = gif.index(b"\x2c")  # the frame's place and size follow
    gif[place + 5 : place + 9] = struct.pack("<HH", 65_535, 65_535)
    return bytes(gif)


def gif_of_blank_frames(screen: tuple[int, int], count: int, frame: tuple[int, int]) -> bytes:
    """Return an animation whose frames restore the background, which takes memory of their size."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\xff\xff\xff\0\0\0"
    control = b"\x21\xf9\x04\x08\0\0\0\0"
    pixel = b"\x02\x02\x44\x01\0"
    first = control + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + pixel
    others = control + b"\x2c" + struct.pack("<HHHHB", 0, 0, *frame, 0) + pixel
    return head + first + others * (count - 1) + b";"


def second_frame_larger_than_the_screen() -> bytes:
    return gif_of_blank_frames((16, 16), 2, (13_000, 13_000))


def many_tiny_frames() -> bytes:
    return gif_of_blank_frames((1, 1), 5000, (1, 1))


def many_large_frames() -> bytes:
    return gif_of_blank_frames((4000, 4000), 5000, (4000, 4000))


def runs_of_one_pixel() -> bytes:
    return run_length_bmp(4000, 1000, b"\x01\x00" * 4_000_000)


def jumps_of_no_pixel() -> bytes:
    return run_length_bmp(4000, 4000, b"\0\x02\x00\x00" * (MAX_BYTES // 4 - 400))


def canvas_larger_than_the_picture() -> bytes:
    webp = bytearray(saved(white(80), "WEBP", icc_profile=b"none"))
    place = webp.index(b"VP8X") + 12  # width and height less one follow, in three bytes each
    webp[place : place + 6] = b"\xff\x3f\x00" * 2
    return bytes(webp)


def jpeg_of_65500_squared() -> bytes:
    jpeg = bytearray(saved(white(80), "JPEG"))
    place = jpeg.index(b"\xff\xc0") + 5
    jpeg[place : place + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(jpeg)


BOMBS: dict[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        many_empty_chunks,
        many_texts,
        packed_texts,
        packed_profile,
        more_pixels_than_declared,
        fewer_pixels_than_declared,
        pixels_in_single_bytes,
        many_markers,
        fill_bytes,
        many_scans,
        many_comments,
        one_long_comment,
        frame_larger_than_the_screen,
        second_frame_larger_than_the_screen,
        many_tiny_frames,
        many_large_frames,
        runs_of_one_pixel,
        jumps_of_no_pixel,
        canvas_larger_than_the_picture,
        jpeg_of_65500_squared,
    )
}
