"""Events of a run: the whole history as JSON, and a stream of server-sent events.

The format of the stream is that of the HTML standard, section 9.2. FastAPI writes it, and a comment
every 15 seconds that keeps an idle connection open. FastAPI has no setting for that; a proxy must
wait longer, see ``deploy/nginx``. A client that connects again names the event that it saw last, as
a browser's `EventSource` does by itself; after an error status, which it does not survive, the page
opens another.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic

import anyio
from fastapi.sse import ServerSentEvent
from starlette.requests import Request

from app.concurrency import threads
from app.http.problems import UnknownRun
from app.lab.run_repository import RunRepository
from app.lab.runs.record import Event

POLL_S = 0.1

CHECK_INTERVAL_S = 1.0
"""Time between two checks of a run without events, whose process may have died."""

MAX_EVENTS_PER_POLL = 200

RETRY_MS = 1000
"""Time after which a browser that lost the connection connects again."""

Poll = Callable[[], Awaitable[tuple[list[ServerSentEvent], bool]]]
"""Return the events since the last call, and whether they are the last."""


async def stream(request: Request, poll: Poll) -> AsyncIterator[ServerSentEvent]:
    """Yield the events of `poll`, which is called ten times a second.

    The stream ends with the last event, and when the service is about to stop. A client that goes
    away cancels it. HEAD asks for no events.
    """
    if request.scope.get("head"):
        return
    yield ServerSentEvent(retry=RETRY_MS)
    while not request.app.state.shutdown:
        events, is_last = await poll()
        for event in events:
            yield event
        if is_last:
            return
        if not events:
            await anyio.sleep(POLL_S)


def history(runs: RunRepository, run_id: str, after: int = 0) -> str:
    """Return the events of a run after the one numbered `after`, as JSON text."""
    events = ",".join(
        f'{{"id":{event.number},"event":"{event.name}","data":{event.data}}}'
        for event in runs.events(run_id, after)
    )
    return f'{{"events":[{events}]}}'


class RunFollower:
    """Events of a run for one client, after the last that it has received."""

    def __init__(self, runs: RunRepository, run_id: str, after: int) -> None:
        self._runs, self._run_id, self._last = runs, run_id, after
        self._checked_at = monotonic()

    async def poll(self) -> tuple[list[ServerSentEvent], bool]:
        """Return the events since the last call, and whether the run has ended with them."""
        events, is_last = await threads.run_io(self._next_events)
        return [
            ServerSentEvent(id=str(event.number), event=event.name, raw_data=event.data)
            for event in events
        ], is_last

    def _next_events(self) -> tuple[list[Event], bool]:
        events = self._runs.events(self._run_id, self._last, MAX_EVENTS_PER_POLL)
        if events:
            self._last = events[-1].number
            if any(event.name == "state" for event in events):  # the run may have ended
                self._checked_at = -CHECK_INTERVAL_S
            return events, False
        if monotonic() - self._checked_at < CHECK_INTERVAL_S:
            return [], False
        self._checked_at = monotonic()
        try:
            status = self._runs.get(self._run_id).status  # finds that its process died, too
        except UnknownRun:
            return [], True
        return [], status.is_final and self._last >= status.last_event
