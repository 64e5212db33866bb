"""Photographs of the digits that tests draw."""

import numpy as np
from PIL import Image

from model.evaluation.sets import photographs
from model.evaluation.sets.photographs import Scene
from tests.model.handwriting import digit

__all__ = ["Scene", "photograph"]


def photograph(number: int | None, scene: Scene, seed: int) -> Image.Image:
    """Return a photograph, mode "L", of a digit (or of bare paper) of random size and place."""
    strokes = None if number is None else digit(number, 100, 0, 0)
    return photographs.photograph(strokes, scene, np.random.default_rng(seed))
