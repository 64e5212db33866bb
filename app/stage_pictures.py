"""The stages of preprocessing as small pictures that a page can show."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.preprocessing.pipeline import Stage

LARGEST_PX = 280


@dataclass(frozen=True)
class StagePicture:
    """A stage, dark ink on white paper.

    Attributes
    ----------
    name, title : str
        As in `model.preprocessing.pipeline.Stage`.
    width, height : int
        In pixels, at most `LARGEST_PX`.
    url : str
        A PNG as a data: URL.
    """

    name: str
    title: str
    width: int
    height: int
    url: str


def picture(stage: Stage) -> StagePicture:
    """Return a stage as a picture, reduced if it is large."""
    grey = np.rint(255 * (1 - np.clip(stage.image, 0, 1))).astype(np.uint8)
    image = Image.fromarray(grey)
    image.thumbnail((LARGEST_PX, LARGEST_PX))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return StagePicture(stage.name, stage.title, image.width, image.height, url)
