"""Where the pages' files are, and how they are served.

In a checkout `static/` and `templates/` stand at the top, beside this package; in an installed
wheel they travel inside it.
"""

import os
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the folder of that name: the checkout's if there is one, else the package's.

    Raises
    ------
    FileNotFoundError
        If there is neither.
    """
    places = (PACKAGE.parent / name, PACKAGE / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"expected the folder {name} at {places[0]} or {places[1]}, got none")


class Assets(StaticFiles):
    """Static files that a browser keeps and asks about each time, so that an upgrade shows at once.

    The names carry no version, hence `no-cache`: a reload costs one small 304 a file. Ranges are
    not served, since the files are small and a wrong range would be an error outside
    `app.http.problems`.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file, or 304 where the browser's copy is still right."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        if "accept-ranges" in response.headers:
            del response.headers["accept-ranges"]
        return response
