"""POST /numbers and POST /numbers/batch: drawings in, whole numbers out."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json
from starlette.datastructures import Headers

from app import metrics, parsing
from app.concurrency import threads
from app.numbers.recognition import recognize_numbers
from app.numbers.schemas import Numbers, NumbersBatch, to_document
from app.openapi import request_bodies
from app.parsing import predict_query
from app.parsing.drawing import Drawing
from app.routes import dependencies
from app.routes.drawings import PROBLEMS, parse_single
from model.numbers.number import Number
from model.serialization.model_file import Model

router = APIRouter(tags=["numbers"])


@router.post(
    "/numbers",
    summary="Read whole numbers",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Numbers}},
    openapi_extra={
        "parameters": predict_query.NUMBERS_OPENAPI,
        "requestBody": request_bodies.numbers(),
    },
)
async def read_numbers(request: Request) -> Response:
    r"""Send any form of drawing that /predict takes, with one number or a page of them.

    ```sh
    curl --data-binary @amount.jpg -H 'Content-Type: image/jpeg' localhost:8000/numbers
    ```

    A drawing of one digit is answered as by /predict.
    """
    [document] = await _read(request, parse_single, predict_query.NUMBERS_INCLUDES)
    return Response(document, media_type="application/json")


@router.post(
    "/numbers/batch",
    summary="Read the numbers of a batch",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": NumbersBatch}},
    openapi_extra={
        "parameters": predict_query.SEPARATORS_AND_MODEL,
        "requestBody": request_bodies.batch(),
    },
)
async def read_numbers_batch(request: Request) -> Response:
    """Send 1 to 1024 drawings in any of the JSON forms of /numbers, mixed as you like."""
    documents = await _read(request, parsing.parse_batch)
    content = b'{"predictions":[' + b",".join(documents) + b"]}"
    return Response(content, media_type="application/json")


async def _read(
    request: Request,
    parse: Callable[[Headers, bytes, int], list[Drawing]],
    includes: Sequence[str] = (),
) -> list[bytes]:
    """Return the numbers of the drawings in a request, each in JSON."""
    dependencies.check_parameters(request)
    query = predict_query.parse_query(request, includes)
    model = dependencies.model(request, query.model)
    max_pixels = dependencies.settings(request).max_pixels
    body = await request.body()

    def compute(drawings: Sequence[Drawing]) -> list[bytes]:
        with_cuts = "cuts" in query.included
        included = query.included | ({"separators"} if query.separators else set())
        return [
            to_json(
                _document(
                    model,
                    recognize_numbers(
                        model,
                        drawing,
                        separators=query.separators or "",
                        with_segmentation=with_cuts,
                    ),
                    included,
                )
            )
            for drawing in drawings
        ]

    return await threads.parse_and_compute(
        request,
        body,
        parse=lambda: parse(request.headers, body, max_pixels),
        is_expensive=lambda _: True,
        compute=compute,
    )


def _document(model: Model, numbers: Sequence[Number], included: frozenset[str]) -> dict[str, Any]:
    """Count the digits, and return the reply."""
    for number in numbers:
        for digit in number.digits:
            metrics.count_prediction(model.name, digit.digit, digit.certain)
    return to_document(model, numbers, included)
