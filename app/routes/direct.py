"""Routes that take the request and give the reply as they are."""

import inspect
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send


class Direct(APIRoute):
    """A route whose function is called with the request alone, and returns the reply.

    FastAPI describes it like any other. It only leaves out what such a function has no use for,
    dependencies, their clean-up and conversions, which for a drawing take longer than the network
    does. It has to stand in the application's own list of routes, as `app.main` puts it: a router
    that includes another calls FastAPI's handler of a route.

    Raises
    ------
    TypeError
        If the function is no coroutine that takes the request, or asks for anything else, or a
        status is set: nothing here would heed it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.dependant
        parameters = (
            *asked.path_params,
            *asked.query_params,
            *asked.header_params,
            *asked.cookie_params,
            *asked.body_params,
        )
        others = (
            asked.response_param_name,
            asked.background_tasks_param_name,
            asked.http_connection_param_name,
            asked.websocket_param_name,
            asked.security_scopes_param_name,
        )
        if (
            parameters
            or any(others)
            or asked.dependencies
            or asked.request_param_name is None
            or self.status_code is not None
            or not inspect.iscoroutinefunction(self.endpoint)
        ):
            raise TypeError(f"expected {self.path} to take the request alone, got more to heed")
        self.app = self._answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.endpoint(Request(scope, receive))
        await response(scope, receive, send)
