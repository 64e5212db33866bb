"""/openapi.json, with the service's own errors in place of FastAPI's."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.http.problem_responses import MEDIA_TYPE, PROTOCOL

PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
FAILURE = {"$ref": "#/components/schemas/Failure"}

Document = dict[str, Any]


def customize_openapi(app: FastAPI) -> None:
    """Describe the errors of `app`: their media type, and that any address may reply with one."""
    generate = app.openapi

    def openapi() -> Document:
        if app.openapi_schema is None:
            document = generate()
            for path, operation in _operations(document):
                is_protocol = path == PROTOCOL or path.startswith(f"{PROTOCOL}/")
                _describe_errors(operation["responses"], is_protocol)
            schemas = document["components"]["schemas"]
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation does


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            yield path, operation


def _describe_errors(responses: Document, is_protocol: bool) -> None:
    media_type, schema = ("application/json", FAILURE) if is_protocol else (MEDIA_TYPE, PROBLEM)
    for status, response in responses.items():
        if status >= "400":
            response["content"] = {media_type: {"schema": schema}}
    if is_protocol:
        responses.pop("422", None)  # 400 there
    responses["default"] = {
        "description": "Any other error, as 408, 413, 421, 429 or 503",
        "content": {media_type: {"schema": schema}},
    }
