"""Distance of every pixel to the ink, up to a limit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def distance_to(mask: NDArray[np.bool_], limit: float) -> NDArray[np.float32]:
    """Return the Euclidean distance of each pixel to the nearest true pixel of `mask`.

    Parameters
    ----------
    mask : bool array, shape (H, W)
    limit : float
        Distances above it are not told apart: they come out as some number above `limit`. The work
        grows with it.

    Returns
    -------
    float32 array, shape (H, W)
        0 where the mask is true.

    Notes
    -----
    Separable, as in Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions"
    (2012): first along the rows, then the least of row distance squared plus height squared over
    the rows in reach. With a small limit, shifting whole arrays beats the lower envelope.
    """
    reach = int(np.ceil(limit))
    far = reach + 1
    column = np.arange(mask.shape[1], dtype=np.int32)
    left = np.where(mask, column, np.int32(-far))  # the nearest true column to the left
    np.maximum.accumulate(left, axis=1, out=left)  # along the row
    right = np.where(mask, column, np.int32(mask.shape[1] + far))[:, ::-1]
    right = np.minimum.accumulate(right, axis=1)[:, ::-1]
    along = np.minimum(np.minimum(column - left, right - column), far).astype(np.float32)
    along *= along
    squared, shifted = along.copy(), np.empty_like(along)
    for step in range(1, reach + 1):
        np.add(along, step * step, out=shifted)
        np.minimum(squared[step:], shifted[:-step], out=squared[step:])
        np.minimum(squared[:-step], shifted[step:], out=squared[:-step])
    distance: NDArray[Any] = np.sqrt(squared, out=squared)
    return distance
