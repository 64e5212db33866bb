"""Memory of a worker that is sent large images."""

import concurrent.futures
import re
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.integration.process import Server
from tests.support import image_bombs

MAX_PEAK_MB = 600
IMAGES = 12


def deep_png() -> bytes:
    """Return a PNG of 16 megapixels with 16 bits each, a black square on white, in few bytes."""
    rows = b"\0" + b"\xff" * 8000, b"\0" + b"\xff" * 3000 + bytes(2000) + b"\xff" * 3000
    packed = zlib.compress(rows[0] * 1000 + rows[1] * 2000 + rows[0] * 1000, 9)
    return image_bombs.png(4000, 4000, 16, 0, packed)


def of_mode(mode: str, kind: str, side: int) -> bytes:
    image = Image.new(mode, (side, side), "white")
    image.paste("black", (side // 3, side // 5, side // 2, side * 4 // 5))
    return image_bombs.saved(image, kind)


LARGE = {
    "PNG of 16 bits": deep_png,
    "transparent PNG": lambda: of_mode("RGBA", "PNG", 4000),
    "WebP": lambda: of_mode("RGB", "WEBP", 4100),
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
@pytest.mark.parametrize("kind", LARGE)
def test_peak_with_many_large_images_at_once_is_bounded(kind):
    content = LARGE[kind]()
    with (
        Server(INKLING_LAB="off") as server,
        concurrent.futures.ThreadPoolExecutor(IMAGES) as pool,
    ):
        replies = [pool.submit(server.ask, "/predict", content, seconds=300) for _ in range(IMAGES)]
        assert {reply.result()[0] for reply in replies} == {200}
        status = Path(f"/proc/{server.process.pid}/status").read_text("utf-8")
    [peak] = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert int(peak) / 1000 < MAX_PEAK_MB
