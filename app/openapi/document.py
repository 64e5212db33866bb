"""/openapi.json, with the service's own errors in place of FastAPI's."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.http.problem_responses import MEDIA_TYPE, PROTOCOL
from app.openapi.error_examples import find_example

PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
FAILURE = {"$ref": "#/components/schemas/Failure"}

FASTAPI_DESCRIPTION = "Validation Error"
"""Of 422, where a route has none of its own."""

Document = dict[str, Any]


def customize_openapi(app: FastAPI) -> None:
    """Describe the errors of `app`, with examples, and that any address may reply with one."""
    generate = app.openapi

    def openapi() -> Document:
        if app.openapi_schema is None:
            document = generate()
            schemas = document["components"]["schemas"]
            for path, operation in _operations(document):
                is_protocol = path == PROTOCOL or path.startswith(f"{PROTOCOL}/")
                _describe_errors(operation["responses"], is_protocol)
                for body in operation.get("requestBody", {}).get("content", {}).values():
                    body["schema"] = _to_components(body["schema"], schemas)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            _remove_field_titles(document)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation does


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            yield path, operation


def _describe_errors(responses: Document, is_protocol: bool) -> None:
    media_type, schema = ("application/json", FAILURE) if is_protocol else (MEDIA_TYPE, PROBLEM)
    if is_protocol:
        responses.pop("422", None)  # 400 there
    responses["default"] = {"description": "Any other error, as 408, 413, 421, 429 or 503"}
    for status, response in responses.items():
        if status >= "400":
            if response["description"] == FASTAPI_DESCRIPTION:
                response["description"] = "A parameter or field is invalid; names each"
            example = find_example(status, response["description"], is_protocol=is_protocol)
            response["content"] = {media_type: {"schema": schema, "example": example}}


def _to_components(schema: Any, schemas: Document) -> Any:
    """Move titled objects within a schema to the document's schemas; return it with references.

    Code generators make one class for each, by its title.
    """
    if isinstance(schema, list):
        return [_to_components(item, schemas) for item in schema]
    if not isinstance(schema, dict):
        return schema
    for definition in schema.get("$defs", {}).values():
        _to_components(definition, schemas)
    moved = {key: _to_components(value, schemas) for key, value in schema.items() if key != "$defs"}
    title = moved.get("title")
    if not isinstance(title, str) or "properties" not in moved:
        return moved
    if schemas.setdefault(title, moved) != moved:
        raise ValueError(f"expected one schema with the title {title}, got two")
    return {"$ref": f"#/components/schemas/{title}"}


def _remove_field_titles(node: Any) -> None:
    """Remove the titles of fields and parameters, which pydantic makes of their names.

    Code generators would make a class of each, several with the same name.
    """
    if isinstance(node, list):
        for item in node:
            _remove_field_titles(item)
    elif isinstance(node, dict):
        fields = [*node.get("properties", {}).values(), node.get("schema", {})]
        for field in fields:
            if isinstance(field, dict) and isinstance(field.get("title"), str):
                del field["title"]
        for value in node.values():
            _remove_field_titles(value)
