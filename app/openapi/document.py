"""/openapi.json, with errors as the service gives them."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.http import problems
from app.http.problem_responses import PROTOCOL

PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
FAILURE = {"$ref": "#/components/schemas/Failure"}

Document = dict[str, Any]


def install(app: FastAPI) -> None:
    """Make `app` describe its errors: their media type, and that any address may give one."""
    generate = app.openapi

    def described() -> Document:
        if app.openapi_schema is None:
            document = generate()
            for path, operation in _operations(document):
                protocol = path == PROTOCOL or path.startswith(f"{PROTOCOL}/")
                _describe(operation["responses"], protocol)
            schemas = document["components"]["schemas"]
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's documentation does


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            yield path, operation


def _describe(responses: Document, protocol: bool) -> None:
    kind, schema = ("application/json", FAILURE) if protocol else (problems.MEDIA_TYPE, PROBLEM)
    for status, response in responses.items():
        if status >= "400":
            response["content"] = {kind: {"schema": schema}}
    if protocol:
        responses.pop("422", None)  # 400 there
    responses["default"] = {
        "description": "Any other error, as 408, 413, 421, 429 or 503",
        "content": {kind: {"schema": schema}},
    }
