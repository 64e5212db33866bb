"""Threads that wait for the disk and for training processes, apart from those of predictions."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_LIMITER = anyio.CapacityLimiter(16)


async def run(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Return the result of `function`, called in a thread."""
    return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=_LIMITER)
