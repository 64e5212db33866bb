"""Overload: requests beyond the queue are rejected at once, all others are answered."""

import concurrent.futures
import io
import json
import time
import urllib.error
import urllib.request
from typing import NamedTuple

import pytest
from PIL import Image

from app.openapi import examples
from tests.integration.process import Server
from tests.support import image_bombs

CLIENTS = 24


class Answer(NamedTuple):
    status: int
    seconds: float
    retry_after: str | None
    kind: str | None


@pytest.fixture(scope="module")
def server():
    with Server(INKLING_MAX_WAITING="2") as server:
        yield server


@pytest.fixture(scope="module")
def large():
    """An image that takes some tenths of a second to read."""
    image = Image.open(io.BytesIO(examples.png())).convert("RGB").resize((3000, 3000))
    return image_bombs.saved(image, "PNG")


def ask(url, body=None) -> Answer:
    request = urllib.request.Request(url, body, {"Content-Type": "image/png"} if body else {})
    began = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            reply.read()
            return Answer(reply.status, time.monotonic() - began, None, None)
    except urllib.error.HTTPError as error:
        kind = json.load(error)["type"]
        duration_s = time.monotonic() - began
        return Answer(error.code, duration_s, error.headers["Retry-After"], kind)


def test_overload_is_rejected_at_once_and_health_answers(server, large):
    with concurrent.futures.ThreadPoolExecutor(CLIENTS + 1) as pool:
        futures = [pool.submit(ask, server.url + "/predict", large) for _ in range(CLIENTS)]
        healths = []
        while not all(future.done() for future in futures):
            healths.append(pool.submit(ask, server.url + "/healthz").result())
        answers = [future.result() for future in futures]
    served = [answer for answer in answers if answer.status == 200]
    refused = [answer for answer in answers if answer.status == 503]
    assert len(served) + len(refused) == CLIENTS
    assert served
    assert refused
    assert {(a.retry_after, a.kind) for a in refused} == {("1", "/problems/overloaded")}
    assert {answer.status for answer in healths} == {200}
    assert min(a.seconds for a in refused) < max(a.seconds for a in served) / 2


def test_small_drawings_pass_large_ones(server, large):
    small = examples.png()
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(ask, server.url + "/predict", large) for _ in range(2)]
        answers = []
        while not all(future.done() for future in futures):
            answers.append(pool.submit(ask, server.url + "/predict", small).result())
    assert {answer.status for answer in answers} == {200}


def test_service_recovers_after_overload(server):
    assert ask(server.url + "/predict", examples.png()).status == 200
