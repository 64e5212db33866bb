"""Labelled bitmaps, the common form of the data sets of scanned and drawn pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Bitmaps:
    """Pictures of digits, all of one size.

    Attributes
    ----------
    images : uint8 array, shape (N, H, W)
        0 background to 255 ink.
    labels : uint8 array, shape (N,)
        0 to 9.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
