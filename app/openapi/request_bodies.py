"""Request bodies that `app.parsing` parses, as /openapi.json describes them."""

from typing import Any

from pydantic import BaseModel

from app.openapi import examples
from app.openapi.schemas import ImageForm, PixelsForm, StrokesForm
from app.parsing import content_type, multipart
from app.parsing.explain_request import LABEL, MAX_INSTANCES, OptionalLabel
from app.parsing.json_body import BATCH, MAX_BATCH
from app.parsing.parameters import parameter_schemas

COMPONENT = "#/components/schemas/{model}"
"""Reference to a schema by its title."""


def _forms() -> dict[str, Any]:
    models = (StrokesForm, ImageForm, PixelsForm)
    return {"oneOf": [schema_of(model) for model in models]}


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
    names = (*content_type.IMAGES, content_type.OCTET_STREAM)
    content |= {name: {"schema": binary} for name in names}
    return {"required": True, "content": content}


def numbers() -> dict[str, Any]:
    """Return the `requestBody` of /numbers."""
    body = drawing()
    two = {"summary": "The number 47 as strokes", "value": examples.number()}
    content = body["content"][content_type.JSON]
    content["examples"] = {"number": two, **content["examples"]}
    return body


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


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of `model` for a request body; `app.openapi.document` moves its `$defs`."""
    return model.model_json_schema(ref_template=COMPONENT)


def json_body(model: type[BaseModel], **media: Any) -> dict[str, Any]:
    """Return the `requestBody` of an address that takes `model` as JSON and nothing else.

    Parameters
    ----------
    model : type
        A pydantic model.
    media : Any
        Further fields of OpenAPI's media type object, such as `example`.
    """
    content = {content_type.JSON: {"schema": schema_of(model), **media}}
    return {"required": True, "content": content}


def explain(
    parameters: type[BaseModel], label: type[OptionalLabel], example: dict[str, Any]
) -> dict[str, Any]:
    """Return the `requestBody` of /explain, /explain/check or /explain/check-mine.

    Parameters
    ----------
    parameters : type
        A pydantic model of the parameters beside a drawing.
    label : type
        A pydantic model of the label.
    example : dict
        Parameters of the examples.
    """
    beside = parameter_schemas(parameters)
    labeled = _with_fields("Labeled", _forms(), parameter_schemas(label))
    instances = {"type": "array", "minItems": 1, "maxItems": MAX_INSTANCES, "items": labeled}
    name = parameters.__name__.removesuffix("Parameters")
    batch = {
        "type": "object",
        "title": f"{name}Batch",
        "description": "Drawings, each with its label.",
        "properties": {BATCH: instances, **beside},
        "required": [BATCH],
        "additionalProperties": False,
    }
    body = drawing()
    content = body["content"][content_type.JSON]
    content["schema"] = {"oneOf": [*_with_fields(name, labeled, beside)["oneOf"], batch]}
    seven = {LABEL: examples.LABEL}
    forms = {name: {**form, **seven} for name, form in examples.forms().items()}
    content["examples"] = {
        name: {"summary": f"A seven as {name}, with its label", "value": {**form, **example}}
        for name, form in forms.items()
    }
    content["examples"]["batch"] = {
        "summary": "A batch of two",
        "value": {BATCH: [forms["strokes"], forms["pixels"]], **example},
    }
    return body


def correction(fields: type[BaseModel]) -> dict[str, Any]:
    """Return the `requestBody` of /corrections; `fields` is a model of those beside a drawing."""
    body = drawing()
    content = body["content"][content_type.JSON]
    content["schema"] = _with_fields("Corrected", _forms(), parameter_schemas(fields))
    content["examples"] = {
        name: {
            "summary": f"A seven as {name}, with its label",
            "value": {**form, LABEL: examples.LABEL},
        }
        for name, form in examples.forms().items()
    }
    return body


def _with_fields(prefix: str, forms: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the forms of a drawing with more fields beside it, and a prefix to their titles."""
    return {
        "oneOf": [
            {
                **form,
                "title": f"{prefix}{form['title']}",
                "properties": {**form["properties"], **fields},
            }
            for form in forms["oneOf"]
        ]
    }
