"""Routes that take the request and give the reply as they are."""

from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send


class Direct(APIRoute):
    """A route whose function is called with the request alone, and returns the reply.

    FastAPI describes it like any other. It only leaves out what such a function has no use for,
    dependencies, their clean-up and conversions, which for a drawing take longer than the network
    does.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = self._answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.endpoint(Request(scope, receive))
        await response(scope, receive, send)
