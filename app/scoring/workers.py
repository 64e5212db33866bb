"""Processes that score chunks; one that dies is replaced, and its pictures are read again."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context, parent_process
from queue import SimpleQueue

from app.concurrency.memory import return_freed_memory
from app.scoring.chunks import Chunk
from app.scoring.picture import Picture
from app.scoring.scorer import Row, Scorer
from model.process_pool import ignore_interrupt, interrupt_blocked

MAX_WORKERS = 256

MAX_DEATHS = 2
"""Number of processes that one picture may end before it is given up."""

MAX_STARTS = 3

CHUNKS_PER_WORKER = 2
"""One is scored and one is ready."""

_scorer: Scorer
"""Of this process; `_initialize` sets it."""


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def score_chunks(
    scorer: Scorer, chunks: Iterable[Chunk], worker_count: int | None
) -> Iterator[tuple[Chunk, list[list[Row]]]]:
    """Yield chunks with the rows of each of their pictures, in the order of the chunks.

    Parameters
    ----------
    scorer : Scorer
    chunks : iterable of Chunk
        Taken only as fast as they are scored.
    worker_count : int or None
        Number of processes; as many as there are cores if None.
    """
    count = worker_count or count_cores()
    processes = [Worker(scorer) for _ in range(count)]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for process in processes:
        idle.put(process)

    def score(chunk: Chunk) -> list[list[Row]]:
        worker = idle.get()
        try:
            return worker.score(chunk)
        finally:
            idle.put(worker)

    pending: deque[tuple[Chunk, Future[list[list[Row]]]]] = deque()
    with ThreadPoolExecutor(count) as threads:
        try:
            for chunk in chunks:
                pending.append((chunk, threads.submit(score, chunk)))
                if len(pending) == CHUNKS_PER_WORKER * count:
                    first, rows = pending.popleft()
                    yield first, rows.result()
            while pending:
                first, rows = pending.popleft()
                yield first, rows.result()
        finally:
            for _, rows in pending:
                rows.cancel()
            for process in processes:
                process.stop()


class WorkerStartError(ValueError):
    """A process could not start."""


class _StoppedError(Exception):
    """The run has ended before the chunk was scored."""


class Worker:
    """A process of its own, so that it is known which pictures have ended it.

    Parameters
    ----------
    scorer : Scorer
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._pid = 0
        self._stopped = False

    def score(self, chunk: Chunk) -> list[list[Row]]:
        """Return the rows of each picture; one that ends the process repeatedly has an error."""
        try:
            return self._run(chunk.pictures)
        except BrokenProcessPool:
            return [self._score_alone(picture) for picture in chunk.pictures]

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        with self._lock:
            self._stopped = True
            if self._pool is not None:
                with suppress(ProcessLookupError, PermissionError):  # it has died meanwhile
                    os.kill(self._pid, signal.SIGTERM)
            self._discard()

    def _score_alone(self, picture: Picture) -> list[Row]:
        for _ in range(MAX_DEATHS):
            try:
                [rows] = self._run((picture,))
            except BrokenProcessPool:
                continue
            return rows
        message = f"the process that read it died {MAX_DEATHS} times, perhaps for lack of memory"
        return [self._scorer.error_row(picture, message)]

    def _run(self, pictures: tuple[Picture, ...]) -> list[list[Row]]:
        with self._lock:
            if self._stopped:
                raise _StoppedError
            pool = self._pool = self._pool or self._start()
        try:
            return pool.submit(_score, pictures).result()
        except BrokenProcessPool:
            with self._lock:
                self._discard()
            raise

    def _start(self) -> ProcessPoolExecutor:
        """Start the process.

        Raises
        ------
        WorkerStartError
            If it dies again and again before it has read anything.
        """
        for _ in range(MAX_STARTS):
            # Spawned, as a fork would copy locks of the numerical library's threads.
            pool = ProcessPoolExecutor(
                1, get_context("spawn"), initializer=_initialize, initargs=(self._scorer,)
            )
            try:
                with interrupt_blocked():
                    started = pool.submit(os.getpid)
                self._pid = started.result()
            except BrokenProcessPool:
                pool.shutdown()
            else:
                return pool
        raise WorkerStartError(
            f"A worker process died {MAX_STARTS} times while it started, perhaps for lack of "
            "memory; try fewer with --workers"
        )

    def _discard(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _initialize(scorer: Scorer) -> None:
    """Prepare this process; the weights arrive once, with its start."""
    global _scorer  # noqa: PLW0603  # the only way in which a pool hands it to its tasks
    ignore_interrupt()
    return_freed_memory()
    _scorer = scorer
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """End this process when its parent is killed, which the pool would wait for forever."""
    parent = parent_process()
    assert parent is not None  # noqa: S101
    parent.join()
    os._exit(1)


def _score(pictures: tuple[Picture, ...]) -> list[list[Row]]:
    return _scorer.score(pictures)
