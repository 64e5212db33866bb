"""Content types of a drawing, and their negotiation."""

from starlette.datastructures import Headers

from app.http.problems import UnsupportedMediaType

JSON = "application/json"
MULTIPART = "multipart/form-data"
IMAGES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")
OCTET_STREAM = "application/octet-stream"
"""Declared by clients that do not know the type of a file; its first bytes tell, see
`app.parsing`."""

DRAWINGS = (*IMAGES, OCTET_STREAM, MULTIPART, JSON)
BATCHES = (JSON,)

_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/x-bmp": "image/bmp",
    "image/x-ms-bmp": "image/bmp",
}

_ADVICE = "; export the picture as JPEG or PNG"


def negotiate_content_type(headers: Headers, accepted: tuple[str, ...]) -> str:
    """Return the declared content type, without its parameters.

    Raises
    ------
    UnsupportedMediaType
        If it is not one of `accepted`, or the body is compressed; names those that are accepted.
    """
    names = ", ".join(accepted)
    declared = headers.get("content-type")
    if declared is None:
        raise UnsupportedMediaType(
            f"expected the header Content-Type with one of {names}, got none",
            headers={"Accept": names},
        )
    essence = declared.partition(";")[0].strip().lower()
    essence = _ALIASES.get(essence, essence)
    if essence not in accepted:
        advice = _ADVICE if essence.startswith("image/") and IMAGES[0] in accepted else ""
        raise UnsupportedMediaType(
            f"expected Content-Type: one of {names}, got {essence!a:.80}{advice}",
            headers={"Accept": names},
        )
    reject_content_encoding(headers)
    return essence


def reject_content_encoding(headers: Headers) -> None:
    """Raise UnsupportedMediaType if the body is compressed."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise UnsupportedMediaType(
            f"expected a body without Content-Encoding, got {coding!a:.80}",
            headers={"Accept-Encoding": "identity"},
        )
