"""A short script with Pillow: grayscale, threshold, crop, scale, center of mass.

Specks, uneven backgrounds and stroke widths are not handled.
"""

import numpy as np
from PIL import Image, ImageOps

from benchmarks.preparers import serve


def preprocess(image: Image.Image) -> np.ndarray:
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
    canvas = Image.new("L", (28, 28))
    canvas.paste(small, (round(14 - x), round(14 - y)))
    return np.asarray(canvas, dtype=np.float32).ravel() / 255


if __name__ == "__main__":
    serve(preprocess)
