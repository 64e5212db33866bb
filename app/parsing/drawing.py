"""What every form of input becomes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.http.problems import FieldPath


@dataclass(frozen=True)
class ImageDrawing:
    """A drawing that is still to be preprocessed.

    Attributes
    ----------
    path : FieldPath
        Where in the request it stood, for messages.
    pixel_count : int
        Roughly how many pixels it takes to work on it.
    load_image : function
        Decodes or draws it; raises `app.http.problems.UnreadableImage` if it is damaged.
    """

    path: FieldPath
    pixel_count: int
    load_image: Callable[[], Image.Image]


@dataclass(frozen=True)
class PixelDrawing:
    """A drawing that came as the network's own input.

    Attributes
    ----------
    path : FieldPath
        Where in the request it stood, for messages.
    vector : float32 array, shape (784,)
        28 rows of 28 pixels, 0 paper to 1 ink.
    """

    path: FieldPath
    vector: NDArray[np.float32]


Drawing = ImageDrawing | PixelDrawing
