"""Whether the service has been told to stop, so that replies without an end can end.

The server asks its connections to close first, and tells the application only when they have: a
reply that waits for the application's shutdown would hold up what it waits for. So the signals are
listened to here as well, and passed on to the server's own handlers.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """True as soon as the process has been told to stop."""

    def __init__(self) -> None:
        self._told = False

    def __bool__(self) -> bool:
        return self._told

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen for the signals, and count the end of the block as one."""
        self._told = False
        replaced = {}
        if threading.current_thread() is threading.main_thread():  # only there Python lets one
            for number in SIGNALS:
                replaced[number] = signal.getsignal(number)
                signal.signal(number, self._passing_on_to(replaced[number]))
        try:
            yield
        finally:
            self._told = True
            for number, handler in replaced.items():
                signal.signal(number, handler)

    def _passing_on_to(self, handler: Any) -> Callable[[int, FrameType | None], None]:
        def handle(number: int, frame: FrameType | None) -> None:
            self._told = True
            if callable(handler):
                handler(number, frame)
            elif handler == signal.SIG_DFL:
                signal.signal(number, handler)
                signal.raise_signal(number)

        return handle
