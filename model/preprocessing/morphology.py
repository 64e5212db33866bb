"""Dilation and erosion of masks and of gray levels by square windows; opening of masks."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask

Levels = TypeVar("Levels", bound=NDArray[np.bool_] | NDArray[np.uint8])


def dilate(image: Levels, radius: int = 1) -> Levels:
    """Return the maximum within `radius` pixels of each, in all eight directions, shape (H, W).

    Parameters
    ----------
    image : bool or uint8 array, shape (H, W)
    radius : int
    """
    dilated: Levels = _filter(image, radius, np.maximum, 0)
    return dilated


def erode(image: Levels, radius: int = 1) -> Levels:
    """Return the minimum within `radius` pixels of each, beyond the border not counted.

    Parameters
    ----------
    image : bool or uint8 array, shape (H, W)
    radius : int
    """
    eroded: Levels = _filter(image, radius, np.minimum, np.iinfo(np.uint8).max)
    return eroded


def open_vertically(mask: Mask, length: int) -> Mask:
    """Return the pixels whose vertical run of ink is longer than `length`, shape (H, W)."""
    opened = np.zeros(mask.shape, dtype=bool)
    if len(mask) <= length:
        return opened
    # An opening by length + 1 pixels: first the pixels below which all of these are ink, then all
    # of those pixels. Both in steps that double.
    steps = _doubling_steps(length + 1)
    tops = np.ascontiguousarray(mask)
    for step in steps:
        tops = tops[:-step] & tops[step:]
    opened[: len(tops)] = tops
    for step in steps:
        opened[step:] |= opened[:-step]
    return opened


def _doubling_steps(length: int) -> list[int]:
    """Return shifts by which a window of one pixel grows to `length`, each at most its size."""
    steps, size = [], 1
    while size < length:
        steps.append(min(size, length - size))
        size += steps[-1]
    return steps


def _filter(image: Any, radius: int, extremum: np.ufunc, outside: int) -> Any:
    """Return the extremum of a window around each pixel; `outside` changes none."""
    height, width = image.shape
    window = np.full((height + 2 * radius, width + 2 * radius), outside, dtype=image.dtype)
    window[radius : radius + height, radius : radius + width] = image
    for step in _doubling_steps(2 * radius + 1):
        window = extremum(window[:-step], window[step:])
    for step in _doubling_steps(2 * radius + 1):
        window = extremum(window[:, :-step], window[:, step:])
    return window
