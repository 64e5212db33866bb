"""The real service with a lab of its own, that can be stopped, killed and started again."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.ports import reserve_port

TIMEOUT_S = 300

SMALL = {"hidden": [12], "images": 600, "batch_size": 50, "epochs": 2}
"""A run of about a second, with 12 batches an epoch."""

LONG = {**SMALL, "epochs": 200}
"""A run that no test lets finish."""


class Answer(NamedTuple):
    """A reply, with its body parsed if it is JSON."""

    status: int
    headers: Any
    body: Any


class StreamEvent(NamedTuple):
    """A server-sent event."""

    id: int
    name: str
    data: Any


@dataclass
class Service:
    """`inkling serve` on a port that stays the same."""

    folder: Path
    weights_dir: Path
    data_dir: Path | None
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def lab(self) -> Path:
        return self.folder / "lab"

    def start(self, **settings: object) -> "Service":
        environment = {
            **os.environ,
            "INKLING_WEIGHTS_DIR": str(self.weights_dir),
            "INKLING_LAB_DIR": str(self.lab),
            **({"INKLING_DATA_DIR": str(self.data_dir)} if self.data_dir else {}),
            **{name.upper(): str(value) for name, value in settings.items()},
        }
        with (self.folder / "service.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(self.port)],
                env=environment,
                stdout=log,
                stderr=log,
                text=True,
            )
        wait_until(lambda: self.is_ready() or self.process.poll() is not None)
        assert self.is_ready(), self.output
        return self

    @property
    def output(self) -> str:
        return (self.folder / "service.log").read_text()

    def is_ready(self) -> bool:
        try:
            return self.ask("GET", "/readyz").status == 200
        except OSError:
            return False

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        if number == signal.SIGSTOP:
            return 0
        status = self.process.wait(TIMEOUT_S)
        self.process = None
        return status

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        ) as connection:
            content = None if body is None else json.dumps(body).encode()
            kind = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, content, kind | headers)
            reply = connection.getresponse()
            text = reply.read()
            is_json = "json" in reply.headers.get("Content-Type", "")
            return Answer(reply.status, reply.headers, json.loads(text) if is_json else text)

    def run(self, name: str) -> Any:
        return self.ask("GET", f"/lab/runs/{name}").body

    def start_run(self, settings: dict[str, Any]) -> str:
        """Start a run and return its ID."""
        reply = self.ask("POST", "/lab/runs", settings)
        assert reply.status == 201, reply.body
        return reply.body["id"]

    def control(self, name: str, action: str) -> Any:
        reply = self.ask("POST", f"/lab/runs/{name}/{action}")
        assert reply.status == 200, reply.body
        return reply.body

    def clear(self) -> None:
        """Delete every run."""
        for run in self.ask("GET", "/lab/runs").body["runs"]:
            self.ask("DELETE", f"/lab/runs/{run['id']}")

    def wait_for(self, name: str, **values: object) -> Any:
        """Return the run as soon as it has these values; integers are minima."""

        def reached() -> bool:
            run = self.run(name)
            return all(
                run[key] >= value if type(value) is int else run[key] == value
                for key, value in values.items()
            )

        wait_until(reached)
        return self.run(name)

    def events(self, name: str, after: int = 0) -> Iterator[StreamEvent]:
        """Yield the events of a run until the service ends the stream, or the caller stops."""
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        ) as connection:
            connection.request(
                "GET", f"/lab/runs/{name}/events", headers={"Last-Event-ID": str(after)}
            )
            reply = connection.getresponse()
            assert reply.status == 200
            assert reply.headers["Content-Type"].startswith("text/event-stream")
            fields: dict[str, str] = {}
            for line in map(bytes.decode, reply):
                if line == "\n":
                    if "data" in fields:
                        yield StreamEvent(
                            int(fields["id"]), fields["event"], json.loads(fields["data"])
                        )
                    fields = {}
                elif not line.startswith(":"):
                    key, _, value = line.rstrip("\n").partition(": ")
                    fields[key] = value

    def trainer(self, name: str) -> int:
        """Return the process ID of a run's training process."""
        query = "SELECT pid FROM runs WHERE id = ?"
        with closing(sqlite3.connect(self.lab / "runs.sqlite3")) as database:
            [(pid,)] = database.execute(query, [name])
        return pid


def make_service(folder: Path, weights_dir: Path, data_dir: Path | None) -> Service:
    return Service(folder, weights_dir, data_dir, reserve_port())


def wait_until(holds) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not holds():
        assert time.monotonic() < deadline, f"expected {holds} within {TIMEOUT_S} s"
        time.sleep(0.02)


def process_state(pid: int) -> str | None:
    """Return the state of a process as a letter, such as T if it is stopped; None if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return None


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    return process_state(pid) not in {None, "Z"}
