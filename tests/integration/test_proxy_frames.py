"""The page for frames through the reverse proxy that ships."""

import pytest

from tests.integration.process import Server
from tests.integration.proxy import Proxy

ORIGINS = "https://course.example https://other.example:8443"


@pytest.fixture(scope="module")
def framed(tmp_path_factory):
    """nginx in front of a server that two origins may frame."""
    folder = tmp_path_factory.mktemp("nginx")
    with (
        Server(INKLING_FRAME_ANCESTORS=ORIGINS.replace(" ", ",")) as server,
        Proxy(folder, [server.port] * 2) as proxy,
    ):
        yield proxy


def policies(reply):
    """Return the frame-ancestors of each policy, and each X-Frame-Options."""
    headers = reply.headers
    ancestors = [
        directive.strip().removeprefix("frame-ancestors ")
        for policy in headers.get_all("Content-Security-Policy", [])
        for directive in policy.split(";")
        if directive.strip().startswith("frame-ancestors ")
    ]
    return ancestors, headers.get_all("X-Frame-Options", [])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_proxy_lets_the_allowed_origins_frame_the_step(framed, method):
    reply = framed.ask("/inside/embed?convention=ng", method=method)

    assert reply.status == 200
    assert policies(reply) == ([ORIGINS], [])
    assert len(reply.headers.get_all("Content-Security-Policy")) == 1


@pytest.mark.parametrize("path", ["/", "/inside", "/inside/walk", "/docs", "/nothing"])
def test_proxy_lets_nobody_frame_other_pages(framed, path):
    assert policies(framed.ask(path)) == (["'none'"], ["DENY"])


def test_proxy_reply_of_its_own_cannot_be_framed_with_content(framed):
    reply = framed.ask("/metrics")

    assert reply.status == 404
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'"
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_proxy_without_the_setting_lets_nobody_frame_the_step(proxy):
    assert policies(proxy.ask("/inside/embed")) == (["'none'"], ["DENY"])
