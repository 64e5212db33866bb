"""Weights that were replaced on the disk, taken up while the service answers.

All of them are loaded and verified first, and then take the place of the old ones in one
assignment: a request meets the old models or the new ones. If one cannot be loaded, the old stay.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio.to_thread
from fastapi import FastAPI

from app import metrics, registry
from app.registry import Registry

LOG = logging.getLogger("inkling.reload")

SUPERVISOR = "INKLING_SUPERVISOR"
"""Environment variable with the process ID of the supervisor, if there are several workers."""


async def reload(app: FastAPI) -> Registry:
    """Load all weights anew, and answer with them from now on.

    Raises
    ------
    model.serialization.model_file.WeightsError, app.settings.SettingsError
        If they cannot be loaded; the old ones stay.
    """
    loaded = await anyio.to_thread.run_sync(registry.load, app.state.settings, app.state.lab.models)
    app.state.registry = loaded
    metrics.set_loaded_models(loaded.models.values())
    LOG.info("loaded %s", ", ".join(f"{m.name} {m.version}" for m in loaded.models.values()))
    return loaded


def tell_supervisor() -> bool:
    """Have all workers replaced by ones that load the weights anew, if this is one of several."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is None or not hasattr(signal, "SIGHUP"):
        return False
    os.kill(int(supervisor), signal.SIGHUP)
    return True


@contextmanager
def on_hangup(app: FastAPI) -> Iterator[None]:
    """Inside of the block, SIGHUP reloads the weights."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or not hasattr(signal, "SIGHUP"):
        yield
        return
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def begin() -> None:
        task = asyncio.ensure_future(_reload_or_log(app))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(signal.SIGHUP, begin)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


async def _reload_or_log(app: FastAPI) -> None:
    try:
        await reload(app)
    except ValueError as error:  # every error of this project that a user can cause is one
        LOG.error("the old weights stay: %s", error)  # noqa: TRY400  # the sentence says it all
