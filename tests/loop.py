"""An event loop for tests of coroutines."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

_THREAD = ThreadPoolExecutor(1)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what `coroutine` returns.

    It runs in a thread: this one may have an event loop already, that of the browser's driver.
    """
    return _THREAD.submit(asyncio.run, coroutine).result()
