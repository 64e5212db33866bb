"""Exceptions for every error that the service reports, one for each problem type of RFC 9457.

`app.http.problem_responses` makes the responses. A problem's docstring is the description of its
type at ``/problems/CODE``. Those of status 503 are made in `app.http.unavailable` alone.
"""

import inspect
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

FieldPath = tuple[str | int, ...]
"""Position of a field in a request: ``("body", "pixels", 12)``."""

MAX_ERRORS = 10
"""Maximum number of invalid fields in a reply: 784 invalid pixels are one mistake."""


def format_path(path: FieldPath) -> str:
    """Return a path in the form of the reply: ``body.pixels.12``."""
    return ".".join(str(step)[:40] for step in path)


@dataclass(frozen=True)
class FieldError:
    """An invalid field of a request."""

    path: FieldPath
    message: str


class Problem(Exception):  # noqa: N818  # the word of RFC 9457
    """Base of all errors that are reported to the client."""

    code: ClassVar[str]
    title: ClassVar[str]
    status: ClassVar[int]

    def __init__(
        self,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})

    @classmethod
    def for_field(
        cls, path: FieldPath, message: str, extensions: Mapping[str, Any] | None = None
    ) -> Self:
        """Return the problem of the field at `path`; `extensions` are more fields of the reply.

        An empty path is that of a file, which the caller names.
        """
        detail = f"{format_path(path)}: {message}" if path else message
        return cls(detail, [FieldError(path, message)], extensions=extensions)

    @property
    def type(self) -> str:
        """Path of the description of this problem type."""
        return f"/problems/{self.code}"


class BlankDrawing(Problem):
    """The drawing holds no ink, or only specks, so there is no digit to read."""

    code, title, status = "blank-drawing", "The drawing is blank", 422


class TooManyNumbers(Problem):
    """The picture holds more than can be read at once: crop it, or send it in several parts.

    `counted` names what there are too many of, `count` says how many, and `limit` how many can be
    read: `numbers`; `marks`, the separate pieces of ink, of which printed text and patterns have
    many; or in one number `digits`, or `parts` into which its ink is cut.
    """

    code, title, status = "too-many-numbers", "There is too much to read", 422


class UnreadableImage(Problem):
    """The image is damaged, truncated, or in an unsupported format."""

    code, title, status = "unreadable-image", "The image cannot be read", 422


class InvalidRequest(Problem):
    """A field of the request is missing, of the wrong type or out of range; `errors` names each."""

    code, title, status = "invalid-request", "The request is not valid", 422

    @classmethod
    def for_fields(cls, errors: Iterable[FieldError]) -> "InvalidRequest":
        """Return the problem of one or more invalid fields; the detail names the first.

        A generator is read no further than `MAX_ERRORS`: a body can have a million.
        """
        if not isinstance(errors, Sequence):
            errors = list(itertools.islice(errors, MAX_ERRORS))
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
    """The body's content type is not one of those that the address accepts."""

    code, title, status = "unsupported-media-type", "The content type is not supported", 415


class UnknownModel(Problem):
    """No model has that name; the detail lists the models, except those of the lab."""

    code, title, status = "unknown-model", "There is no such model", 404


class ReportNotFound(Problem):
    """No evaluation has written a report of this model yet, or its file is damaged."""

    code, title, status = "no-report", "There is no report of this model", 404


class DrawingNotFound(Problem):
    """The report refers to no such drawing, or its data set is not on the service's machine."""

    code, title, status = "no-drawing", "The drawing is not here", 404


class UnknownRun(Problem):
    """The training lab has no run of that ID, or it was deleted."""

    code, title, status = "unknown-run", "There is no such run", 404


class SweepNotFound(Problem):
    """There is no result of a sweep of that name on the service's machine, or it is damaged."""

    code, title, status = "no-sweep", "There is no such sweep", 404


class WeightsNotReady(Problem):
    """The run is not finished, or ended before its first whole epoch, so it has no weights."""

    code, title, status = "no-weights", "There are no weights yet", 404


class LabDisabled(Problem):
    """The training lab is disabled by its setting, or as other machines can reach the service."""

    code, title, status = "lab-off", "The training lab is off", 403


