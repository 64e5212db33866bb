"""Worker threads for work that would block the event loop."""

import asyncio
import gc
import math
import os
import time
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, ParamSpec, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request

Arguments = ParamSpec("Arguments")
Parsed = TypeVar("Parsed")
Result = TypeVar("Result")

MAX_INLINE_BYTES = 2**17
"""Bodies up to this size are parsed in about a millisecond; to hand one over to a thread takes half
as long."""

MAX_INLINE_PX = 2**18
"""Images up to 512 x 512 are read in a few milliseconds."""

MAX_INLINE_POINTS = 1000
"""Strokes of up to this many points are drawn in a few milliseconds."""

MAX_THREADS = min(4, os.cpu_count() or 1)
"""Few, as they share the GIL with the event loop."""

MAX_IO_THREADS = 16

YIELD_S = 1e-6
"""Any pause suspends the thread for about 50 microseconds, in which another one wakes up."""

_THREADS = anyio.CapacityLimiter(MAX_THREADS)
_LARGE_BODIES = anyio.CapacityLimiter(1)
"""One is parsed at a time: a parser holds the GIL throughout, so several in a row would block the
event loop."""

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


def check_cancelled() -> None:
    """Raise anyio's cancellation error if the client has left the request of this worker thread.

    Does nothing on the event loop. Long work calls it between its parts, which also lets other
    threads run. numpy and Pillow release the GIL often, but acquire it again before a waiting
    thread has woken up, which can keep the event loop waiting for 0.1 seconds.
    """
    try:
        anyio.from_thread.check_cancelled()
    except RuntimeError:  # not in a worker thread
        return
    time.sleep(YIELD_S)


def wait_in_thread(future: Future[None]) -> None:
    """Wait for a future, in a worker thread, until the client has left.

    Raises
    ------
    asyncio.CancelledError
        If it has; the future is cancelled.
    """
    try:
        anyio.from_thread.check_cancelled()
    except RuntimeError:  # not in a worker thread
        future.result()
        return
    try:
        # The event loop waits, as it learns of the disconnection and a blocked thread would not.
        anyio.from_thread.run(_wait, future)
    finally:
        anyio.from_thread.check_cancelled()  # raises the error that anyio recognizes as its own


async def _wait(future: Future[None]) -> None:
    if anyio.current_effective_deadline() == -math.inf:  # cancelled before this task began
        future.cancel()
    await asyncio.wrap_future(future)


async def parse_and_compute(
    request: Request,
    body: bytes,
    parse: Callable[[], Parsed],
    is_expensive: Callable[[Parsed], bool],
    compute: Callable[[Parsed], Result],
    slot: Callable[[Parsed], AbstractAsyncContextManager[None]] = lambda _: nullcontext(),
) -> Result:
    """Return ``compute(parse())``: in a worker thread if it is expensive, else at once.

    Parameters
    ----------
    request : Request
        Its body has been read.
    body : bytes
        The bytes to parse; a large body is expensive in itself.
    parse : function
    is_expensive : function
        Whether `compute` takes more than a few milliseconds for the parsed value.
    compute : function
    slot : function
        A context manager in which `compute` runs in a thread, such as a `ConcurrencyLimiter`.

    Raises
    ------
    starlette.requests.ClientDisconnect
        If the client leaves while a thread is awaited or `compute` calls `check_cancelled`.
    """
    if len(body) > MAX_INLINE_BYTES:
        return await _until_disconnect(request, _parse_large_and_compute(parse, compute, slot))
    parsed = parse()  # image headers only: a small file may hold a huge image
    if is_expensive(parsed):
        return await _until_disconnect(request, _compute_in_slot(parsed, compute, slot))
    return compute(parsed)


async def parse_large(parse: Callable[[], Parsed]) -> Parsed:
    """Return ``parse()`` of a large body, made in a worker thread, one at a time."""
    async with _LARGE_BODIES:
        return await run_in_thread(_parse_without_collections, parse)


async def _parse_large_and_compute(
    parse: Callable[[], Parsed],
    compute: Callable[[Parsed], Result],
    slot: Callable[[Parsed], AbstractAsyncContextManager[None]],
) -> Result:
    parsed = await parse_large(parse)
    return await _compute_in_slot(parsed, compute, slot)


async def _compute_in_slot(
    parsed: Parsed,
    compute: Callable[[Parsed], Result],
    slot: Callable[[Parsed], AbstractAsyncContextManager[None]],
) -> Result:
    async with slot(parsed):
        return await run_in_thread(compute, parsed)


def _parse_without_collections(parse: Callable[[], Parsed]) -> Parsed:
    """Return ``parse()`` while the garbage collector is off.

    Collections among a million lists take several times as long as parsing them, and hold the
    GIL.
    """
    gc.disable()
    try:
        return parse()
    except Exception as error:
        traceback.clear_frames(error.__traceback__)  # of which some hold the lists
        raise
    finally:
        gc.enable()


async def _until_disconnect(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of `work`, which is cancelled when the client disconnects."""
    with anyio.CancelScope() as scope:
        watcher = asyncio.create_task(_cancel_on_disconnect(request, scope))
        try:
            return await work
        finally:
            watcher.cancel()
    raise ClientDisconnect


async def _cancel_on_disconnect(request: Request, scope: anyio.CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
