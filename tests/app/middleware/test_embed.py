"""Headers and content of the page for frames."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app

ORIGINS = ("https://course.example", "http://localhost:3000")


@pytest.fixture
def start(settings):
    """Return a function that returns a client of the service with other settings."""
    clients = []

    def make_client(**changes):
        clients.append(TestClient(create_app(settings.model_copy(update=changes))))
        return clients[-1].__enter__()

    yield make_client
    for client in clients:
        client.__exit__(None, None, None)


def ancestors(reply):
    return reply.headers["content-security-policy"].split("frame-ancestors ")[1]


def test_embed_page_names_the_allowed_origins(start):
    reply = start(frame_ancestors=ORIGINS).get("/inside/embed")

    assert reply.status_code == 200
    assert ancestors(reply) == "https://course.example http://localhost:3000"
    assert "x-frame-options" not in reply.headers
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert "default-src 'self'" in reply.headers["content-security-policy"]


def test_embed_page_without_the_setting_refuses_frames(start):
    reply = start().get("/inside/embed")

    assert ancestors(reply) == "'none'"
    assert reply.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/inside", "/inside/walk", "/train", "/docs", "/nope"])
def test_other_pages_refuse_frames_with_the_setting(start, path):
    reply = start(frame_ancestors=ORIGINS).get(path)

    assert ancestors(reply) == "'none'"
    assert reply.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(("origins", "is_offered"), [((), False), (ORIGINS, True)])
def test_embed_code_is_offered_only_with_the_setting(start, origins, is_offered):
    page = start(frame_ancestors=origins).get("/inside").text

    assert ("Copy embed code" in page) is is_offered
