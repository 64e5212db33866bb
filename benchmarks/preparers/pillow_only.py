"""What a short script does with Pillow: grey, threshold, crop, scale, centre of mass.

Neither specks, nor uneven paper, nor the width of strokes are looked after.
"""

import numpy as np
from PIL import Image, ImageOps

from benchmarks.contestant import Work, answer
from benchmarks.preparers import picture


def prepared(image: Image.Image) -> np.ndarray:
    ink = ImageOps.invert(image.convert("L"))
    box = ink.point([255 * (level >= 128) for level in range(256)]).getbbox()
    crop = ink.crop(box)
    scale = 20 / max(crop.size)
    small = crop.resize([max(1, round(side * scale)) for side in crop.size], Image.Resampling.BOX)
    values = np.asarray(small, dtype=np.float32)
    y, x = (
        float((values.sum(1 - axis) * np.arange(n)).sum() / values.sum())
        for axis, n in enumerate(values.shape)
    )
    page = Image.new("L", (28, 28))
    page.paste(small, (round(14 - x), round(14 - y)))
    return np.asarray(page, dtype=np.float32).ravel() / 255


def prepare(side: int, times: int) -> Work:
    image = picture(side)

    def work() -> None:
        for _ in range(times):
            prepared(image)

    return work


if __name__ == "__main__":
    answer(prepare)
