"""A multipart form to the bytes of its one file."""

from collections.abc import AsyncGenerator

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.http.problems import InvalidRequest

FIELD = "file"


class _InMemory(MultiPartParser):
    spool_max_size = 2**62  # the body is in memory already: write no copy of it to the disk


async def file(headers: Headers, body: bytes) -> bytes:
    """Return the content of the form's field `file`.

    Raises
    ------
    InvalidRequest
        If the form is broken, or holds anything but one file under that name.
    """

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await _InMemory(headers, stream()).parse()
    except MultiPartException as error:
        raise InvalidRequest.at(
            ("body",), f"expected multipart/form-data, got a broken form: {error.message}"
        ) from error
    try:
        return await _only_file(form)
    finally:
        await form.close()


async def _only_file(form: FormData) -> bytes:
    fields = form.multi_items()
    if [name for name, _ in fields] != [FIELD]:
        names = ", ".join(f"{name!a:.40}" for name, _ in fields[:10]) or "none"
        raise InvalidRequest.at(("body", FIELD), f"expected one field 'file', got {names}")
    value = fields[0][1]
    if not isinstance(value, UploadFile):
        raise InvalidRequest.at(("body", FIELD), "expected a file, got a text without a file name")
    return await value.read()
