"""Bodies of the binary tensor extension: a document in JSON, and behind it the tensors' bytes.

The header says how long the document is; without it the whole body is the document.
"""

from dataclasses import dataclass

from app.http.problems import InvalidRequest

HEADER = "Inference-Header-Content-Length"
SIZE = "binary_data_size"


@dataclass
class RawBytes:
    """The bytes behind the document, taken piece by piece in the order of the tensors."""

    content: memoryview
    taken: int = 0

    def take(self, count: int) -> memoryview:
        """Return the next `count` bytes.

        Raises
        ------
        InvalidRequest
            If there are fewer.
        """
        left = len(self.content) - self.taken
        if count > left:
            raise InvalidRequest.for_field(
                ("body",), f"expected {count} bytes of tensor data behind the document, got {left}"
            )
        self.taken += count
        return self.content[self.taken - count : self.taken]

    def finish(self) -> None:
        """Raise InvalidRequest if bytes are left."""
        left = len(self.content) - self.taken
        if left:
            raise InvalidRequest.for_field(
                ("body",), f"expected no bytes behind the last tensor, got {left}; see {SIZE}"
            )


def split(body: bytes, header: str | None) -> tuple[bytes, RawBytes]:
    """Return the document and what is behind it.

    Raises
    ------
    InvalidRequest
        If the header is no length within the body.
    """
    if header is None:
        return body, RawBytes(memoryview(b""))
    path = ("header", HEADER)
    if not (header.isascii() and header.isdecimal() and len(header) <= 20):
        raise InvalidRequest.for_field(path, f"expected a number of bytes, got {header!a:.40}")
    length = int(header)
    if length > len(body):
        raise InvalidRequest.for_field(
            path, f"expected at most the {len(body)} bytes of the body, got {length}"
        )
    return body[:length], RawBytes(memoryview(body)[length:])
