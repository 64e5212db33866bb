"""Types of the images in preprocessing, all of shape (H, W), and the side of its results."""

import numpy as np
from numpy.typing import NDArray

INPUT_SIDE = 28
"""Side in pixels of the image whose rows are the 784 inputs of a network."""

GrayImage = NDArray[np.uint8]
"""Gray levels, or ink from 0 to 255."""

Ink = NDArray[np.float32]
"""Ink from 0 (paper) to 1."""

Mask = NDArray[np.bool_]
"""True where there is ink, or another property; also one entry per component.

Ink times a mask is the ink within it, as with `np.where`, in a tenth of the time."""
