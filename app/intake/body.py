"""The bytes of a request's body, and not one chunk more than the service accepts."""

from starlette.requests import Request

from app.problems import BodyTooLarge


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body of `request`, of at most `limit` bytes.

    Raises
    ------
    BodyTooLarge
        As soon as it is clear: from the Content-Length before anything is read, else from the
        chunk that passes the limit.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise BodyTooLarge(f"expected a body of at most {limit} bytes, got {int(declared)}")
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(f"expected a body of at most {limit} bytes, got {size} or more")
        chunks.append(chunk)
    return b"".join(chunks)
