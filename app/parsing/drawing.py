"""What every form of input becomes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.http.problems import Place


@dataclass(frozen=True)
class Sketch:
    """A drawing that is still to be preprocessed.

    Attributes
    ----------
    place : Place
        Where in the request it stood, for messages.
    cost_px : int
        Roughly how many pixels it takes to work on it.
    picture : function
        Decodes or draws it; raises `app.http.problems.UnreadableImage` if it is damaged.
    """

    place: Place
    cost_px: int
    picture: Callable[[], Image.Image]


@dataclass(frozen=True)
class Pixels:
    """A drawing that came as the network's own input.

    Attributes
    ----------
    place : Place
        Where in the request it stood, for messages.
    vector : float32 array, shape (784,)
        28 rows of 28 pixels, 0 paper to 1 ink.
    """

    place: Place
    vector: NDArray[np.float32]


Drawing = Sketch | Pixels
