"""Drawings with a question beside them: what POST /explain and POST /explain/check take.

A question is one drawing in any of its forms, with parameters in the query or, in JSON, beside it;
or ``{"instances": [...]}`` with a small batch of drawings, each with its own label:

    {"strokes": [...], "label": 7, "learning_rate": 0.5}
    {"instances": [{"strokes": [...], "label": 7}, {"pixels": [...], "label": 1}], "steps": 3}

All that is wrong with the parameters and the drawings is said at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.parsing import json_body, parameters
from app.parsing.drawing import Drawing
from app.parsing.json_body import BATCH, DRAWING
from app.parsing.parameters import Parameter, ParameterValues
from app.parsing.strict_json import JsonObject, as_object, parsed, wrong_names

MAX_QUESTION = 16
LABEL = "label"


@dataclass(frozen=True)
class ExplainRequest:
    """What is asked.

    Attributes
    ----------
    drawings : list of Drawing
    labels : list of int or None
        The true digit of each drawing; None if they were not given.
    given : ParameterValues
        All other parameters.
    """

    drawings: list[Drawing]
    labels: list[int] | None
    given: ParameterValues


def of_image(
    drawing: Drawing, query: QueryParams, wanted: Sequence[Parameter], label: Parameter
) -> ExplainRequest:
    """Return the question about an image file; all parameters stand in the query.

    Raises
    ------
    InvalidRequest
        If a parameter is wrong; names each.
    """
    errors: list[FieldError] = []
    given = parameters.read([*wanted, label], query, {}, errors)
    if errors:
        raise InvalidRequest.for_fields(errors)
    return _question([drawing], given)


def of_document(
    body: bytes,
    query: QueryParams,
    wanted: Sequence[Parameter],
    label: Parameter,
    max_pixels: int,
) -> ExplainRequest:
    """Return the question that a JSON body, and the query, hold.

    Raises
    ------
    app.http.problems.Problem
        If the body is not JSON, not one of the forms, or a parameter is wrong.
    """
    document = as_object(parsed(body), ("body",))
    if BATCH in document:
        return _of_batch(document, query, wanted, label, max_pixels)
    names = (*DRAWING, BATCH, LABEL, *(parameter.name for parameter in wanted))
    errors = wrong_names(document, ("body",), names)
    given = parameters.read([*wanted, label], query, document, errors)
    with _together(errors):
        drawing = json_body.drawing(document, ("body",), max_pixels)
    return _question([drawing], given)


def _question(drawings: list[Drawing], given: ParameterValues) -> ExplainRequest:
    label = given[LABEL]
    return ExplainRequest(drawings, None if label is None else [label] * len(drawings), given)


def _of_batch(
    document: JsonObject,
    query: QueryParams,
    wanted: Sequence[Parameter],
    label: Parameter,
    max_pixels: int,
) -> ExplainRequest:
    names = (BATCH, LABEL, *(parameter.name for parameter in wanted))
    errors = wrong_names(document, ("body",), names)
    given = parameters.read(wanted, query, document, errors)
    for part, names_there in (("query", query), ("body", document)):
        if LABEL in names_there:
            message = "expected the label of each drawing in its instance, got one for all"
            errors.append(FieldError((part, LABEL), message))
    with _together(errors):
        instances = [
            as_object(value, ("body", BATCH, k), (*DRAWING, LABEL))
            for k, value in enumerate(json_body.listed(document, MAX_QUESTION))
        ]
        labels = _labels(instances, label, errors)
        drawings = json_body.drawings(instances, max_pixels)
    return ExplainRequest(drawings, labels, given)


@contextmanager
def _together(errors: list[FieldError]) -> Iterator[None]:
    """Say what is wrong with the drawings together with `errors`, what is wrong beside them."""
    try:
        yield
    except InvalidRequest as problem:
        raise InvalidRequest.for_fields([*errors, *problem.errors]) from problem
    if errors:
        raise InvalidRequest.for_fields(errors)


def _labels(
    instances: Sequence[JsonObject], label: Parameter, errors: list[FieldError]
) -> list[Any] | None:
    """Return the labels of the instances: of all or of none; add what is wrong to `errors`."""
    needed = label.required or any(LABEL in instance for instance in instances)
    if not needed:
        return None
    for k, instance in enumerate(instances):
        path: FieldPath = ("body", BATCH, k, LABEL)
        if LABEL in instance:
            errors += label.verify(instance[LABEL], path)
        else:
            errors.append(FieldError(path, f"expected {label.expected}, got no such field"))
    return [instance.get(LABEL) for instance in instances]
