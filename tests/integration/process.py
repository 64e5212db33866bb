"""`inkling serve` as a process of its own, with settings and signals."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.ports import reserve_port

START_S = 180
STOP_S = 60


def exchange(port: int, content: bytes) -> bytes:
    """Send bytes, and return everything received until the connection is closed."""
    received = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=60) as connection,
        contextlib.suppress(ConnectionError),  # what is sent after a refusal is not read
    ):
        connection.sendall(content)
        while chunk := connection.recv(2**16):
            received += chunk
    return received


class Server:
    """A server that runs inside the block; `output` remains available afterwards."""

    def __init__(
        self,
        *options: str,
        port: int | None = None,
        files: int | None = None,
        log: str | None = None,
        **environment: str,
    ) -> None:
        self.port = port or reserve_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = options
        self._files = files
        self._environment = environment
        self._path = log
        self._log = tempfile.NamedTemporaryFile(prefix="inkling-", suffix=".log")  # noqa: SIM115
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> "Server":
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port), *self._options]
        if self._files:
            command = ["sh", "-c", f'ulimit -n {self._files} && exec "$@"', "sh", *command]
        log = self._log
        if self._path:
            log = Path(self._path).open("wb")
        self.process = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self._environment},
        )
        if self._path:
            log.close()
        deadline = time.monotonic() + START_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"expected a server at {self.url}, got:\n{self.output}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_S)
        self._final_output = self.output
        self._log.close()

    @property
    def output(self) -> str:
        if self._log.closed:
            return self._final_output
        return Path(self._log.name).read_text(errors="replace")

    def children(self) -> set[int]:
        """Return the process IDs of its running child processes."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(pid) for pid in listed.split()}

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "image/png", seconds: float = 30
    ) -> tuple[int, Any]:
        """Send a request, and return the status and the parsed JSON of the reply."""
        headers = {"Content-Type": kind} if body else {}
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=seconds) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def answers(self, path: str = "/readyz") -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def in_flight(self) -> int:
        """Return the number of requests in flight, except the one to /metrics itself."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=30) as reply:
            figures = reply.read().decode()
        [value] = re.findall(r"^inkling_requests_in_flight (\S+)$", figures, re.MULTILINE)
        return int(float(value)) - 1

    def wait_until(self, condition, seconds: float = 60) -> None:
        """Wait until `condition()` is true; on a timeout, fail with the server's output."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"the condition did not become true; the server printed:\n{self.output}"
                )
            time.sleep(0.05)
