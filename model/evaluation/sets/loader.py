"""Load a set of digits: render every drawing and preprocess it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.cache import DataDir
from model.evaluation.sets.catalog import EvaluationSet, find
from model.evaluation.sets.held_out import HeldOut, SourceName, Split, read
from model.preprocessing.pipeline import AlternativeInput, BlankDrawingError, Prepared, preprocess
from model.process_pool import map_in_processes

RenderingProgress = Callable[[int, int], None]
"""Called with the number of drawings completed and the total number."""

MAX_DRAWINGS_IN_PROCESS = 500
"""More drawings are rendered by several processes, which takes a second to start."""


@dataclass(frozen=True)
class Drawings:
    """The drawings of a set that a model was not trained on.

    Attributes
    ----------
    source : str
        The data set and split that `indices` refer to.
    indices : intp array, shape (N,)
    labels : uint8 array, shape (N,)
    inputs : sequence of Prepared or None, length N
        With their alternatives, without stages; None for a drawing that counts as blank.
    writers : array of int or str, shape (N,), or None
    """

    source: SourceName
    indices: NDArray[np.intp]
    labels: NDArray[np.uint8]
    inputs: Sequence[Prepared | None]
    writers: NDArray[Any] | None


def load(
    evaluation_set: EvaluationSet,
    split: Split,
    held_out: HeldOut,
    data_dir: DataDir = None,
    progress: RenderingProgress | None = None,
    max_drawings: int | None = None,
    share: tuple[int, int] = (0, 1),
) -> Drawings:
    """Render a set and preprocess every drawing as the service does.

    Parameters
    ----------
    evaluation_set : EvaluationSet
    split : {"validation", "test"}
        Of MNIST: the images held out from training, or the test images. Pen strokes are always of
        held-out writers.
    held_out : HeldOut
    data_dir : path, optional
    progress : callable, optional
        Called with the number of drawings completed and the total number.
    max_drawings : int, optional
        Maximum number of digits of a set that is rendered, evenly spread.
    share : (int, int)
        k and n: load only the digits whose index has the remainder k when divided by n.

    Raises
    ------
    NothingHeldOutError
        If the model was trained on all of them.
    model.data.data_file.DatasetError
        If the data set is missing or damaged.
    """
    name = evaluation_set.source(split)
    source = read(name, data_dir)
    indices = held_out.indices(name, source)
    indices = indices[indices % share[1] == share[0]]
    if max_drawings and len(indices) > max_drawings and not evaluation_set.pixels:
        indices = indices[np.linspace(0, len(indices) - 1, max_drawings).astype(np.intp)]
    inputs: list[Prepared | None]
    if evaluation_set.pixels:
        inputs = [_of_pixels(source.digits[i]) for i in indices]
    else:
        tasks = [(evaluation_set.name, source.digits[i], int(i)) for i in indices]
        inputs = list(_inputs(tasks, progress or (lambda *_: None)))
    writers = None if source.writers is None else source.writers[indices]
    return Drawings(name, indices, source.labels[indices], inputs, writers)


def _inputs(tasks: Sequence[Any], progress: RenderingProgress) -> Iterator[Prepared | None]:
    """Yield one input a task, in order, computed on all cores."""
    if len(tasks) <= MAX_DRAWINGS_IN_PROCESS:
        yield from map(_input, tasks)
        return
    for completed, prepared in enumerate(map_in_processes(_input, tasks, chunk_size=100), 1):
        if completed % 100 == 0 or completed == len(tasks):
            progress(completed, len(tasks))
        yield prepared


def _input(task: tuple[str, Any, int]) -> Prepared | None:
    name, digit, index = task
    try:
        return _without_stages(preprocess(find(name).render(digit, index)))
    except BlankDrawingError:
        return None


def _without_stages(prepared: Prepared) -> Prepared:
    """Return an input of some kilobytes that can be sent to another process."""
    alternatives = tuple(
        AlternativeInput(
            other.prepared and _without_stages(other.prepared), other.is_distinct, other.is_speck
        )
        for other in prepared.alternatives
    )
    return Prepared.of_vectors(prepared.vector, prepared.segment_vectors, alternatives)


def _of_pixels(pixels: NDArray[np.uint8]) -> Prepared:
    return Prepared.of_vectors(np.divide(pixels, 255, dtype=np.float32).ravel())
