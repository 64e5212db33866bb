"""Where the lab waits for the disk and for trainers: apart from the threads that read drawings."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_LIMIT = anyio.CapacityLimiter(16)


async def run(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Return what `function` returns, called in a thread."""
    return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=_LIMIT)
