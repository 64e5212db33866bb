"""Map a function over tasks on all cores, so that Ctrl-C ends it promptly at any moment."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def map_in_processes(
    function: Callable[[T], R], tasks: Sequence[T], chunk_size: int
) -> Iterator[R]:
    """Yield the result of each task, in order, computed by as many processes as there are cores.

    Chunks in progress are finished even after Ctrl-C, so they should take well under a second.
    """
    # Spawned, as a fork would copy locks of the numerical library's threads in unknown states.
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=ignore_interrupt) as pool:
        try:
            with interrupt_blocked():
                results = pool.map(function, tasks, chunksize=chunk_size)  # starts the processes
            yield from results
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def ignore_interrupt() -> None:
    """Leave Ctrl-C, which the terminal sends to every process, to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def interrupt_blocked() -> Iterator[None]:
    """Block SIGINT in this thread and in processes that it starts; a pending one comes at the end.

    A worker imports modules for a second before it can ignore the signal; killed in that
    time it would leave the pool waiting for it forever. A signal mask is inherited from the start.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # or its start would lift the block again
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
