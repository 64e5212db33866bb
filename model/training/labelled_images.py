"""Labelled training images, and their rendering on all cores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.process_pool import map_in_processes

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

NON_DIGIT = 10
"""Label of non-digits."""

RENDERING_SEED = 1
"""Seed of random pens, placements and scribbles. It is the same for all runs, so that runs with
several seeds show the spread of training on the same images."""

_MAX_IMAGES_IN_PROCESS = 500
"""More images are rendered by several processes, which takes a second to start."""


@dataclass(frozen=True)
class LabelledImages:
    """Images and their labels.

    Attributes
    ----------
    images : uint8 array, shape (N, 784)
        0 paper to 255 ink.
    labels : uint8 array, shape (N,)
        The digit, or `NON_DIGIT`.
    """

    images: Images
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)


def render_all(render: Callable[[Any], Images], tasks: Sequence[Any]) -> Images:
    """Return one image per task, shape (N, 784), rendered on all cores."""
    if not tasks:
        return np.empty((0, 784), dtype=np.uint8)
    if len(tasks) < _MAX_IMAGES_IN_PROCESS:
        return np.array([render(task) for task in tasks])
    return np.array(list(map_in_processes(render, tasks, chunk_size=50)))
