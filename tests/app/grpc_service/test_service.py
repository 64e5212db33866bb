"""The gRPC methods in this process: where large messages are parsed, and what is counted."""

import asyncio
import threading
from types import SimpleNamespace

import grpc
import pytest

from app import metrics, registry, settings
from app.concurrency import threads
from app.grpc_service import messages
from app.grpc_service.protocol import message_class
from app.grpc_service.service import InferenceService, _with_status
from app.http.problems import InvalidRequest

ModelInferRequest = message_class("ModelInferRequest")


class AbortedError(Exception):
    """Raised by `abort`, as by that of gRPC."""


class Context:
    """A context of a call, which keeps how it was aborted."""

    async def abort(self, code, details):
        self.code, self.details = code, details
        raise AbortedError


@pytest.fixture(scope="module")
def service():
    loaded = registry.load(settings.from_environment())
    return InferenceService(SimpleNamespace(state=SimpleNamespace(registry=loaded)))


@pytest.fixture
def counted(monkeypatch):
    """The statuses of the requests that are counted."""
    statuses = []
    monkeypatch.setattr(
        metrics, "observe_request", lambda _m, _r, status, _s: statuses.append(status)
    )
    return statuses


@pytest.mark.parametrize(("size", "is_inline"), [(1000, True), (threads.MAX_INLINE_BYTES, False)])
def test_large_message_is_parsed_beside_the_event_loop(service, monkeypatch, size, is_inline):
    parsed_in = []

    def parse(_request):
        parsed_in.append(threading.current_thread())
        raise InvalidRequest.for_field(("body",), "expected nothing")

    monkeypatch.setattr(messages, "parse_request", parse)
    request = ModelInferRequest(model_name="seed", raw_input_contents=[bytes(size)])
    with pytest.raises(InvalidRequest):
        asyncio.run(service._model_infer(request))
    assert [thread is threading.main_thread() for thread in parsed_in] == [is_inline]


@pytest.mark.parametrize("field", ["inputs", "outputs"])
def test_only_the_first_of_too_many_tensors_are_looked_at(monkeypatch, field):
    seen = []
    monkeypatch.setattr(messages, "to_request", lambda fields, _raw: seen.append(fields[field]))
    messages.parse_request(ModelInferRequest(**{field: [{"name": "digit"}] * 1000}))
    assert len(seen[0]) == messages.MAX_TENSORS


def test_request_whose_client_has_left_is_not_counted_as_a_fault(counted):
    async def method(_request):
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(_with_status("ModelInfer", method)(None, Context()))
    assert counted == [400]


def test_unexpected_error_is_internal_and_told_to_the_log_only(counted, caplog):
    async def method(_request):
        raise ValueError("a secret")

    context = Context()
    with pytest.raises(AbortedError):
        asyncio.run(_with_status("ModelInfer", method)(None, context))
    assert context.code == grpc.StatusCode.INTERNAL
    assert "secret" not in context.details
    assert "a secret" in caplog.text
    assert counted == [500]
