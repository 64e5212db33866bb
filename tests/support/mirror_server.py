"""A local HTTP server in place of the mirrors of data files."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Mirror:
    """A local mirror: its address, its replies by path, and the paths requested so far."""

    address: str
    replies: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    requested_paths: list[str] = field(default_factory=list)

    def offer(self, path: str, body: bytes, status: int = 200, length: int | None = None) -> str:
        """Serve `body` at `path`, with a Content-Length of `length`; return the URL."""
        headers = {"Content-Length": str(len(body) if length is None else length)}
        self.replies[path] = (status, headers, body)
        return self.address + path


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.requested_paths.append(self.path)
            status, headers, body = served.replies.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Mirror(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield served
        server.shutdown()
        thread.join()