class CrossOrigin(Problem):
    """The request comes from a page of another origin, which must not change anything here."""

    code, title, status = "cross-origin", "The request comes from another origin", 403


class TooManyActiveRuns(Problem):
    """The maximum number of runs is training already; pause or stop one first."""

    code, title, status = "lab-busy", "The training lab is busy", 409


class LabQuotaExceeded(Problem):
    """The maximum of runs or bytes is reached, or the lab's folder cannot be used; see `detail`."""

    code, title, status = "lab-full", "The training lab is full", 409


class InvalidRunAction(Problem):
    """The run's state does not allow the action; the detail names the states that do."""

    code, title, status = "lab-action", "The run cannot do that now", 409


class DatasetMissing(Problem):
    """MNIST, which the lab trains on, is not on the service's machine; the lab can download it."""

    code, title, status = "no-data", "The training data is not here", 409


class CorrectionsDisabled(Problem):
    """Corrections are disabled by their setting, or as other machines can reach the service."""

    code, title, status = "corrections-off", "Corrections are off", 403


class UnknownCorrection(Problem):
    """There is no correction of that ID, or it was deleted."""

    code, title, status = "unknown-correction", "There is no such correction", 404

    @classmethod
    def of(cls, correction_id: str) -> Self:
        """Return the problem for what was sent as an ID."""
        return cls(f"expected the ID of a correction, got {correction_id!a:.80}")


class CorrectionsFull(Problem):
    """The corrections take as much space as the service allows; some must be deleted first."""

    code, title, status = "corrections-full", "No more corrections are kept", 409


class LearningUnavailable(Problem):
    """Corrections are being learnt already, or there are none to learn; see `detail`."""

    code, title, status = "learning-unavailable", "Nothing can be learnt now", 409

    @classmethod
    def without_corrections(cls) -> Self:
        """Return the problem of having nothing to learn."""
        return cls("There are no accepted corrections to learn.")


class NotFound(Problem):
    """Nothing is served at this address."""

    code, title, status = "not-found", "There is nothing here", 404


class MethodNotAllowed(Problem):
    """The address does not support this method; the `Allow` header lists those that it does."""

    code, title, status = "method-not-allowed", "The method is not allowed here", 405


class WeightsInvalid(Problem):
    """The weights on the disk cannot be loaded; the models that were loaded before stay in use."""

    code, title, status = "weights-refused", "The weights cannot be loaded", 409


class LoopbackOnly(Problem):
    """Only programs on the service's own machine may request this."""

    code, title, status = "not-local", "This is for the service's own machine", 403


class RequestTimeout(Problem):
    """The request did not arrive completely within the time limit."""

    code, title, status = "request-timeout", "The request took too long", 408


class MalformedRequest(Problem):
    """The request is not valid HTTP/1.1, or its head is too long. The reverse proxy reports it."""

    code, title, status = "bad-http", "The request cannot be read", 400


class UnknownHost(Problem):
    """The request is for a host name that the service does not trust."""

    code, title, status = "unknown-host", "The host is not this service", 421


class TooManyRequests(Problem):
    """The client sends requests more often than allowed; `Retry-After` says how long to wait."""

    code, title, status = "too-many-requests", "Too many requests", 429


class Overloaded(Problem):
    """Too many requests are in progress and queued; `Retry-After` says when to try again."""

    code, title, status = "overloaded", "The service is busy", 503


class NotReady(Problem):
    """The service has not loaded its models yet, or is shutting down."""

    code, title, status = "not-ready", "The service is not ready", 503


class DatabaseUnavailable(Problem):
    """The database of the corrections cannot be used now; drawings are read all the same."""

    code, title, status = "database-unavailable", "The database cannot be used", 503


class InternalError(Problem):
    """The service has a fault, whether or not the request is valid; its log has the details."""

    code, title, status = "internal-error", "The service failed", 500


PROBLEMS: dict[str, type[Problem]] = {kind.code: kind for kind in Problem.__subclasses__()}


def describe(kind: type[Problem]) -> str:
    """Return the description of a problem type."""
    return inspect.cleandoc(kind.__doc__ or "")
