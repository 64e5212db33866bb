"""The bytes of a request's body; `app.bodies` sees to it that there are not too many."""

from starlette.requests import Request


async def read_body(request: Request) -> bytes:
    """Return the body of `request`.

    Raises
    ------
    app.problems.BodyTooLarge
        As soon as it is clear: from the Content-Length before anything is read, else from the
        chunk that passes the limit.
    app.problems.Overloaded
        If the bodies of all requests together are too large.
    """
    return b"".join([chunk async for chunk in request.stream()])
