r"""The event log of a run: numbered events, one a line, only ever appended to.

    12 <tab> batch <tab> {"step":128,...} <newline>

A line is written by one call, so a process that is killed leaves a whole line or a part of the last
one, and a reader takes whole lines only. The next writer removes such a part. The numbers count up
from 1 without gaps, so that a reader that was cut off says which it has seen and misses none.
"""

import errno
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

FILE = "events"
CHUNK_BYTES = 2**16
"""Parsed in well under a millisecond; an event is a few kilobytes at most."""


class Event(NamedTuple):
    """One event: its number, its name, and its data as JSON text."""

    id: int
    name: str
    data: str


class Writer:
    """Appends events; only who holds the run's lock may make one."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(path, whole)
        self.last = _parsed(content[:whole].splitlines()[-1]).id if whole else 0
        self._file = path.open("ab", buffering=0)

    def append(self, name: str, data: dict[str, Any]) -> int:
        """Append an event and return its number.

        Raises
        ------
        OSError
            If the disk is full; the log is then as it was.
        """
        text = json.dumps(data, separators=(",", ":"), allow_nan=False)
        line = f"{self.last + 1}\t{name}\t{text}\n".encode()
        written = self._file.write(line)
        if written != len(line):  # what follows would be taken for a part of this line
            os.truncate(self._file.name, self._file.tell() - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._file.name))
        self.last += 1
        return self.last

    def sync(self) -> None:
        """Wait until all that was appended would outlive a power cut."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Reader:
    """Follows the log of the run in `folder`, from its beginning or from after an event."""

    def __init__(self, folder: Path, after: int = 0) -> None:
        self._path = folder / FILE
        self._after = after
        self._offset = 0

    def read(self) -> list[Event]:
        """Return the next events, some of them if there are many; none if there are no new ones.

        Raises
        ------
        FileNotFoundError
            If the run is gone.
        """
        while True:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                content = file.read(CHUNK_BYTES)
                if len(content) == CHUNK_BYTES and b"\n" not in content:
                    content += file.read()
            whole = content.rfind(b"\n") + 1
            self._offset += whole
            events = [_parsed(line) for line in content[:whole].splitlines()]
            wanted = [event for event in events if event.id > self._after]
            if wanted or not whole:
                return wanted


def _parsed(line: bytes) -> Event:
    number, name, data = line.decode().split("\t", 2)
    return Event(int(number), name, data)
