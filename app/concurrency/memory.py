"""Memory budget of the images that are decoded at the same time."""

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

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
        self._released = threading.Condition()
        self._turn = threading.Lock()

    @contextmanager
    def reserve(self, size_bytes: int) -> Iterator[None]:
        """Wait until `size_bytes`, at most `max_bytes`, are free, and hold them in the block."""
        if size_bytes < MIN_RESERVED_BYTES:
            yield
            return
        # One waits for bytes and all others for the turn, so that small images cannot starve it.
        with self._turn, self._released:
            self._released.wait_for(lambda: self.reserved_bytes + size_bytes <= self.max_bytes)
            self.reserved_bytes += size_bytes
        try:
            yield
        finally:
            with self._released:
                self.reserved_bytes -= size_bytes
                self._released.notify()


DECODED_IMAGES = MemoryBudget(MAX_DECODED_BYTES)
"""The budget of this process."""
