"""Read the bytes of a request body; `app.middleware.body_limit` limits them."""

from starlette.requests import Request


async def read_body(request: Request) -> bytes:
    """Return the body of `request`.

    Raises
    ------
    app.http.problems.BodyTooLarge
        As soon as it is clear: from the Content-Length before anything is read, else from the
        chunk that passes the limit.
    app.http.problems.Overloaded
        If the bodies of all requests together are too large.
    """
    return b"".join([chunk async for chunk in request.stream()])
