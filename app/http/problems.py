"""Every error that the service answers with: the tree of exceptions and their one JSON shape.

    Problem                    RFC 9457 `type`                    status
    +- BlankDrawing            /problems/blank-drawing            422
    +- UnreadableImage         /problems/unreadable-image         422
    +- InvalidRequest          /problems/invalid-request          422
    +- BodyTooLarge            /problems/body-too-large           413
    +- ImageTooLarge           /problems/image-too-large          413
    +- UnsupportedMediaType    /problems/unsupported-media-type   415
    +- UnknownModel            /problems/unknown-model            404
    +- ReportNotFound          /problems/no-report                404
    +- DrawingNotFound         /problems/no-drawing               404
    +- UnknownRun              /problems/unknown-run              404
    +- WeightsNotReady         /problems/no-weights               404
    +- LabDisabled             /problems/lab-off                  403
    +- CrossOrigin             /problems/cross-origin             403
    +- TooManyActiveRuns       /problems/lab-busy                 409
    +- LabQuotaExceeded        /problems/lab-full                 409
    +- InvalidRunAction        /problems/lab-action               409
    +- DatasetMissing          /problems/no-data                  409
    +- NotFound                /problems/not-found                404
    +- MethodNotAllowed        /problems/method-not-allowed       405
    +- WeightsInvalid          /problems/weights-refused          409
    +- LoopbackOnly            /problems/not-local                403
    +- RequestTimeout          /problems/request-timeout          408
    +- MalformedRequest        /problems/bad-http                 400
    +- UnknownHost             /problems/unknown-host             421
    +- TooManyRequests         /problems/too-many-requests        429
    +- Overloaded              /problems/overloaded               503
    +- NotReady                /problems/not-ready                503
    +- InternalError           /problems/internal-error           500

The body is that of RFC 9457, "Problem Details for HTTP APIs", with two extensions: `errors`, where
fields of the request are wrong, and `request_id`, by which the log knows the request. A problem's
docstring is what its type's address answers.
"""

import http
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

FieldPath = tuple[str | int, ...]
"""Where in a request something stands: ``("body", "pixels", 12)``."""

MAX_ERRORS = 10
"""A reply names at most this many wrong fields: 784 wrong pixels are one mistake."""


def format_path(path: FieldPath) -> str:
    """Return a path as the reply writes it: ``body.pixels.12``."""
    return ".".join(str(step)[:40] for step in path)


@dataclass(frozen=True)
class FieldError:
    """One wrong field of a request."""

    path: FieldPath
    message: str


