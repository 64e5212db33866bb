"""Shutdown signal that lets endless responses end.

Uvicorn waits for its connections to close before it shuts the application down, so an endless
response that waited for that shutdown would block it. The signals are therefore
handled here as well, and passed on to uvicorn's own handlers.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ShutdownSignal:
    """Flag that is true once a signal to stop has arrived."""

    def __init__(self) -> None:
        self._triggered = False

    def __bool__(self) -> bool:
        return self._triggered

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Handle the signals inside of the block; its end counts as one."""
        self._triggered = False
        replaced = {}
        if threading.current_thread() is threading.main_thread():  # Python's rule for handlers
            for number in SIGNALS:
                replaced[number] = signal.getsignal(number)
                signal.signal(number, self._chain(replaced[number]))
        try:
            yield
        finally:
            self._triggered = True
            for number, handler in replaced.items():
                signal.signal(number, handler)

    def _chain(self, handler: Any) -> Callable[[int, FrameType | None], None]:
        """Return a handler that sets the flag and calls the former handler."""

        def handle(number: int, frame: FrameType | None) -> None:
            self._triggered = True
            if callable(handler):
                handler(number, frame)
            elif handler == signal.SIG_DFL:
                signal.signal(number, handler)
                signal.raise_signal(number)

        return handle
