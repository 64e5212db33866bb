"""Where the work of a request is done: at once if it is short, else beside the event loop."""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from app.concurrency import limiter

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

INLINE_BYTES = 2**17
"""Bodies up to this size are parsed in about a millisecond; a thread would cost half as much."""

INLINE_PX = 2**18
"""Pictures up to 512 x 512 are read in a few milliseconds."""

COUNT = min(4, os.cpu_count() or 1)
"""So many threads do such work: few, for a picture of 16 megapixels takes up to some hundred
megabytes while it is read."""

_LIMIT = anyio.CapacityLimiter(COUNT)


async def run(
    heavy: bool,
    function: Callable[Arguments, Result],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Return what `function` returns, computed in a thread if it is `heavy`."""
    if not heavy:
        await limiter.enter_loop()
        return function(*args, **kwargs)
    await limiter.enter_threads()
    return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=_LIMIT)
