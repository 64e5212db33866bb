"""Euclidean distance transform, exact up to a maximum distance."""

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
    (2012): the squared distance within each row first, then over the rows. For a small maximum,
    shifting whole arrays of small integers beats the lower envelope.
    """
    reach = int(np.ceil(max_distance))
    far = (reach + 1) ** 2
    integer = np.min_scalar_type(far + reach**2).type
    height, width = mask.shape
    # Padding between the rows, so that no shift along the flattened array reaches another row.
    squared = np.full((height, width + reach), far, dtype=integer)
    np.multiply(~mask, integer(far), out=squared[:, :width])
    for axis in (squared.reshape(-1), squared):  # along the rows, then along the columns
        nearest, shifted = axis.copy(), np.empty_like(axis)
        for offset in range(1, reach + 1):
            np.add(nearest, offset**2, out=shifted)
            np.minimum(axis[offset:], shifted[:-offset], out=axis[offset:])
            np.minimum(axis[:-offset], shifted[offset:], out=axis[:-offset])
    distance: NDArray[np.float32] = np.sqrt(squared[:, :width], dtype=np.float32)
    return distance
