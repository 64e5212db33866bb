"""Connection to a Ray cluster, or to one on this machine that ends with the connection."""

import logging
from typing import Any

LOG = logging.getLogger("inkling.ray")

MAX_STARTS = 3

TIMED_OUT = "timed out during startup"
"""In the message of Ray's error, which has no class of its own."""


def connect(ray: Any, **options: Any) -> Any:
    """Return the connection, a context manager.

    Ray waits half a minute for a node to start, which is too short on a very busy machine, so it is
    started again.

    Parameters
    ----------
    ray : module
    options : keyword arguments of ``ray.init``
    """
    for _ in range(MAX_STARTS - 1):
        try:
            return ray.init(**options)
        except Exception as error:
            if TIMED_OUT not in str(error):
                raise
            LOG.warning("Ray did not start within its time limit; trying again")
            ray.shutdown()
    return ray.init(**options)
