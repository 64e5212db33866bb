"""Every reason for which the application answers 503, each with a `Retry-After`.

The server answers 503 in plain text beyond `INKLING_MAX_CONNECTIONS`, and the reverse proxy for a
client with too many requests at once (deploy/nginx/nginx.conf).
"""

from app.http.problems import DatabaseUnavailable, NotReady, Overloaded

RETRY_AFTER_S = 1

_HEADERS = {"Retry-After": str(RETRY_AFTER_S)}
_ADVICE = f"retry after {RETRY_AFTER_S} second."


def queue_full() -> Overloaded:
    """Return the problem of a request that finds all slots taken and the queue full."""
    return Overloaded(f"Too many concurrent requests; {_ADVICE}", headers=_HEADERS)


def too_many_body_bytes() -> Overloaded:
    """Return the problem of a request whose body exceeds the memory for waiting bodies."""
    return Overloaded(f"Too many bytes in the bodies of all requests; {_ADVICE}", headers=_HEADERS)


def shutting_down() -> NotReady:
    """Return the problem of a request whose work is cut off, as the service stops."""
    return NotReady(
        f"The service is stopping, so the request was cut off; {_ADVICE}", headers=_HEADERS
    )


def supervisor_lost() -> NotReady:
    """Return the problem of a request to a worker whose supervisor was killed."""
    detail = f"The supervisor of the workers has ended, so this worker is stopping; {_ADVICE}"
    return NotReady(detail, headers=_HEADERS)


def models_not_loaded() -> NotReady:
    """Return the problem of a request before the models are loaded, or after the service ended."""
    detail = f"The service is starting or stopping, so no models are loaded; {_ADVICE}"
    return NotReady(detail, headers=_HEADERS)


def database_unavailable() -> DatabaseUnavailable:
    """Return the problem of a request that needs the database, when it cannot be used."""
    detail = f"The database of the corrections cannot be used now, and nothing changed; {_ADVICE}"
    return DatabaseUnavailable(detail, headers=_HEADERS)
