"""How /openapi.json describes the bodies that `app.intake` reads."""

from typing import Any

from pydantic import BaseModel

from app import examples
from app.intake import media, multipart
from app.intake.documents import BATCH, MAX_BATCH
from app.schemas import ImageDrawing, PixelsDrawing, StrokesDrawing


def _forms() -> dict[str, Any]:
    kinds = (StrokesDrawing, ImageDrawing, PixelsDrawing)
    return {"oneOf": [kind.model_json_schema() for kind in kinds]}


def drawing() -> dict[str, Any]:
    """Return the `requestBody` of /predict."""
    binary = {"type": "string", "format": "binary"}
    content: dict[str, Any] = {
        media.JSON: {
            "schema": _forms(),
            "examples": {
                name: {"summary": f"A seven as {name}", "value": value}
                for name, value in examples.forms().items()
            },
        },
        media.MULTIPART: {
            "schema": {
                "type": "object",
                "properties": {multipart.FIELD: binary},
                "required": [multipart.FIELD],
            }
        },
    }
    content |= {name: {"schema": binary} for name in media.IMAGES}
    return {"required": True, "content": content}


def batch() -> dict[str, Any]:
    """Return the `requestBody` of /predict/batch."""
    instances = {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_BATCH,
        "items": _forms(),
    }
    schema = {
        "type": "object",
        "title": "Batch",
        "description": "Drawings to read in one go.",
        "properties": {BATCH: instances},
        "required": [BATCH],
        "additionalProperties": False,
    }
    example = {BATCH: list(examples.forms().values())}
    return {
        "required": True,
        "content": {
            media.JSON: {
                "schema": schema,
                "examples": {"batch": {"summary": "A seven in three forms", "value": example}},
            }
        },
    }


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of `model` with those of its parts in their places, as a body needs it."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return resolved(parts[node["$ref"].rpartition("/")[2]])
        return {key: resolved(value) for key, value in node.items()}

    inlined_schema: dict[str, Any] = resolved(schema)
    return inlined_schema
