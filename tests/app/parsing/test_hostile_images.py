"""Image files that are made to keep a server busy are rejected in time."""

import time

import pytest

from tests.support import image_bombs

MAX_CPU_S = 1.0
"""Processor time of a hostile file; without limits each would take seconds, or hours."""


@pytest.mark.slow
@pytest.mark.parametrize("name", image_bombs.BOMBS)
def test_file_hostile_is_rejected_in_time(client, name):
    body = image_bombs.BOMBS[name]()
    assert len(body) <= image_bombs.MAX_BYTES
    began = time.process_time()
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/png"})
    assert time.process_time() - began < MAX_CPU_S
    assert reply.status_code in {413, 422}
    assert reply.json()["type"].startswith("/problems/")


@pytest.mark.parametrize(
    "name", ["frame_larger_than_the_screen", "jpeg_of_65500_squared"], ids=lambda name: name
)
def test_file_that_declares_an_enormous_size_is_too_large(client, name):
    body = image_bombs.BOMBS[name]()
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/gif"})
    assert reply.json()["type"] == "/problems/image-too-large"


def test_jpeg_of_too_many_scans_is_rejected(client):
    headers = {"Content-Type": "image/jpeg"}
    reply = client.post("/predict", content=image_bombs.many_scans(), headers=headers)
    assert "expected a JPEG of at most 30 scans, got 10" in reply.json()["detail"]


def test_jpeg_progressive_as_of_a_camera_is_read(client, seven, encode):
    body = encode(seven.convert("RGB").resize((1200, 1200)), "JPEG", progressive=True, quality=95)
    assert client.post("/predict", content=body, headers={"Content-Type": "image/jpeg"}).is_success
