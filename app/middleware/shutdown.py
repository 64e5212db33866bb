"""Middleware that answers requests whose work is cut off when the service stops."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http import unavailable
from app.http.problem_responses import problem_response


class ShutdownMiddleware:
    """Answers 503 to a request that is cancelled during a shutdown; uvicorn would answer 500.

    Uvicorn cancels the requests that are still in progress after its time for a graceful stop.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        started = False

        async def send_and_record(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_record)
        except asyncio.CancelledError:
            if scope["type"] != "http" or started or not scope["app"].state.shutdown:
                raise
            response = problem_response(scope, unavailable.shutting_down())
            await response(scope, receive, send)