class Problem(Exception):  # noqa: N818  # the word of RFC 9457
    """An error that is the answer to a request."""

    code: ClassVar[str]
    title: ClassVar[str]
    status: ClassVar[int]

    def __init__(
        self,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    @classmethod
    def for_field(cls, path: FieldPath, message: str) -> Self:
        """Return the problem with what stands at `path`."""
        return cls(f"{format_path(path)}: {message}", [FieldError(path, message)])

    @property
    def type(self) -> str:
        """The address that says what this kind of problem is."""
        return f"/problems/{self.code}"


class BlankDrawing(Problem):
    """The drawing holds no ink, or only specks, so there is no digit to read."""

    code, title, status = "blank-drawing", "The drawing is blank", 422


class UnreadableImage(Problem):
    """The image is damaged, cut short, or not of a format that is read."""

    code, title, status = "unreadable-image", "The image cannot be read", 422


class InvalidRequest(Problem):
    """A part of the request is missing, of the wrong kind or out of range; `errors` says which."""

    code, title, status = "invalid-request", "The request is not valid", 422

    @classmethod
    def for_fields(cls, errors: Sequence[FieldError]) -> "InvalidRequest":
        """Return the problem of one or more wrong fields; the first stands in the detail."""
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return cls(f"{format_path(first.path)}: {first.message}{more}", errors[:MAX_ERRORS])


class BodyTooLarge(Problem):
    """The body of the request has more bytes than the service accepts."""

    code, title, status = "body-too-large", "The body is too large", 413


class ImageTooLarge(Problem):
    """The image declares more pixels than the service decodes."""

    code, title, status = "image-too-large", "The image is too large", 413


class UnsupportedMediaType(Problem):
    """The body's content type is none of those that a drawing can be sent as."""

    code, title, status = "unsupported-media-type", "The content type is not supported", 415


class UnknownModel(Problem):
    """There is no model of that name; the detail names those that there are."""

    code, title, status = "unknown-model", "There is no such model", 404


class ReportNotFound(Problem):
    """No evaluation has written a report of this model yet, or its file is damaged."""

    code, title, status = "no-report", "There is no report of this model", 404


class DrawingNotFound(Problem):
    """The report points at no such drawing, or its data set is not on the service's machine."""

    code, title, status = "no-drawing", "The drawing is not here", 404


class UnknownRun(Problem):
    """The training lab has no run of that ID, or it was removed."""

    code, title, status = "unknown-run", "There is no such run", 404


class WeightsNotReady(Problem):
    """The run is not over, or ended before its first whole epoch, so it has become no network."""

    code, title, status = "no-weights", "There are no weights yet", 404


class LabDisabled(Problem):
    """The training lab is off: the setting says so, or others than this machine can ask for it."""

    code, title, status = "lab-off", "The training lab is off", 403


class CrossOrigin(Problem):
    """The request comes from a page of another origin, which may not steer what is trained here."""

    code, title, status = "cross-origin", "The request comes from another origin", 403


class TooManyActiveRuns(Problem):
    """As many runs are training as may at the same time; pause or stop one first."""

    code, title, status = "lab-busy", "The training lab is busy", 409


class LabQuotaExceeded(Problem):
    """There are as many runs, or they take as much of the disk, as may be; delete some first."""

    code, title, status = "lab-full", "The training lab is full", 409


class InvalidRunAction(Problem):
    """The run is in no state for that; the detail names the states that are."""

    code, title, status = "lab-action", "The run cannot do that now", 409


class DatasetMissing(Problem):
    """MNIST, which the lab trains on, is not on the service's machine; the lab can fetch it."""

    code, title, status = "no-data", "The training data is not here", 409


class NotFound(Problem):
    """Nothing is served at this address."""

    code, title, status = "not-found", "There is nothing here", 404


class MethodNotAllowed(Problem):
    """The address does not answer this method; the `Allow` header names those that it does."""

    code, title, status = "method-not-allowed", "The method is not allowed here", 405


class WeightsInvalid(Problem):
    """The weights on the disk cannot be loaded; those that were loaded before go on to answer."""

    code, title, status = "weights-refused", "The weights cannot be loaded", 409


class LoopbackOnly(Problem):
    """Only programs on the service's own machine may ask for this."""

    code, title, status = "not-local", "This is for the service's own machine", 403


class RequestTimeout(Problem):
    """The request did not come in whole within the time that the service waits for it."""

    code, title, status = "request-timeout", "The request took too long", 408


class MalformedRequest(Problem):
    """What came is no request of HTTP/1.1, or its head is too long. The reverse proxy says so."""

    code, title, status = "bad-http", "The request cannot be read", 400


class UnknownHost(Problem):
    """The request is for a host name that the service does not answer to."""

    code, title, status = "unknown-host", "The host is not this service", 421


class TooManyRequests(Problem):
    """The client asks more often than the service allows; `Retry-After` says how long to wait."""

    code, title, status = "too-many-requests", "Too many requests", 429


class Overloaded(Problem):
    """As much is asked as the service can do; `Retry-After` says when to ask again."""

    code, title, status = "overloaded", "The service is busy", 503


class NotReady(Problem):
    """The service has not loaded its models yet, or is stopping."""

    code, title, status = "not-ready", "The service is not ready", 503


class InternalError(Problem):
    """The service has a fault. The request may be right; the log of the service says more."""

    code, title, status = "internal-error", "The service failed", 500


PROBLEMS: dict[str, type[Problem]] = {kind.code: kind for kind in Problem.__subclasses__()}


def explanation(kind: type[Problem]) -> str:
    """Return what a kind of problem means, in words."""
    return inspect.cleandoc(kind.__doc__ or "")


def response(problem: Problem, root: str = "", request_id: str | None = None) -> Response:
    """Return the reply that tells a client of `problem`.

    Parameters
    ----------
    problem : Problem
    root : str
        The path under which the service is, for the problem's `type`.
    request_id : str, optional
        By which the service's log knows the request.
    """
    body: dict[str, Any] = {
        "type": root + problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [
            {"loc": format_path(e.path), "message": e.message} for e in problem.errors
        ]
    if request_id is not None:
        body["request_id"] = request_id
    return _response(body, problem.headers)


def plain_response(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the reply for a status that has no problem type here, as RFC 9457, 4.2.1, says."""
    title = http.HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return _response(body, headers)


def _response(body: dict[str, Any], headers: Mapping[str, str] | None) -> Response:
    # ASCII, because a client may have sent halves of surrogate pairs, which UTF-8 cannot carry.
    return Response(json.dumps(body), body["status"], headers, MEDIA_TYPE)
