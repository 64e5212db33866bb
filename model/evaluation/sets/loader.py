"""Load a set of digits: render every drawing and preprocess it to network input."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation.sets.catalog import EvaluationSet, find
from model.evaluation.sets.held_out import DataDir, HeldOut, Part, SourceName, read
from model.preprocessing.pipeline import BlankDrawingError, preprocess
from model.process_pool import map_in_processes

ProgressCallback = Callable[[int, int], None]
"""Called with the number of drawings completed and the total number."""

MAX_DRAWINGS_IN_PROCESS = 500
"""More drawings are rendered by several processes, which takes a second to start."""


@dataclass(frozen=True)
class Drawings:
    """The drawings of a set that a model was not trained on.

    Attributes
    ----------
    source : str
        The data set and part that `indices` refer to.
    indices : intp array, shape (N,)
    labels : uint8 array, shape (N,)
    images : array, shape (N, 784)
        uint8 from 0 to 255, or float32 from 0 to 1. A drawing that `model.preprocessing.pipeline`
        takes for blank paper is all 0, which no model classifies with confidence.
    writers : int array, shape (N,), or None
    """

    source: SourceName
    indices: NDArray[np.intp]
    labels: NDArray[np.uint8]
    images: NDArray[np.uint8] | NDArray[np.float32]
    writers: NDArray[np.int64] | None


def load(
    dataset: EvaluationSet,
    part: Part,
    held_out: HeldOut,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    max_drawings: int | None = None,
) -> Drawings:
    """Render a set and preprocess every drawing as the service does.

    Parameters
    ----------
    dataset : EvaluationSet
    part : {"validation", "test"}
        Of MNIST: the images held out from training, or the test images. Pen strokes are always of
        held-out writers.
    held_out : HeldOut
    data_dir : path, optional
    progress : callable, optional
        Called with the number of drawings completed and the total number.
    max_drawings : int, optional
        Maximum number of digits of a set that is rendered, evenly spread.

    Raises
    ------
    NothingHeldOutError
        If the model was trained on all of them.
    model.data.data_file.DatasetError
        If the data set is missing or damaged.
    """
    name = dataset.source(part)
    source = read(name, data_dir)
    indices = held_out.indices(name, source)
    if max_drawings and len(indices) > max_drawings and not dataset.pixels:
        indices = indices[np.linspace(0, len(indices) - 1, max_drawings).astype(np.intp)]
    images: Any
    if dataset.pixels:
        images = np.array([source.digits[i] for i in indices], dtype=np.uint8).reshape(-1, 784)
    else:
        tasks = [(dataset.name, source.digits[i], int(i)) for i in indices]
        images = np.array(list(_vectors(tasks, progress or (lambda *_: None))))
    writers = None if source.writers is None else source.writers[indices]
    return Drawings(name, indices, source.labels[indices], images, writers)


def _vectors(tasks: Sequence[Any], progress: ProgressCallback) -> Iterator[NDArray[np.float32]]:
    """Yield one vector a task, in order, computed on all cores."""
    if len(tasks) <= MAX_DRAWINGS_IN_PROCESS:
        yield from map(_vector, tasks)
        return
    for completed, vector in enumerate(map_in_processes(_vector, tasks, chunk_size=100), 1):
        if completed % 100 == 0 or completed == len(tasks):
            progress(completed, len(tasks))
        yield vector


def _vector(task: tuple[str, Any, int]) -> NDArray[np.float32]:
    name, digit, index = task
    try:
        return preprocess(find(name).render(digit, index)).vector
    except BlankDrawingError:
        return np.zeros(784, dtype=np.float32)
