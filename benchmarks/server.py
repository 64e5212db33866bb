"""A server in its own process, on a free port of this machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.subject import MissingError, environment

READY_WITHIN_S = 90
POLL_S = 0.005

PINNED = Path(__file__).parent.parent / ".venv" / "bin" / "python"
PYTHON = str(PINNED) if PINNED.exists() else sys.executable
"""Inkling runs with the versions that it is released with, competitors with their own."""

INKLING = (PYTHON, "-m", "app", "serve")


@dataclass(frozen=True)
class Server:
    """A server that is ready.

    Attributes
    ----------
    port : int
    pid : int
    ready_s : float
        Seconds from the start of the process to its first successful reply.
    """

    port: int
    pid: int
    ready_s: float

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection that stays open from request to request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.connect()
        # A request is two small packets; without this the second waits for the first's receipt.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def resident_bytes(self) -> int:
        """Return the memory that the server's processes hold; shared memory counts once."""
        return sum(_memory_bytes(pid) for pid in self.processes())

    def cpu_s(self) -> float:
        """Return the processor time that the server's processes and their threads have used."""
        return sum(_cpu_s(pid) for pid in self.processes())

    def processes(self) -> list[int]:
        """Return the server's process and all its descendants."""
        processes, pending = [], [self.pid]
        while pending:
            pid = pending.pop()
            processes.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    pending += map(int, children.read_text().split())
                except OSError:  # it has just ended
                    continue
        return processes


def _memory_bytes(pid: int) -> int:
    try:
        for row in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if row.startswith("Pss:"):
                return int(row.split()[1]) * 1024
    except OSError:
        pass
    kilobytes = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return int(kilobytes or 0) * 1024


def _cpu_s(pid: int) -> float:
    total = 0.0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(path.read_text().split()[0]) / 1e9
        except OSError:  # the thread has just ended
            continue
    return total


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(
    command: Sequence[str] = INKLING,
    ready_at: str = "/readyz",
    threads: int | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Start a server that takes ``--port``, yield it when it is ready, and stop it.

    Of the environment's settings it inherits only the data folder; `settings` are added.

    Raises
    ------
    MissingError
        If it does not become ready; with the last line of its output.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        variables = {"INKLING_LAB_DIR": folder, "PYTHONPATH": str(Path.cwd()), **(settings or {})}
        output = Path(folder, "output")
        start = time.perf_counter()
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*command, "--port", str(port)],
                env=environment(threads) | variables,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        try:
            while not _ready(port, ready_at):
                is_late = time.perf_counter() - start > READY_WITHIN_S
                if process.poll() is not None or is_late:
                    lines = output.read_text(errors="replace").strip().splitlines()
                    raise MissingError((lines or ["no output"])[-1][:120])
                time.sleep(POLL_S)
            yield Server(port, process.pid, time.perf_counter() - start)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _ready(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
