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
    along = np.where(mask, 0, far).astype(np.float32)  # distance within the row
    for step in range(1, reach + 1):
        np.minimum(along[:, step:], np.where(mask[:, :-step], step, far), out=along[:, step:])
        np.minimum(along[:, :-step], np.where(mask[:, step:], step, far), out=along[:, :-step])
    along *= along
    squared = along.copy()
    for step in range(1, reach + 1):
        np.minimum(squared[step:], along[:-step] + step * step, out=squared[step:])
        np.minimum(squared[:-step], along[step:] + step * step, out=squared[:-step])
    distance: NDArray[Any] = np.sqrt(squared, out=squared)
    return distance
