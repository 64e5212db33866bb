"""Synthetic digits: some to rehearse while fine-tuning, others to validate on.

They are drawn by this project's own code, so no data set has to be on the machine. Warping
makes them vary as much as people's digits: rehearsing unwarped ones would not keep a network from
forgetting, and validating on them would not show it.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.digit_shapes import synthesize
from model.training.augmentation import Augmentation, augment

REHEARSAL_DIGITS = 5000
REHEARSAL_COPIES = 3
VALIDATION_DIGITS = 5000

_REHEARSAL_SEED, _VALIDATION_SEED = 11, 12
_COPIES_PER_WARP = 4

REHEARSAL_WARPS = Augmentation(
    rotation_deg=15,
    scale=0.15,
    shear=0.2,
    shift_px=1,
    elastic_px=0.9,
    elastic_sigma_px=4.5,
    thickness=0.5,
    brush_jitter=0.1,
)
VALIDATION_WARPS = Augmentation(
    rotation_deg=12,
    scale=0.2,
    shear=0.25,
    shift_px=1,
    elastic_px=1.1,
    elastic_sigma_px=5,
    thickness=0.6,
    brush_jitter=0.1,
)

Pixels = NDArray[np.uint8]


@functools.cache
def rehearsal_images() -> Pixels:
    """Return the images to rehearse, uint8 of shape (15000, 784), always the same; read-only."""
    rng = np.random.default_rng(_REHEARSAL_SEED)
    pixels, _ = _digits(REHEARSAL_DIGITS, rng)
    copies = [
        augment(pixels, REHEARSAL_WARPS, rng, _COPIES_PER_WARP) for _ in range(REHEARSAL_COPIES)
    ]
    rehearsed = np.concatenate(copies)
    rehearsed.setflags(write=False)
    return rehearsed


@functools.cache
def validation_images() -> tuple[Pixels, NDArray[np.intp]]:
    """Return images to validate on, uint8 of shape (5000, 784), and their labels: 500 a class."""
    rng = np.random.default_rng(_VALIDATION_SEED)
    pixels, labels = _digits(VALIDATION_DIGITS, rng)
    images = augment(pixels, VALIDATION_WARPS, rng, _COPIES_PER_WARP)
    for array in (images, labels):
        array.setflags(write=False)
    return images, labels


def _digits(count: int, rng: np.random.Generator) -> tuple[Pixels, NDArray[np.intp]]:
    X, labels = synthesize(count, rng)
    return np.rint(255 * X).astype(np.uint8), labels
