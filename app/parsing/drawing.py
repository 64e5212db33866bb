"""The drawing of a request, as an image or as the network's input."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.http.problems import FieldPath

Page = tuple[Image.Image, float, tuple[float, float]]


@dataclass(frozen=True)
class ImageDrawing:
    """An image file or strokes, to be preprocessed.

    Attributes
    ----------
    path : FieldPath
        Where in the request it is, for messages.
    pixel_count : int
        Approximate number of pixels to be processed.
    load_image : function
        Decodes or rasterizes it, once; raises `app.http.problems.UnreadableImage` if it is damaged.
    point_count : int
        Number of points of its strokes.
    decoded_bytes : int
        Memory that its file takes while it is decoded, to be reserved before `load_image`.
    load_last_frame : function
        Decodes the last frame of an animation, to be read if nothing is drawn in the first; returns
        None if there is none.
    load_page : function or None
        Rasterizes strokes as a page of digits; returns the image, its pixels by unit of the
        coordinates, and the coordinates of its corner. None if there are no strokes.
    """

    path: FieldPath
    pixel_count: int
    load_image: Callable[[], Image.Image]
    point_count: int = 0
    decoded_bytes: int = 0
    load_last_frame: Callable[[], Image.Image | None] = lambda: None
    load_page: Callable[[], Page] | None = None


@dataclass(frozen=True)
class PixelDrawing:
    """The network's own input, which skips preprocessing.

    Attributes
    ----------
    path : FieldPath
        Where in the request it is, for messages.
    vector : float32 array, shape (784,)
        28 rows of 28 pixels, 0 paper to 1 ink.
    """

    path: FieldPath
    vector: NDArray[np.float32]


Drawing = ImageDrawing | PixelDrawing
