"""A real server in a process of its own, on a free port of this machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_WITHIN_S = 60
POLL_S = 0.005


@dataclass(frozen=True)
class Server:
    """A server that is ready.

    Attributes
    ----------
    port : int
    pid : int
    ready_s : float
        Seconds from the start of the process to its first good answer at /readyz.
    """

    port: int
    pid: int
    ready_s: float

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection that stays open from request to request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.connect()
        # A request is two small packets; without this the second waits for the first's receipt.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def resident_bytes(self) -> int:
        """Return the memory that the process holds."""
        status = Path(f"/proc/{self.pid}/status")
        if status.exists():
            line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
            return int(line.split()[1]) * 1024
        kilobytes = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.pid)], text=True)
        return int(kilobytes) * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start `inkling serve` with one worker, give it when it is ready, and stop it.

    Of the environment it gets no setting but those given here.
    """
    port = free_port()
    command = [str(Path(sys.executable).parent / "inkling"), "serve", "--port", str(port)]
    environment = {name: v for name, v in os.environ.items() if not name.startswith("INKLING_")}
    environment |= settings or {}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _ready(port):
            if process.poll() is not None or time.perf_counter() - start > READY_WITHIN_S:
                raise RuntimeError(f"expected a ready server, got exit status {process.poll()}")
            time.sleep(POLL_S)
        yield Server(port, process.pid, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(10)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
