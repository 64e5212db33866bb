"""`inkling serve` as a process of its own, with settings and signals."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.server import free_port

START_S = 60
STOP_S = 30


class Server:
    """A server that is ready inside of the block; afterwards `output` has what it printed."""

    def __init__(self, *options: str, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = options
        self._environment = environment
        self._log = tempfile.NamedTemporaryFile(prefix="inkling-", suffix=".log")  # noqa: SIM115
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> "Server":
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port), *self._options]
        self.process = subprocess.Popen(
            command,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self._environment},
        )
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

    @property
    def output(self) -> str:
        return Path(self._log.name).read_text(errors="replace")

    def answers(self, path: str = "/readyz") -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait_until(self, condition, seconds: float = 20) -> None:
        """Return when `condition()` is true; else fail with what the server printed."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not come to that; the server printed:\n{self.output}")
            time.sleep(0.05)
