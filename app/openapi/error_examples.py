"""Examples of errors for /openapi.json, as the service words them."""

import json
from typing import Any

from app.http import unavailable
from app.http.problem_responses import error_response, problem_json
from app.http.problems import (
    BodyTooLarge,
    CorrectionsFull,
    CrossOrigin,
    DatasetMissing,
    InvalidRequest,
    InvalidRunAction,
    LearningUnavailable,
    Problem,
    RequestTimeout,
    SweepNotFound,
    TooManyActiveRuns,
    UnknownCorrection,
    UnknownModel,
    UnknownRun,
    UnsupportedMediaType,
)

_REQUEST_ID = "0123456789abcdef"

_EXAMPLES: tuple[Problem, ...] = (  # of each status, the most frequent one first
    CrossOrigin(
        "expected a request from a page of this service, got one from 'https://example.com' "
        "('another host')"
    ),
    UnknownModel("expected one of the models seed, wide, got 'nope'"),
    UnknownRun("expected a run that /lab/runs lists, got 'r-0123abcd'"),
    UnknownCorrection.of("0123456789abcdef0123456789abcdef"),
    SweepNotFound("There is no result of a sweep 'rates'."),
    RequestTimeout("The body of the request did not arrive in 30 seconds."),
    InvalidRunAction("Cannot pause a run that is done; it must be running."),
    TooManyActiveRuns(
        "At most 2 runs may train at once; pause or stop one first: r-0123abcd, r-4567cdef."
    ),
    DatasetMissing("The files of MNIST are missing; download them first."),
    CorrectionsFull(
        "Corrections may take 100,000,000 bytes. They take 99,999,000, and this one would take "
        "2,000; delete some first."
    ),
    LearningUnavailable.without_corrections(),
    BodyTooLarge("The request body is too large; the limit is 26214400 bytes."),
    UnsupportedMediaType("expected Content-Type: application/json, got 'text/plain'"),
    InvalidRequest.for_field(
        ("body", "pixels"), "expected 784 numbers or 28 rows of 28, got 2 numbers"
    ),
    unavailable.models_not_loaded(),
    unavailable.database_unavailable(),
)


def find_example(status: str, description: str, *, is_protocol: bool) -> dict[str, Any]:
    """Return an example of the body of an error response.

    Of the examples of a status it is the one whose title is a part of the description, else the
    first.

    Parameters
    ----------
    status : str
        Such as "422", or "default".
    description : str
        Of the response.
    is_protocol : bool
        Whether it is a route of the Open Inference Protocol, where 422 is 400.
    """
    if status == "default":
        problem: Problem = unavailable.queue_full()
    else:
        code = 422 if is_protocol and status == "400" else int(status)
        examples = [example for example in _EXAMPLES if example.status == code]
        named = [example for example in examples if example.title in description]
        problem = (named or examples)[0]
    if is_protocol:
        response = error_response(problem.status, problem.detail)
    else:
        response = problem_json(problem, request_id=_REQUEST_ID)
    body: dict[str, Any] = json.loads(bytes(response.body))
    return body
