"""Euclidean distance transform, exact up to a maximum distance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def distance_to(mask: NDArray[np.bool_], max_distance: float) -> NDArray[np.float32]:
    """Return the Euclidean distance in pixels from each pixel to the nearest true pixel.

    Parameters
    ----------
    mask : bool array, shape (H, W)
    max_distance : float
        Larger distances are not computed: they come out as some number above `max_distance`. The
        time taken is proportional to it.

    Returns
    -------
    float32 array, shape (H, W)
        0 where the mask is true.

    Notes
    -----
    Separable, as in Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions"
    (2012): first along the rows, then the minimum over the rows in reach of row distance squared
    plus height squared. For a small maximum, shifting whole arrays beats the lower envelope.
    """
    reach = int(np.ceil(max_distance))
    far = reach + 1
    column = np.arange(mask.shape[1], dtype=np.int32)
    left = np.where(mask, column, np.int32(-far))  # the nearest true column to the left
    np.maximum.accumulate(left, axis=1, out=left)  # along the row
    right = np.where(mask, column, np.int32(mask.shape[1] + far))[:, ::-1]
    right = np.minimum.accumulate(right, axis=1)[:, ::-1]
    row_distance = np.minimum(np.minimum(column - left, right - column), far).astype(np.float32)
    row_distance *= row_distance  # squared from here on
    squared, shifted = row_distance.copy(), np.empty_like(row_distance)
    for height in range(1, reach + 1):
        np.add(row_distance, height * height, out=shifted)
        np.minimum(squared[height:], shifted[:-height], out=squared[height:])
        np.minimum(squared[:-height], shifted[height:], out=squared[:-height])
    distance: NDArray[Any] = np.sqrt(squared, out=squared)
    return distance
