"""Supervisor of several workers, as their parent process."""

import logging
import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess

from app.http import unavailable

LOG = logging.getLogger("inkling.supervisor")

PID = "INKLING_SUPERVISOR"
"""Environment variable with the process ID of the supervisor, if there are several workers."""


def restart_workers() -> bool:
    """Ask the supervisor to replace all workers; return False if there is none.

    Raises
    ------
    app.http.problems.NotReady
        If the supervisor has ended.
    """
    supervisor = _supervisor()
    if supervisor is None or not hasattr(signal, "SIGHUP"):
        return False
    if not supervisor.is_alive() or supervisor.pid is None:  # another process may have its ID now
        raise unavailable.supervisor_lost()
    os.kill(supervisor.pid, signal.SIGHUP)
    return True


def stop_when_supervisor_ends() -> None:
    """Stop this worker gracefully when its supervisor ends, even if it was killed.

    The workers would otherwise keep the port, and no signal to the service would reach them.
    """
    supervisor = _supervisor()
    if supervisor is not None:
        threading.Thread(target=_stop_after, args=(supervisor,), daemon=True).start()


def _supervisor() -> BaseProcess | None:
    parent = multiprocessing.parent_process()
    is_supervisor = parent is not None and os.environ.get(PID) == str(parent.pid)
    return parent if is_supervisor else None


def _stop_after(supervisor: BaseProcess) -> None:
    supervisor.join()
    LOG.error("the supervisor has ended, so this worker stops")
    os.kill(os.getpid(), signal.SIGTERM)
