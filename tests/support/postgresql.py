"""A PostgreSQL server for tests, as an unprivileged user, since it refuses root."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.ports import reserve_port

START_S = 180


def find_binary(name: str) -> str | None:
    """Return the path of a program; Debian keeps those of the server out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


class PostgreSQL:
    """A server with databases of its own, which `stop` and `start` keep."""

    def __init__(self) -> None:
        self.port = reserve_port()
        self._folder = Path(tempfile.mkdtemp(prefix="inkling-postgresql-"))
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
            self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._data = self._folder / "data"
        self._run("initdb", "-A", "trust", "-U", "inkling", "-E", "UTF8", "--no-sync")
        self._databases = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "PostgreSQL":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        options = ["-p", str(self.port), "-k", str(self._folder), "-h", "127.0.0.1", "-F"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [find_binary("postgres") or "postgres", "-D", str(self._data), *options],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                **self._as_user,
            )
        deadline = time.monotonic() + START_S
        while not self._accepts():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        """Close all connections and end."""
        if self._process is not None:
            self._process.send_signal(2)  # fast shutdown
            self._process.wait(START_S)
            self._process = None

    def new_database(self) -> str:
        """Return the URL of a new, empty database."""
        self._databases += 1
        name = f"inkling{self._databases}"
        command = f"CREATE DATABASE {name}"
        self._psql("postgres", command)
        return f"postgresql://inkling@127.0.0.1:{self.port}/{name}"

    def _accepts(self) -> bool:
        try:
            self._psql("postgres", "SELECT 1")
        except subprocess.CalledProcessError:
            return False
        return True

    def _psql(self, database: str, command: str) -> None:
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "inkling"]
        subprocess.run(
            [find_binary("psql") or "psql", *address, "-d", database, "-c", command],
            check=True,
            capture_output=True,
            cwd="/",
        )

    def _run(self, name: str, *options: str) -> None:
        subprocess.run(
            [find_binary(name) or name, "-D", str(self._data), *options],
            check=True,
            capture_output=True,
            cwd=self._folder,
            **self._as_user,
        )
