"""What happened in a run, in whole: for those who read it all, and for those who follow it.

The picture of the weights is kept only once, so an event of weights that a later one has replaced
is left out.
"""

import json
from collections.abc import Iterable, Iterator
from time import monotonic

from app.http.problems import UnknownRun
from app.lab import sse, threads
from app.lab.run_store import Roster
from app.lab.runs.events import Event, Reader
from app.lab.runs.recorder import read_picture
from app.lab.runs.run import View
from app.lab.runs.standing import FINAL

LOOK_AFTER_S = 1.0


def complete(view: View, events: Iterable[Event]) -> Iterator[Event]:
    """Yield events of a run with their whole data; weights only where they are still there."""
    picture: tuple[int, str] | None = None
    for event in events:
        if event.name != "weights":
            yield event
            continue
        if picture is None or picture[0] < event.id:
            picture = read_picture(view.folder)
        if picture is not None and picture[0] == event.id:
            yield event._replace(data=picture[1])


def history(view: View, after: int = 0) -> str:
    """Return a run's events after the one numbered `after`, as the JSON text of the reply."""
    reader = Reader(view.folder.path, after)
    parts: list[str] = []
    try:
        while events := reader.read():
            parts += [
                f'{{"id":{event.id},"event":"{event.name}","data":{event.data}}}'
                for event in complete(view, events)
            ]
    except FileNotFoundError:  # it was deleted just now
        pass
    return f'{{"events":[{",".join(parts)}]}}'


class Follower:
    """Follows a run for one client, from after the event that it saw last."""

    def __init__(self, roster: Roster, view: View, after: int) -> None:
        self._roster, self._view = roster, view
        self._reader = Reader(view.folder.path, after)
        self._over = view.standing.final and after >= view.standing.last_event
        self._looked = monotonic()

    async def look(self) -> tuple[bytes, bool]:
        """Return the events since the last time on the wire, and whether there can be no more."""
        try:
            events = self._reader.read()
        except FileNotFoundError:
            return b"", True
        for event in events:
            if event.name == "state":
                self._over = json.loads(event.data)["state"] in FINAL
        if not events and not self._over and monotonic() - self._looked >= LOOK_AFTER_S:
            self._looked = monotonic()
            try:
                await threads.run(
                    self._roster.run, self._view.folder.id
                )  # it may find a dead trainer
            except UnknownRun:
                return b"", True
        content = b"".join(
            sse.encode(event.name, event.data, event.id) for event in complete(self._view, events)
        )
        return content, self._over and not events  # one that failed may have gone on since
