"""The six methods of the protocol's gRPC service."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import grpc
from fastapi import FastAPI

import app as package
from app import metrics
from app.concurrency import threads
from app.grpc_service import messages
from app.grpc_service.protocol import METHODS, SERVICE, message_class
from app.http import unavailable
from app.http.problems import InternalError, Problem
from app.inference_protocol import response
from app.inference_protocol.metadata import SERVER_NAME, describe
from app.registry import Registry

STATUS_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    404: grpc.StatusCode.NOT_FOUND,
    422: grpc.StatusCode.INVALID_ARGUMENT,
    503: grpc.StatusCode.UNAVAILABLE,
}
"""Codes for the HTTP statuses of problems; any other is INTERNAL."""

CANCELLED_STATUS = 400
"""Counted for a request whose client has left, as for one over HTTP."""

LOG = logging.getLogger("inkling.grpc")

Method = Callable[[Any], Awaitable[Any]]


class InferenceService:
    """The protocol's methods, answered with the models of the HTTP service.

    Models of the lab, and versions that have learnt corrections but are not the default, are not
    served: gRPC has no means to tell where a request comes from.

    Parameters
    ----------
    app : FastAPI
        Its state has the loaded models.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def handler(self) -> Any:
        """Return the handler of all methods, for a server of `grpc.aio`."""
        methods: dict[str, Method] = {
            "ServerLive": self._server_live,
            "ServerReady": self._server_ready,
            "ModelReady": self._model_ready,
            "ServerMetadata": self._server_metadata,
            "ModelMetadata": self._model_metadata,
            "ModelInfer": self._model_infer,
        }
        return grpc.method_handlers_generic_handler(
            SERVICE,
            {
                name: grpc.unary_unary_rpc_method_handler(
                    _with_status(name, method),
                    request_deserializer=message_class(METHODS[name].input_type.name).FromString,
                    response_serializer=lambda reply: reply.SerializeToString(),
                )
                for name, method in methods.items()
            },
        )

    def _models(self) -> Registry:
        models: Registry | None = self._app.state.registry
        if models is None:
            raise unavailable.models_not_loaded()
        learnt = models.learnt.default_only() if models.learnt else None
        return replace(models, lab=None, learnt=learnt)

    async def _server_live(self, _request: Any) -> Any:
        return _reply("ServerLive", live=True)

    async def _server_ready(self, _request: Any) -> Any:
        return _reply("ServerReady", ready=self._app.state.registry is not None)

    async def _model_ready(self, request: Any) -> Any:
        self._models().get(request.name, request.version or None)
        return _reply("ModelReady", ready=True)

    async def _server_metadata(self, _request: Any) -> Any:
        return _reply("ServerMetadata", name=SERVER_NAME, version=package.__version__)

    async def _model_metadata(self, request: Any) -> Any:
        model = self._models().get(request.name, request.version or None)
        return _reply("ModelMetadata", **describe(model).model_dump())

    async def _model_infer(self, request: Any) -> Any:
        model = self._models().get(request.model_name, request.model_version or None)
        if request.ByteSize() > threads.MAX_INLINE_BYTES:
            parsed = await threads.parse_large(lambda: messages.parse_request(request))
        else:
            parsed = messages.parse_request(request)
        raw = len(request.raw_input_contents) > 0
        if response.is_expensive(model, parsed):
            return await threads.run_in_thread(messages.infer, model, parsed, raw)
        return messages.infer(model, parsed, raw)


def _reply(method: str, **fields: Any) -> Any:
    return message_class(METHODS[method].output_type.name)(**fields)


def _with_status(name: str, method: Method) -> Callable[[Any, Any], Awaitable[Any]]:
    """Return the method as gRPC calls it: problems become statuses, and requests are counted."""

    async def call(request: Any, context: Any) -> Any:
        started = time.perf_counter()
        status = InternalError.status
        try:
            reply = await method(request)
            status = 200
        except Problem as problem:
            status = problem.status
            code = STATUS_CODES.get(status, grpc.StatusCode.INTERNAL)
            await context.abort(code, problem.detail)
        except asyncio.CancelledError:
            status = CANCELLED_STATUS
            raise
        except Exception:
            LOG.exception("Unexpected error in %s", name)
            await context.abort(
                grpc.StatusCode.INTERNAL, "Unexpected error; see the log of the service."
            )
        finally:
            metrics.observe_request(
                "gRPC", f"/{SERVICE}/{name}", status, time.perf_counter() - started
            )
        return reply

    return call
