"""Scoring on Ray Data: actors, here or on a cluster, each of which loads the weights once."""

import logging
import os
import pickle
from collections.abc import Iterable, Iterator
from typing import Any

from app import extras, ray_cluster
from app.scoring.chunks import Chunk
from app.scoring.scorer import Row, Scorer
from app.scoring.workers import Worker, count_cores

MAX_WINDOW_BYTES = 2**26
"""Maximum size of the chunks of one data set of Ray: the names of half a million pictures."""


class RayError(ValueError):
    """Ray did not start, or the cluster cannot be reached."""


class ScoringActor:
    """Scores chunks on a machine of the cluster.

    Ray replaces an actor that dies and repeats its chunk without end, so pictures are read in a
    process of its own: only that one dies of a picture, and the picture is given up in time.

    Parameters
    ----------
    scorer : Scorer
    """

    def __init__(self, scorer: Scorer) -> None:
        self._worker = Worker(scorer)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Return the index and the pickled rows of each pickled chunk in a batch."""
        chunks = map(_unpickle, batch["chunk"])
        rows = [pickle.dumps(self._worker.score(chunk)) for chunk in chunks]
        return {"index": batch["index"], "rows": rows}


def score_chunks(
    scorer: Scorer, chunks: Iterable[Chunk], worker_count: int | None
) -> Iterator[tuple[Chunk, list[list[Row]]]]:
    """Yield chunks with the rows of each of their pictures, as they are done.

    The cluster is that of `RAY_ADDRESS`, or else one on this machine for this run.

    Parameters
    ----------
    scorer : Scorer
    chunks : iterable of Chunk
    worker_count : int or None
        Number of actors; as many as the cluster has cores if None.

    Raises
    ------
    RayError
        If there is no cluster.
    """
    ray = _import_ray()
    with _cluster(ray, worker_count):
        ray.data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        actor_count = worker_count or max(1, int(ray.cluster_resources().get("CPU", 1)))
        for window in _windows(chunks):
            yield from _score_window(ray, scorer, window, actor_count)


def _cluster(ray: Any, worker_count: int | None) -> Any:
    """Return the connection to a cluster, a context manager."""
    try:
        return ray_cluster.connect(ray, worker_count or count_cores(), 4 * MAX_WINDOW_BYTES)
    except Exception as error:  # it raises that class itself, too
        raise RayError(f"Ray did not start: {error}") from error


def _score_window(
    ray: Any, scorer: Scorer, window: list[bytes], actor_count: int
) -> Iterator[tuple[Chunk, list[list[Row]]]]:
    """Yield the chunks of a window, which are pickled, with their rows."""
    items = [{"index": index, "chunk": content} for index, content in enumerate(window)]
    scored = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
        ScoringActor,
        fn_constructor_args=(scorer,),
        batch_size=1,
        num_cpus=1,  # and one thread of BLAS: Ray sets OMP_NUM_THREADS to it
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=min(actor_count, len(items))),
    )
    for item in scored.iter_rows():
        yield _unpickle(window[item["index"]]), _unpickle(item["rows"])


def _unpickle(content: bytes) -> Any:
    return pickle.loads(content)  # noqa: S301  # of this run


def _windows(chunks: Iterable[Chunk]) -> Iterator[list[bytes]]:
    """Yield lists of pickled chunks, as many as fit."""
    window: list[bytes] = []
    size = 0
    for chunk in chunks:
        window.append(pickle.dumps(chunk))
        size += len(window[-1])
        if size > MAX_WINDOW_BYTES:
            yield window
            window, size = [], 0
    if window:
        yield window


def _import_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # or it calls restarts of actors errors
    extras.require("scale", "Scoring on Ray")
    import ray  # noqa: PLC0415  # takes seconds
    import ray.data  # noqa: PLC0415

    return ray
