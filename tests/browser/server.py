"""Server process that can be stopped and restarted."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.support.ports import reserve_port

START_TIMEOUT_S = 180
STOP_TIMEOUT_S = 60


class Server:
    """`inkling serve` on a fixed free port, logging to a file.

    The lab folder is next to that file, unless set in `environment`.
    """

    def __init__(
        self,
        log: Path,
        *options: str,
        root: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.log = log
        self.lab_dir = log.parent / "lab"
        self._environment = {"INKLING_LAB_DIR": str(self.lab_dir), **(environment or {})}
        self._options = [*options, *(["--root-path", root] if root else [])]
        self.port = reserve_port()
        self.url = f"http://127.0.0.1:{self.port}{root}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self) -> None:
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port), *self._options]
        with self.log.open("ab") as log:
            environment = {**os.environ, "PYTHONUNBUFFERED": "1", **self._environment}
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"expected a server at {self.url}, got:\n{self.output}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Send SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(STOP_TIMEOUT_S)
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as reply:
                return reply.status == 200
        except (urllib.error.URLError, OSError):
            return False
