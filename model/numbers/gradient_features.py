"""Gradient features of the images of candidates: the strength of edges in eight directions.

Strokes that differ a little in place, width or slant have much the same edges, so that a network
reads hands that it has not seen better from these than from pixels: Liu et al., "Handwritten digit
recognition: benchmarking of state-of-the-art techniques", Pattern Recognition 36, 2003. They are
akin to histograms of oriented gradients.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

DIRECTIONS = 8

CELL = 2
"""Side of the squares that have features of their own, in pixels."""

_SIGMA = 1.4
"""Standard deviation of the Gaussian that weighs the pixels around the middle of a cell."""


def feature_count(height: int, width: int) -> int:
    """Return the number of features of an image."""
    return DIRECTIONS * (height // CELL) * (width // CELL)


def gradient_features(images: Bytes) -> Bytes:
    """Return the gradient features of images, uint8 of shape (N, feature_count(h, w)).

    Parameters
    ----------
    images : uint8 array, shape (N, h, w)
        255 is ink; paper is around them.

    Notes
    -----
    A Sobel gradient is divided between the two nearest of eight directions. The square root of
    their weighted means lets faint edges count, too.
    """
    count, height, width = images.shape
    # Rows first, so that the means are products of matrices with many columns, which are fast.
    padded = np.zeros((height + 2, count, width + 2), dtype=np.float32)
    padded[1:-1, :, 1:-1] = images.transpose(1, 0, 2)
    smooth = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    right = smooth[..., 2:] - smooth[..., :-2]
    smooth = padded[..., :-2] + 2 * padded[..., 1:-1] + padded[..., 2:]
    down = smooth[2:] - smooth[:-2]
    left, up = -right, -down
    along_x, along_y = np.abs(right), np.abs(down)
    edges = np.empty((DIRECTIONS, height, count, width), dtype=np.float32)
    straight = ((right, along_y), (left, along_y), (down, along_x), (up, along_x))
    for k, (strength, other) in enumerate(straight):
        np.subtract(strength, other, out=edges[k])
    diagonal = ((right, down), (right, up), (left, down), (left, up))
    for k, (horizontal, vertical) in enumerate(diagonal, len(straight)):
        np.minimum(horizontal, vertical, out=edges[k])
    np.maximum(edges, 0, out=edges)
    edges[len(straight) :] *= np.sqrt(np.float32(2))
    means = _cell_weights(height) @ edges.reshape(DIRECTIONS, height, -1)
    means = means.reshape(DIRECTIONS, -1, width).transpose(0, 2, 1)
    means = (_cell_weights(width) @ means).reshape(DIRECTIONS, width // CELL, height // CELL, count)
    # The strongest edge has the gradient 4 x 255.
    features = np.sqrt(means * np.float32(255 / 4)) + np.float32(0.5)
    levels: Bytes = np.minimum(features, 255).astype(np.uint8).transpose(3, 0, 2, 1)
    return levels.reshape(count, feature_count(height, width))


def with_gradient_features(X: Bytes, shape: tuple[int, int]) -> Bytes:
    """Return rows with the gradient features of the image of `shape` that each begins with."""
    image, rest = np.split(X, [shape[0] * shape[1]], axis=1)
    return np.concatenate([gradient_features(image.reshape(-1, *shape)), rest], axis=1)


@cache
def _cell_weights(length: int) -> Floats:
    """Return the weight of each pixel of a side in the mean of each cell, shape (cells, length)."""
    centers = (np.arange(length // CELL) + 0.5) * CELL - 0.5
    distances = np.arange(length) - centers[:, None]
    weights = np.exp(-0.5 * (distances / _SIGMA) ** 2)
    result: Floats = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return result
