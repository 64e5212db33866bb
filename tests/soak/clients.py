"""Load generators: clients in a closed loop, or at a constant rate (open loop)."""

import asyncio
import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

MAX_CONNECTIONS = 400

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Outcome:
    """Outcome of many requests.

    Attributes
    ----------
    statuses : Counter
        Requests by status; 0 stands for no response.
    seconds : list of float
        Duration of each successful request.
    late : int
        Requests that could not be sent, since all connections were busy.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    late: int = 0

    def percentile_ms(self, percent: float) -> float:
        return float(np.percentile(self.seconds, percent)) * 1000


class Clients:
    """Connections to one server that repeat one request."""

    def __init__(self, port: int, body: bytes, kind: str = "image/png") -> None:
        self._port = port
        head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
        self._request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        self._idle: list[Connection] = []
        self._open = 0

    async def ask(self, outcome: Outcome) -> None:
        """Send one request and record its status and duration."""
        began = time.perf_counter()
        connection = self._idle.pop() if self._idle else None
        status = None
        if connection is not None:  # the server may have closed it, idle for seconds as it was
            status = await self._exchange(connection)
        if status is None:
            status = await self._exchange_anew()
        outcome.statuses[status or 0] += 1
        if status == 200:
            outcome.seconds.append(time.perf_counter() - began)

    async def _exchange_anew(self) -> int | None:
        self._open += 1
        try:
            connection = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            self._open -= 1
            return None
        return await self._exchange(connection)

    async def _exchange(self, connection: Connection) -> int | None:
        reader, writer = connection
        try:
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
        except (OSError, asyncio.IncompleteReadError):
            self._open -= 1
            writer.close()
            return None
        self._idle.append(connection)
        return int(head[9:12])

    async def one_by_one(self, count: int) -> Outcome:
        """Send `count` requests, each when the one before is answered."""
        outcome = Outcome()
        for _ in range(count):
            await self.ask(outcome)
        return outcome

    async def together(self, clients: int, seconds: float) -> Outcome:
        """Send requests from `clients` concurrent clients, each in a closed loop, for `seconds`."""
        outcome = Outcome()
        end = time.perf_counter() + seconds

        async def client() -> None:
            while time.perf_counter() < end:
                await self.ask(outcome)

        await asyncio.gather(*(client() for _ in range(clients)))
        return outcome

    async def at_rate(self, per_second: float, seconds: float) -> Outcome:
        """Send requests at a constant rate for `seconds`, without waiting for replies."""
        outcome = Outcome()
        tasks: set[asyncio.Task[None]] = set()
        began = time.perf_counter()
        sent = 0
        while (now := time.perf_counter() - began) < seconds:
            due = int(now * per_second)
            for _ in range(due - sent):
                if not self._idle and self._open >= MAX_CONNECTIONS:
                    outcome.late += 1
                    continue
                task = asyncio.ensure_future(self.ask(outcome))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            sent = due
            await asyncio.sleep(0.001)
        await asyncio.gather(*tasks)
        return outcome

    async def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
