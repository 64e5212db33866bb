"""Worker threads for work that would block the event loop."""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

Arguments = ParamSpec("Arguments")
Parsed = TypeVar("Parsed")
Result = TypeVar("Result")

MAX_INLINE_BYTES = 2**17
"""Bodies up to this size are parsed in about a millisecond; a thread would cost half as much."""

MAX_INLINE_PX = 2**18
"""Images up to 512 x 512 are read in a few milliseconds."""

MAX_INLINE_POINTS = 1000
"""Strokes of up to this many points are drawn in a few milliseconds."""

MAX_THREADS = min(4, os.cpu_count() or 1)
"""Few, as they share the interpreter's lock with the event loop."""

MAX_IO_THREADS = 16

_THREADS = anyio.CapacityLimiter(MAX_THREADS)
_IO_THREADS = anyio.CapacityLimiter(MAX_IO_THREADS)


async def run_in_thread(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Return the result of a computation, made in a worker thread."""
    return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=_THREADS)


async def run_io(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Return the result of a call that waits for the disk or for processes, made in a thread."""
    return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=_IO_THREADS)


async def parse_and_compute(
    body: bytes,
    parse: Callable[[], Parsed],
    is_expensive: Callable[[Parsed], bool],
    compute: Callable[[Parsed], Result],
) -> Result:
    """Return ``compute(parse())``: in a worker thread if it is expensive, else at once.

    Parameters
    ----------
    body : bytes
        The bytes to parse; a large body is expensive in itself.
    parse : function
    is_expensive : function
        Whether `compute` takes more than a few milliseconds for the parsed value.
    compute : function
    """
    if len(body) > MAX_INLINE_BYTES:
        return await run_in_thread(lambda: compute(parse()))
    parsed = parse()  # image headers only: a small file may hold a huge image
    if is_expensive(parsed):
        return await run_in_thread(compute, parsed)
    return compute(parsed)
