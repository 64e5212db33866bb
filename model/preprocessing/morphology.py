"""Binary morphology with a window of 3 x 3."""

import numpy as np

from model.preprocessing.array_types import Mask


def dilate(mask: Mask, radius: int = 1) -> Mask:
    """Return a mask grown by `radius` pixels in all eight directions, shape (H, W)."""
    grown = mask
    for _ in range(radius):
        padded = np.pad(grown, 1)
        rows = padded[:-2] | padded[1:-1] | padded[2:]
        grown = rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:]
    return grown


def erode(mask: Mask, radius: int = 1) -> Mask:
    """Return a mask shrunk by `radius` pixels where it does not touch the image's border."""
    shrunk = mask
    for _ in range(radius):
        padded = np.pad(shrunk, 1, mode="edge")
        rows = padded[:-2] & padded[1:-1] & padded[2:]
        shrunk = rows[:, :-2] & rows[:, 1:-1] & rows[:, 2:]
    return shrunk
