"""Several processes that answer requests, each replaced when it dies."""

import logging
import time

from uvicorn.supervisors.multiprocess import Multiprocess, Process

from app import metrics

LOG = logging.getLogger("inkling.workers")

RETRY_S = 5.0
"""How long a place stays empty after a worker that could not start."""


class Workers(Multiprocess):
    """Uvicorn's supervisor, which here outlives a worker that cannot start.

    The weights on the disk may have become damaged since the others loaded theirs: those go on, and
    a new one is tried every few seconds.
    """

    def init_processes(self) -> None:
        """Start the workers; if none can start, the service stops."""
        super().init_processes()
        self._retry_at: dict[int, float] = {}
        self._has_started = False

    def keep_subprocess_alive(self) -> None:
        """Replace workers that are gone, or that answer no more."""
        limit_s = self.config.timeout_worker_healthcheck
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process.is_alive(timeout=limit_s):
                self._has_started = self._has_started or process.is_ready(timeout=limit_s)
                continue
            if place in self._retry_at:
                if time.monotonic() >= self._retry_at[place]:
                    del self._retry_at[place]
                    self._replace(place)
                continue
            self._bury(place, process)

    def _bury(self, place: int, process: Process) -> None:
        process.kill()  # it may hang rather than be gone
        process.join()
        if process.pid is not None:
            metrics.forget(process.pid)
        others = any(each is not process and each.process.is_alive() for each in self.processes)
        killed = process.exitcode is None or process.exitcode < 0
        if not (self._has_started or others or killed):
            LOG.error("no worker can start; stopping")
            self.should_exit.set()
            return
        if process.exitcode is not None and process.exitcode > 0:
            LOG.error("worker %s could not start; trying again in %g s", process.pid, RETRY_S)
            self._retry_at[place] = time.monotonic() + RETRY_S
            return
        LOG.warning("worker %s is gone and gets replaced", process.pid)
        self._replace(place)

    def _replace(self, place: int) -> None:
        self.processes[place] = Process(self.config, self.sockets)
        self.processes[place].start()
