"""Refusing a drawing that nobody has time for, before anything else is done for it.

While many ask again as soon as they are refused, refusing is most of what a worker does. The other
layers would take twice as long for it as the web server needs to read the request.
"""

import time

from starlette.types import ASGIApp, Receive, Scope, Send

from app import metrics
from app.concurrency.limiter import Lane, overloaded
from app.http import problems
from app.http.problems import Overloaded
from app.middleware import access_log, security_headers

PATHS = frozenset({"/predict", "/predict/batch", "/explain", "/explain/check"})
"""Whose requests work on the event loop; those of the Open Inference Protocol have errors of their
own shape, so `app.middleware.body_limit` refuses them."""

_ID = "request-id"


class Shedding:
    """Answers at once what the lane of the event loop has no room for.

    Parameters
    ----------
    app : ASGI application
    lane : Lane
    root : str
        The path that the service has on its host.
    foreign : bool
        Whether pages of other origins may ask, whose browsers want headers that another layer adds.
    """

    def __init__(self, app: ASGIApp, lane: Lane, root: str, foreign: bool) -> None:
        self.app = app
        self._lane = lane
        self._root = root
        self._foreign = foreign
        reply = problems.response(overloaded(), root, _ID)
        self._before, self._after = bytes(reply.body).split(_ID.encode())
        self._headers = [header for header in reply.raw_headers if header[0] != b"content-length"]
        self._headers += security_headers.RAW.items()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if not self._concerns(scope):
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        try:
            self._lane.expect_room()
        except Overloaded as problem:
            await self._lane.wait_to_refuse()
            identity = access_log.identity(scope)
            content = b"".join([self._before, identity, self._after])
            length = b"%d" % len(content)
            headers = [*self._headers, (b"content-length", length), (access_log.HEADER, identity)]
            await send({"type": "http.response.start", "status": 503, "headers": headers})
            await send({"type": "http.response.body", "body": content})
            metrics.refused(problem.code)
            access_log.note(scope, identity, 503, time.perf_counter() - started)
        else:
            await self.app(scope, receive, send)

    def _concerns(self, scope: Scope) -> bool:
        """Tell whether nobody but the lane has to do with a refusal of this request.

        The rest of a body that is not here yet is read by the web server, unless the connection is
        to be closed; see `app.middleware.body_limit` for what has to be done then, and for who asks
        first whether to send it.
        """
        if scope["type"] != "http" or scope["method"] != "POST":
            return False
        if scope["path"].removeprefix(self._root) not in PATHS:
            return False
        for name, value in scope["headers"]:
            if name == b"expect" or (name == b"origin" and self._foreign):
                return False
            if name == b"connection" and value.lower() != b"keep-alive":
                return False
        return bool(scope["http_version"] == "1.1")
