"""Folders of static files and templates, and serving of static files.

In a checkout `static/` and `templates/` are beside this package; in an installed wheel they are
inside it.
"""

import mimetypes
import os
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

PACKAGE = Path(__file__).parents[1]

mimetypes.add_type("font/woff2", ".woff2")  # unknown to Python 3.11 where the system has no list


def folder(name: str) -> Path:
    """Return the folder of that name, in the checkout or else in the package.

    Raises
    ------
    FileNotFoundError
        If neither exists.
    """
    candidates = (PACKAGE.parent / name, PACKAGE / name)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(
        f"expected the folder {name} at {candidates[0]} or {candidates[1]}, got neither"
    )


class Assets(StaticFiles):
    """Static files that browsers cache but revalidate, so that an upgrade takes effect immediately.

    The names carry no version, hence `no-cache`: a reload costs one small 304 per file. Range
    requests are ignored, since the files are small and an invalid range would be answered with an
    error outside `app.http.problems`.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request without its Range header."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file, or 304 if the browser's copy is current."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        if "accept-ranges" in response.headers:
            del response.headers["accept-ranges"]
        return response
