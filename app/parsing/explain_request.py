"""Parser of requests to /explain and the paths below it: drawings, labels and parameters.

Such a request is one drawing in any of its forms, with parameters in the query or, in JSON, beside
it; or ``{"instances": [...]}`` with a small batch of drawings, each with its own label:

    {"strokes": [...], "label": 7, "learning_rate": 0.5}
    {"instances": [{"strokes": [...], "label": 7}, {"pixels": [...], "label": 1}], "steps": 3}

All errors of the parameters and the drawings are reported together.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field
from starlette.datastructures import QueryParams

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import Omittable, StrictModel, describe_value, require_object, validate
from app.parsing.drawing import Drawing
from app.parsing.json_body import (
    BATCH,
    DrawingFields,
    check_total_size,
    parse_json,
    to_drawing,
)
from app.parsing.parameters import parse_parameters

MAX_INSTANCES = 16
LABEL = "label"

Parameters = TypeVar("Parameters", bound=BaseModel)
Digit = Annotated[int, Field(ge=0, le=9)]


class OptionalLabel(StrictModel):
    """The label of a drawing to be explained."""

    label: Omittable[Digit] = Field(
        None,
        description="The true digit. Without it there is no loss, and only the forward pass is "
        "explained.",
    )


class RequiredLabel(OptionalLabel):
    """The label of a drawing that is needed for a gradient."""

    label: Digit = Field(description="The true digit.")


@dataclass(frozen=True)
class ExplainRequest(Generic[Parameters]):
    """A request to explain.

    Attributes
    ----------
    drawings : list of Drawing
    labels : list of int or None
        The true digit of each drawing; None if they were not given.
    parameters : pydantic model
        All other parameters.
    paths : dict of FieldPath
        Position of each parameter in the request, for those in it.
    """

    drawings: list[Drawing]
    labels: list[int] | None
    parameters: Parameters
    paths: Mapping[str, FieldPath]

    def path(self, name: str) -> FieldPath:
        """Return the position of a parameter, or the one that it would have in the query."""
        return self.paths.get(name, ("query", name))


@dataclass
class _ErrorCollector:
    """The errors of all parts of a request."""

    errors: list[FieldError] = field(default_factory=list)

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep the errors of an InvalidRequest, and continue after the block."""
        try:
            yield
        except InvalidRequest as problem:
            self.errors += problem.errors

    def raise_errors(self) -> None:
        """Raise InvalidRequest if there are errors."""
        if self.errors:
            raise InvalidRequest.for_fields(self.errors)


def parse_image_request(
    drawing: Drawing,
    query: QueryParams,
    parameters: type[Parameters],
    label: type[OptionalLabel],
) -> ExplainRequest[Parameters]:
    """Return the request whose body is an image file; all parameters are in the query.

    Raises
    ------
    InvalidRequest
        If a parameter is invalid; names each.
    """
    collector = _ErrorCollector()
    with collector.collect():
        values, paths = parse_parameters(parameters, query, None)
    with collector.collect():
        labels = _labels([parse_parameters(label, query, None)[0]])
    collector.raise_errors()
    return ExplainRequest([drawing], labels, values, paths)


def parse_json_request(
    body: bytes,
    query: QueryParams,
    parameters: type[Parameters],
    label: type[OptionalLabel],
    max_pixels: int,
) -> ExplainRequest[Parameters]:
    """Return the request that a JSON body, and the query, describe.

    Raises
    ------
    app.http.problems.Problem
        If the body is not JSON, not one of the forms, or a parameter is invalid.
    """
    document = require_object(parse_json(body))
    if BATCH in document:
        return _parse_batch(document, query, parameters, label, max_pixels)
    drawing_fields, others = _split(document, tuple(DrawingFields.model_fields))
    label_fields, others = _split(others, (LABEL,))
    collector = _ErrorCollector()
    with collector.collect():
        beside = (*DrawingFields.model_fields, LABEL)
        values, paths = parse_parameters(parameters, query, others, beside)
    with collector.collect():
        labels = _labels([parse_parameters(label, query, label_fields)[0]])
    with collector.collect():
        drawing = to_drawing(validate(DrawingFields, drawing_fields), ("body",), max_pixels)
    collector.raise_errors()
    return ExplainRequest([drawing], labels, values, paths)


def _parse_batch(
    document: Mapping[str, Any],
    query: QueryParams,
    parameters: type[Parameters],
    label: type[OptionalLabel],
    max_pixels: int,
) -> ExplainRequest[Parameters]:
    batch_fields, others = _split(document, (BATCH, LABEL))
    collector = _ErrorCollector()
    for part, names in (("query", query), ("body", document)):
        if LABEL in names:
            message = "One label for all drawings; give each instance its own."
            collector.errors.append(FieldError((part, LABEL), message))
    with collector.collect():
        values, paths = parse_parameters(parameters, query, others, beside=(BATCH,))
    with collector.collect():
        instances = _instances(batch_fields[BATCH])
        if any(LABEL in instance for instance in instances):
            label = RequiredLabel  # of all drawings or of none
        drawings: list[Drawing] = []
        labels: list[OptionalLabel] = []
        for k, instance in enumerate(instances):
            path: FieldPath = ("body", BATCH, k)
            label_fields, drawing_fields = _split(instance, (LABEL,))
            with collector.collect():
                labels.append(validate(label, label_fields, path))
            with collector.collect():
                fields = validate(DrawingFields, drawing_fields, path, beside=(LABEL,))
                drawings.append(to_drawing(fields, path, max_pixels))
    collector.raise_errors()
    check_total_size(drawings, max_pixels)
    return ExplainRequest(drawings, _labels(labels), values, paths)


def _instances(value: Any) -> list[dict[str, Any]]:
    if type(value) is not list or not 1 <= len(value) <= MAX_INSTANCES:
        message = f"expected a list of 1 to {MAX_INSTANCES} drawings, got {describe_value(value)}"
        raise InvalidRequest.for_field(("body", BATCH), message)
    return [require_object(instance, ("body", BATCH, k)) for k, instance in enumerate(value)]


def _labels(labeled: list[OptionalLabel]) -> list[int] | None:
    """Return the labels of all drawings, or None if they were not given."""
    labels = [model.label for model in labeled if model.label is not None]
    return labels or None


def _split(
    fields: Mapping[str, Any], names: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of these names, and the others."""
    inside = {name: value for name, value in fields.items() if name in names}
    return inside, {name: value for name, value in fields.items() if name not in names}
