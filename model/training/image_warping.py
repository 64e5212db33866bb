"""Random affine maps of the images that small classifiers are trained on."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_SAME_MAP = 32
"""Images that are warped alike."""


def warp_images(images: Bytes, rng: np.random.Generator) -> Bytes:
    """Return images with their ink slanted, scaled, turned and moved a little at random.

    Parameters
    ----------
    images : uint8 array, shape (N, h, w)
        The same map is used for 32 images in turn; paper, 0, is around them.
    rng : numpy.random.Generator
    """
    height, width = images.shape[1:]
    center_y, center_x = (height - 1) / 2, (width - 1) / 2
    y, x = (np.mgrid[:height, :width] - np.array([center_y, center_x])[:, None, None]).astype(
        np.float32
    )
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(np.float32)
    result = np.empty_like(images)
    for start in range(0, len(images), _SAME_MAP):
        x_scale, y_scale = 1 + rng.normal(0, 0.05), 1 + rng.normal(0, 0.04)
        slant, turn = rng.normal(0, 0.1), rng.normal(0, 0.04)
        move_y, move_x = rng.normal(0, 0.5, 2)  # pixels
        source_y = y * y_scale + x * turn + center_y + move_y + 1
        source_x = x * x_scale + y * (slant - turn) + center_x + move_x + 1
        source_y = np.clip(source_y, 0, height + 0.999)
        source_x = np.clip(source_x, 0, width + 0.999)
        top, left = source_y.astype(int), source_x.astype(int)
        down, across = source_y - top, source_x - left
        same = padded[start : start + _SAME_MAP]
        moved = (
            same[:, top, left] * ((1 - down) * (1 - across))
            + same[:, top, left + 1] * ((1 - down) * across)
            + same[:, top + 1, left] * (down * (1 - across))
            + same[:, top + 1, left + 1] * (down * across)
        )
        result[start : start + _SAME_MAP] = moved.clip(0, 255)
    return result


def warp_first_image(X: Bytes, shape: tuple[int, int], rng: np.random.Generator) -> Bytes:
    """Return rows with the image of `shape` that each begins with warped; the rest stays."""
    image, rest = np.split(X, [shape[0] * shape[1]], axis=1)
    warped = warp_images(image.reshape(-1, *shape), rng).reshape(image.shape)
    return np.concatenate([warped, rest], axis=1)
