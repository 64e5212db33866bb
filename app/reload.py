"""Hot reload of weights that were replaced on the disk.

All weights are loaded and verified before one assignment replaces the registry, so a request is
answered by the old models or the new ones. If a file cannot be loaded, the old ones stay.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import anyio.to_thread
from fastapi import FastAPI

from app import metrics, registry
from app.registry import Registry
from model.serialization import checksums

LOG = logging.getLogger("inkling.reload")


async def reload(app: FastAPI) -> Registry:
    """Load all weights again and replace the registry.

    Raises
    ------
    model.serialization.model_file.WeightsError, app.settings.SettingsError
        If they cannot be loaded; the old ones stay.
    """
    loaded = await anyio.to_thread.run_sync(registry.load, app.state.settings)
    activate(app, loaded)
    LOG.info("loaded %s", ", ".join(f"{m.name} {m.version}" for m in loaded.models.values()))
    return loaded


def activate(app: FastAPI, loaded: Registry) -> None:
    """Answer requests by these models, and by those of the lab and of corrections.

    Those whose hash no list confirmed are named in a warning.
    """
    state = app.state
    state.registry = replace(loaded, lab=state.lab.models, learnt=state.learnt)
    metrics.set_loaded_models(loaded.models.values())
    for model in loaded.models.values():
        if not model.verified:
            LOG.warning(
                "the weights of %s are not verified: %s has no %s",
                model.name,
                state.settings.weights_dir,
                checksums.FILE_NAME,
            )


@contextmanager
def reload_on_hangup(app: FastAPI) -> Iterator[None]:
    """Reload the weights on SIGHUP inside of the block."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or not hasattr(signal, "SIGHUP"):
        yield
        return
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def start_reload() -> None:
        task = asyncio.ensure_future(_reload_or_log(app))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(signal.SIGHUP, start_reload)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


async def _reload_or_log(app: FastAPI) -> None:
    try:
        await reload(app)
    except ValueError as error:  # every error of this project that a user can cause is one
        LOG.error("the old weights stay: %s", error)  # noqa: TRY400  # no traceback: the message is a whole sentence
