"""Parser of bodies that are an image file, or a form with one."""

from starlette.datastructures import Headers

from app.http.problems import FieldPath, UnreadableImage, UnsupportedMediaType
from app.parsing import content_type, file_signatures, images, multipart
from app.parsing.drawing import ImageDrawing


def read(media_type: str, headers: Headers, body: bytes) -> tuple[bytes, FieldPath]:
    """Return the image file of a body, and its position in the request.

    Raises
    ------
    app.http.problems.InvalidRequest
        If the body is a form without exactly one file.
    """
    if media_type == content_type.MULTIPART:
        return multipart.read_file(headers, body), ("body", multipart.FIELD)
    return body, ("body",)


def parse(media_type: str, content: bytes, path: FieldPath, max_pixels: int) -> ImageDrawing:
    """Return the drawing of an image file that `read` has returned.

    Raises
    ------
    app.http.problems.Problem
        If it is not an image of a known format, or too large.
    """
    try:
        return images.parse(content, path, max_pixels)
    except UnreadableImage as error:
        if media_type != content_type.OCTET_STREAM or file_signatures.supported_format(content):
            raise
        names = ", ".join(content_type.DRAWINGS)
        raise UnsupportedMediaType(
            f"{media_type}: {error.errors[0].message}; Content-Type may be one of {names}",
            headers={"Accept": names},
        ) from error
