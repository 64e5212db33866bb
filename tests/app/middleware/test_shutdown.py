"""Requests that are cancelled: by a shutdown, and for another reason."""

import asyncio
import json

import pytest

from app.main import create_app
from tests.support.event_loop import run

SCOPE = {"type": "http", "method": "POST", "path": "/predict", "query_string": b"", "headers": []}


def cancel_request(application, scope, *, stopping):
    """Cancel a request that waits for its body, and return the messages of the response."""
    messages = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        messages.append(message)

    async def scenario():
        with application.state.shutdown.installed():
            task = asyncio.create_task(application(scope, receive, send))
            await asyncio.sleep(0)
            if not stopping:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                return task.cancelled()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    return run(scenario()), messages


@pytest.mark.parametrize("path", ["/predict", "/v2/models/seed/infer"])
def test_request_cancelled_by_shutdown_is_503_with_retry_after(settings, path):
    cancelled, [start, body] = cancel_request(
        create_app(settings), {**SCOPE, "path": path}, stopping=True
    )
    assert not cancelled
    assert start["status"] == 503
    assert dict(start["headers"])[b"retry-after"] == b"1"
    assert "The service is stopping" in json.dumps(json.loads(body["body"]))


def test_request_cancelled_for_another_reason_stays_cancelled(settings):
    cancelled, messages = cancel_request(create_app(settings), SCOPE, stopping=False)
    assert cancelled
    assert messages == []
