"""Memory budget of the images that are decoded at the same time."""

import ctypes
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from app.concurrency import threads

MAX_DECODED_BYTES = 300 * 2**20
"""Together with all else that a worker holds it stays below the limits in deploy/."""

MIN_RESERVED_BYTES = 2**23
"""Smaller images reserve nothing: they are decoded on the event loop, which must not wait."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_MMAP_THRESHOLD_BYTES = 2**22


def return_freed_memory() -> None:
    """Have glibc return large freed blocks to the system at once (mallopt(3)); others do so anyway.

    By default it raises its threshold to the largest block ever freed, up to 32 MiB, and keeps such
    blocks for each thread: four threads held 840 MB after decoding images of 290 MB in turn.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD_BYTES)
            mallopt(_M_TRIM_THRESHOLD, 2 * _MMAP_THRESHOLD_BYTES)


class MemoryBudget:
    """Counting semaphore over bytes, for worker threads; first come, first served.

    Parameters
    ----------
    max_bytes : int
        Bytes that may be reserved at the same time.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.reserved_bytes = 0
        self._lock = threading.Lock()
        self._waiters: deque[tuple[int, Future[None]]] = deque()

    @contextmanager
    def reserve(self, size_bytes: int) -> Iterator[None]:
        """Wait until `size_bytes`, at most `max_bytes`, are free, and hold them in the block.

        Raises
        ------
        asyncio.CancelledError
            If the client leaves while its worker thread waits.
        """
        if size_bytes < MIN_RESERVED_BYTES:
            yield
            return
        granted: Future[None] = Future()
        with self._lock:
            self._waiters.append((size_bytes, granted))
            self._grant()
        try:
            if not granted.done():
                threads.wait_in_thread(granted)
            yield
        finally:
            with self._lock:
                if not granted.cancel():  # else it was never granted
                    self.reserved_bytes -= size_bytes
                self._grant()

    def _grant(self) -> None:
        """Reserve for the first waiters; a large one is not overtaken, or small ones starve it."""
        while self._waiters:
            size_bytes, granted = self._waiters[0]
            if not granted.cancelled() and self.reserved_bytes + size_bytes > self.max_bytes:
                return
            self._waiters.popleft()
            if granted.set_running_or_notify_cancel():
                self.reserved_bytes += size_bytes
                granted.set_result(None)


DECODED_IMAGES = MemoryBudget(MAX_DECODED_BYTES)
"""The budget of this process."""
