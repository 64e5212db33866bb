"""Connection to a Ray cluster, or to one on this machine that ends with the connection."""

import logging
import os
import socket
from typing import Any
from urllib.parse import urlsplit

LOG = logging.getLogger("inkling.ray")

MAX_STARTS = 3

CONNECT_TIMEOUT_S = 5

AUTH_MODE = "RAY_AUTH_MODE"
"""Variable with which Ray uses the token in ``RAY_AUTH_TOKEN`` or ``~/.ray/auth_token``."""

TIMED_OUT = "timed out during startup"
"""In the message of Ray's error, which has no class of its own."""


def connect(ray: Any, cores: int | None, object_store_bytes: int, **options: Any) -> Any:
    """Return a connection to the cluster at ``RAY_ADDRESS``, or else to one on this machine.

    It is a context manager, whose end disconnects, and stops the one on this machine.

    Ray waits half a minute for a node to start, which is too short on a very busy machine, so it is
    started again. It reads a token only if it is told to, and does not say so when a cluster asks
    for one.

    Parameters
    ----------
    ray : module
    cores : int or None
        Number of cores that one on this machine uses; None for all.
    object_store_bytes : int
        Size of the shared memory of one on this machine.
    options : keyword arguments of ``ray.init``

    Raises
    ------
    ConnectionError
        If nothing listens at ``RAY_ADDRESS``, to which Ray would try to connect for ten minutes, or
        the cluster refuses.
    """
    options |= {
        "log_to_driver": False,
        "logging_level": logging.ERROR,  # below, it advises to save less often than each epoch
    }
    if not os.environ.get("RAY_ADDRESS"):
        options |= {
            "address": "local",  # and not a cluster that another user runs here
            "num_cpus": cores,
            "include_dashboard": False,
            "object_store_memory": object_store_bytes,
        }
    _check_address(os.environ.get("RAY_ADDRESS", ""))
    for _ in range(MAX_STARTS - 1):
        try:
            return ray.init(**options)
        except ConnectionError as error:
            raise ConnectionError(f"RAY_ADDRESS: {error}{_token_hint()}") from error
        except Exception as error:
            if TIMED_OUT not in str(error):
                raise
            LOG.warning("Ray did not start within its time limit; trying again")
            ray.shutdown()
    return ray.init(**options)


def _check_address(address: str) -> None:
    """Check that something listens at an address such as ``host:6379`` or ``ray://host:10001``.

    Others, such as ``auto``, are left to Ray, which does not wait for them.
    """
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConnectionError(f"RAY_ADDRESS: expected host:port, got {address}") from error
    if host is None or port is None:
        return
    try:
        socket.create_connection((host, port), CONNECT_TIMEOUT_S).close()
    except OSError as error:
        raise ConnectionError(
            f"RAY_ADDRESS: expected a Ray cluster at {address}, got: {error.strerror or error}"
        ) from error


def _token_hint() -> str:
    if os.environ.get(AUTH_MODE) == "token":
        return ""
    return f"; if it was started with a token, set {AUTH_MODE}=token"
