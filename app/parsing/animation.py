"""The last frame of an animated image, which is read if nothing is drawn in the first.

Recordings of a drawing begin with blank paper. Each frame is a change of the one before, so all are
decoded, and the pixels of all together are limited.
"""

import io
import struct

from PIL import Image

MAX_ANIMATION_PX = 8_000_000
"""Maximum number of pixels in all frames: a hundred frames of 280 x 280 are decoded in 20 to 50 ms.
Only the first frame of longer animations is read."""

MAX_FRAMES = 200
"""Maximum number of frames, however small: each takes about 17 microseconds."""

BYTES_PER_PX = 16
"""Memory per pixel of a frame: this frame, the previous one, the one to restore, and a copy, all in
color."""

_EXTENSION, _IMAGE, _TRAILER = b"!,;"


def count_frames(image: Image.Image, content: bytes) -> int:
    """Return the number of frames that are decoded to see the last one, else 1.

    Parameters
    ----------
    image : PIL.Image.Image
        Opened, but not loaded.
    content : bytes
        Of its file.
    """
    if image.format == "GIF":
        frames = _count_gif_frames(content)
    elif image.format in {"PNG", "WEBP"}:  # not a JPEG of several pictures
        frames = getattr(image, "n_frames", 1)
    else:
        frames = 1
    is_short = frames <= MAX_FRAMES and image.width * image.height * frames <= MAX_ANIMATION_PX
    return frames if is_short else 1


def load_last_frame(file: io.BytesIO, frames: int) -> Image.Image | None:
    """Return the last of `frames` frames; None if there is only one, or one is damaged."""
    if frames == 1:
        return None
    try:
        with Image.open(file, formats=("PNG", "GIF", "WEBP")) as image:
            image.seek(frames - 1)
            return image.copy()
    except Exception:  # of a dozen kinds; the first frame is whole
        return None


def _count_gif_frames(content: bytes) -> int:
    """Return the number of frames of a GIF (GIF89a specification), 1 if any block is unusual.

    Pillow counts them too, but allocates what a frame declares, be it larger than the screen.
    """
    frames = 0
    try:
        width, height, flags = struct.unpack_from("<HHB", content, 6)
        k = 13 + _palette_length(flags)
        while content[k] != _TRAILER:
            if content[k] == _IMAGE:
                x, y, columns, rows, flags = struct.unpack_from("<HHHHB", content, k + 1)
                if x + columns > width or y + rows > height:
                    return 1
                k += 11 + _palette_length(flags)
                frames += 1
            elif content[k] == _EXTENSION and content[k + 2]:
                k += 2
            else:
                return 1
            while content[k]:  # the length of the next piece of data
                k += 1 + content[k]
            k += 1
    except (IndexError, struct.error):  # truncated
        return 1
    return max(frames, 1)


def _palette_length(flags: int) -> int:
    return 3 << (1 + (flags & 7)) if flags & 128 else 0
