"""How /openapi.json describes the bodies that `app.parsing` reads."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from app.openapi import examples
from app.openapi.schemas import ImageDrawing, PixelsDrawing, StrokesDrawing
from app.parsing import content_type, multipart
from app.parsing.explain_request import LABEL, MAX_QUESTION
from app.parsing.json_body import BATCH, MAX_BATCH
from app.parsing.parameters import Parameter


def _forms() -> dict[str, Any]:
    kinds = (StrokesDrawing, ImageDrawing, PixelsDrawing)
    return {"oneOf": [kind.model_json_schema() for kind in kinds]}


def drawing() -> dict[str, Any]:
    """Return the `requestBody` of /predict."""
    binary = {"type": "string", "format": "binary"}
    content: dict[str, Any] = {
        content_type.JSON: {
            "schema": _forms(),
            "examples": {
                name: {"summary": f"A seven as {name}", "value": value}
                for name, value in examples.forms().items()
            },
        },
        content_type.MULTIPART: {
            "schema": {
                "type": "object",
                "properties": {multipart.FIELD: binary},
                "required": [multipart.FIELD],
            }
        },
    }
    content |= {name: {"schema": binary} for name in content_type.IMAGES}
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
            content_type.JSON: {
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


def question(
    wanted: Sequence[Parameter], label: Parameter, asked: dict[str, Any]
) -> dict[str, Any]:
    """Return the `requestBody` of /explain or /explain/check.

    Parameters
    ----------
    wanted : sequence of Parameter
        What may stand beside a drawing, but for its label.
    label : Parameter
    asked : dict
        Parameters of the examples.
    """
    beside = {parameter.name: parameter.schema for parameter in wanted}
    labelled = _with(_forms(), {LABEL: label.schema})
    instances = {"type": "array", "minItems": 1, "maxItems": MAX_QUESTION, "items": labelled}
    batch = {
        "type": "object",
        "title": "SmallBatch",
        "description": "Drawings, each with its label.",
        "properties": {BATCH: instances, **beside},
        "required": [BATCH],
        "additionalProperties": False,
    }
    body = drawing()
    content = body["content"][content_type.JSON]
    content["schema"] = {"oneOf": [*_with(labelled, beside)["oneOf"], batch]}
    seven = {LABEL: examples.LABEL}
    strokes, pixels = examples.forms()["strokes"], examples.forms()["pixels"]
    content["examples"] = {
        "one": {"summary": "A seven", "value": {**strokes, **seven, **asked}},
        "batch": {
            "summary": "A batch of two",
            "value": {BATCH: [{**strokes, **seven}, {**pixels, **seven}], **asked},
        },
    }
    return body


def _with(forms: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the forms of a drawing with more fields beside it."""
    return {
        "oneOf": [
            {**form, "properties": {**form["properties"], **fields}} for form in forms["oneOf"]
        ]
    }
