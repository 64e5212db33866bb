"""Parser of bodies of the binary tensor extension: a JSON document, and raw tensors behind it.

A header gives the length of the document; without it the whole body is the document.
"""

from dataclasses import dataclass

from app.http.problems import InvalidRequest

LENGTH_HEADER = "Inference-Header-Content-Length"


@dataclass
class RawBytes:
    """The bytes behind the document, consumed in the order of the tensors."""

    content: memoryview
    position: int = 0

    def read(self, count: int) -> memoryview:
        """Return the next `count` bytes.

        Raises
        ------
        InvalidRequest
            If there are fewer.
        """
        left = len(self.content) - self.position
        if count > left:
            raise InvalidRequest.for_field(
                ("body",), f"expected {count} bytes of tensor data behind the document, got {left}"
            )
        self.position += count
        return self.content[self.position - count : self.position]

    def require_end(self) -> None:
        """Raise InvalidRequest if bytes are left."""
        left = len(self.content) - self.position
        if left:
            raise InvalidRequest.for_field(
                ("body",),
                f"expected no bytes behind the last tensor, got {left}; see binary_data_size",
            )


def split(body: bytes, header: str | None) -> tuple[bytes, RawBytes]:
    """Return the document and the bytes behind it.

    Raises
    ------
    InvalidRequest
        If the header is not a length within the body.
    """
    if header is None:
        return body, RawBytes(memoryview(b""))
    path = ("header", LENGTH_HEADER)
    if not (header.isascii() and header.isdecimal() and len(header) <= 20):
        raise InvalidRequest.for_field(path, f"expected a number of bytes, got {header!a:.40}")
    length = int(header)
    if length > len(body):
        raise InvalidRequest.for_field(
            path, f"expected at most the {len(body)} bytes of the body, got {length}"
        )
    return body[:length], RawBytes(memoryview(body)[length:])
