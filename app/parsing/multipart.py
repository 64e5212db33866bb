"""Parser of multipart forms that carry one image file (RFC 7578)."""

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header
from starlette.datastructures import Headers

from app.http.problems import InvalidRequest

FIELD = "file"

MAX_PARTS = 10
"""Maximum number of parts that are read; only one is valid, and an error names the others."""

# The body is in memory already, so no copy of it is written to the disk.
_CONFIG = {"MAX_MEMORY_FILE_SIZE": float("inf")}


def read_file(headers: Headers, body: bytes) -> bytes:
    """Return the content of the form's field `file`.

    Raises
    ------
    InvalidRequest
        If the form is malformed, or holds anything but one file under that name.
    """
    content_type, options = parse_options_header(headers["content-type"])
    if b"boundary" not in options:
        raise InvalidRequest.for_field(
            ("body",), "expected multipart/form-data with a boundary in Content-Type, got none"
        )
    parts: list[Field | File] = []

    def on_part(part: Field | File) -> None:
        parts.append(part)
        if len(parts) > MAX_PARTS:
            raise _not_one_file(parts)

    parser = FormParser(
        content_type.decode(), on_part, on_part, boundary=options[b"boundary"], config=_CONFIG
    )
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        message = "expected multipart/form-data with that boundary, got a malformed body"
        raise InvalidRequest.for_field(("body",), message) from error
    if [part.field_name for part in parts] != [FIELD.encode()]:
        raise _not_one_file(parts)
    [part] = parts
    if not isinstance(part, File):
        raise InvalidRequest.for_field(
            ("body", FIELD), "expected a file, got a text without a file name"
        )
    part.file_object.seek(0)
    return part.file_object.read()


def _not_one_file(parts: list[Field | File]) -> InvalidRequest:
    names = ", ".join(
        ascii((part.field_name or b"").decode("utf-8", "replace"))[:40] for part in parts
    )
    return InvalidRequest.for_field(
        ("body", FIELD), f"expected one field 'file', got {names or 'none'}"
    )
