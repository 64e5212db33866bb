"""A small data file, an empty cache, and mirrors on this machine."""

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from model.datasets.datafile import DataFile, gunzip

CONTENT = b"0123456789" * 20
MakeFile = Callable[..., DataFile]


@dataclass
class Mirror:
    """A web server that answers what a test tells it to."""

    address: str
    replies: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def offer(self, path: str, body: bytes, status: int = 200, length: int | None = None) -> str:
        """Answer `path` with `body`, declared to be `length` bytes; return the address."""
        headers = {"Content-Length": str(len(body) if length is None else length)}
        self.replies[path] = (status, headers, body)
        return self.address + path


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
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


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An empty cache folder, and nothing in the environment."""
    folder = tmp_path / "cache"
    real_data = {"mnist", "pendigits"} & {mark.name for mark in request.node.iter_markers()}
    if not real_data:
        monkeypatch.setattr("model.datasets.files.cache_folder", lambda: folder)
        monkeypatch.delenv("INKLING_DATA_DIR", raising=False)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
    return folder


@pytest.fixture
def make_file() -> MakeFile:
    """A function that describes a file whose right content is CONTENT."""

    def make(*mirrors: str) -> DataFile:
        digest = hashlib.sha256(CONTENT).hexdigest()
        return DataFile("set", "digits", len(CONTENT), digest, mirrors, gunzip)

    return make


@pytest.fixture
def content() -> bytes:
    return CONTENT


@pytest.fixture
def packed() -> bytes:
    return gzip.compress(CONTENT)
