"""The reverse proxy while replicas are overloaded, stopped and restarted."""

import asyncio
import concurrent.futures
import contextlib
import http.client
import math
import re
import signal
import threading
import time
from collections import Counter

from PIL import Image

from tests.integration.process import STOP_S, Server
from tests.integration.proxy import Proxy
from tests.support import event_loop
from tests.support import image_bombs as bombs

CLIENTS = 8
LOST = "no response"
WARM_UP_S, OVERLOAD_S = 1.5, 3.0
MANY_CLIENTS, ADDRESSES = 200, 10


class Load:
    """Clients that send one request after the other inside of the block.

    Attributes
    ----------
    outcomes : list
        Status of each response; appended to by several threads.
    """

    def __init__(self, port, body, clients=CLIENTS):
        self._port = port
        self._body = body
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]
        self.outcomes = []

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._stop.is_set():
            try:
                connection.request("POST", "/predict", self._body, {"Content-Type": "image/png"})
                reply = connection.getresponse()
                reply.read()
                self.outcomes.append(reply.status)
                if reply.status != 200:
                    time.sleep(0.02)
            except (OSError, http.client.HTTPException):
                self.outcomes.append(LOST)
                connection.close()
        connection.close()

    def wait_for_more(self, count=50):
        """Return after `count` more responses."""
        total = len(self.outcomes) + count
        deadline = time.monotonic() + 60
        while len(self.outcomes) < total:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_proxy_rolling_replacement_loses_no_request(tmp_path, png):
    with contextlib.ExitStack() as stack:
        replicas = [stack.enter_context(Server()) for _ in range(2)]
        proxy = stack.enter_context(Proxy(tmp_path, [replica.port for replica in replicas]))
        with Load(proxy.port, png) as load:
            for replica in replicas:
                load.wait_for_more()
                replica.process.send_signal(signal.SIGTERM)
                load.wait_for_more()
                replica.process.wait(STOP_S)
                stack.enter_context(Server(port=replica.port))
            load.wait_for_more()
    assert set(load.outcomes) == {200}


def test_proxy_stopped_replica_answers_requests_in_flight(tmp_path, png):
    with Server() as server, Proxy(tmp_path, [server.port] * 2) as proxy:
        with Load(proxy.port, png) as load:
            load.wait_for_more()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(STOP_S)
            load.wait_for_more()
        assert set(load.outcomes) == {200, 502}
        assert proxy.ask("/healthz").headers["Retry-After"] == "1"


def test_proxy_stopped_replica_answers_long_requests_in_flight(tmp_path):
    picture = Image.linear_gradient("L").resize((3900, 3900))
    large = bombs.saved(picture, "JPEG", quality=95)
    with (
        Server(INKLING_LOG_LEVEL="info") as server,
        Proxy(tmp_path, [server.port] * 2) as proxy,
        concurrent.futures.ThreadPoolExecutor(2) as pool,
    ):
        futures = [pool.submit(proxy.ask, "/predict", large) for _ in range(2)]
        server.wait_until(lambda: server.in_flight() == 2)
        server.process.send_signal(signal.SIGTERM)
        assert {future.result().status for future in futures} <= {200, 422}
        server.process.wait(STOP_S)


def test_proxy_overload_gives_only_intended_503(tmp_path, png):
    with Server(INKLING_MAX_WAITING="8") as server, Proxy(tmp_path, [server.port] * 2) as proxy:
        replies = event_loop.run(overload(proxy.port, png))
        print(replies)
        assert proxy.ask("/predict", png).status == 200
    assert set(replies) == {(200, None), (503, "1")}


async def overload(port, body):
    """Ask at twice the rate that is served; return how many replies had which status and delay."""
    replies = Counter()
    head = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
    request = head + b"Content-Length: %d\r\n\r\n" % len(body) + body

    async def client(number, interval_s, until):
        source = f"127.0.6.{1 + number % ADDRESSES}", 0
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
        due = time.monotonic()
        while (now := time.monotonic()) < until:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(int(re.search(r"content-length: (\d+)", head)[1]))
            delay = re.search(r"retry-after: (\S+)", head)
            replies[int(head[9:12]), delay and delay[1]] += 1
            due = max(due + interval_s, now)
            await asyncio.sleep(due - time.monotonic())
        writer.close()

    async def clients(count, rate, seconds):
        until = time.monotonic() + seconds
        await asyncio.gather(*(client(n, count / rate, until) for n in range(count)))

    await clients(4, math.inf, WARM_UP_S)
    rate = replies.total() / WARM_UP_S
    for _ in range(4):  # at more than twice where other work on the machine hid what can be served
        rate *= 2
        await clients(MANY_CLIENTS, rate, OVERLOAD_S)
        if replies[503, "1"]:
            break
    return replies
