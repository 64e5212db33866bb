"""The reverse proxy that ships: errors, hidden addresses, and the forwarded client address."""

import socket
import ssl

import pytest

from tests.integration.process import Server, exchange
from tests.integration.proxy import Proxy

HIDDEN = ["/metrics", "/models/reload", "/lab", "/lab/runs", "/lab/data/events"]
SPELLINGS = ["{}", "/{}", "/./{}", "/x/..{}", "{}?x", "{}#x", "/%2e{}", "/digits{}"]
PRETENDED = {
    "Host": "localhost",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;host=localhost",
}


def problem(reply):
    """Return status and kind of a reply, once it is well-formed problem+json."""
    status, kind = reply.document["status"], reply.document["type"]
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert (reply.headers["Retry-After"] == "1") == (status in {502, 503, 504})
    assert reply.document["detail"].endswith(".")
    return status, kind.removeprefix("/problems/")


def test_proxy_request_and_reply_pass_through(proxy, server, png):
    reply = proxy.ask("/predict", png, {"X-Request-ID": "one-7"})
    assert reply.status == 200
    assert reply.headers["X-Request-ID"] == "one-7"
    assert reply.document == server.ask("/predict", png)[1]


def test_proxy_service_error_passes_through(proxy):
    reply = proxy.ask("/predict", b"no picture")
    assert reply.status == 422
    assert reply.document["type"] == "/problems/unreadable-image"


def test_proxy_body_of_maximum_size_reaches_service(proxy):
    assert proxy.ask("/predict", bytes(8 * 2**20)).document["type"] == "/problems/unreadable-image"


def test_proxy_body_too_large_is_413(proxy):
    assert problem(proxy.ask("/predict", bytes(8 * 2**20 + 1))) == (413, "body-too-large")


def test_proxy_chunked_body_too_large_is_413(proxy):
    head = b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    received = exchange(
        proxy.port, head + (b"100000\r\n" + bytes(2**20) + b"\r\n") * 9 + b"0\r\n\r\n"
    )
    assert received.startswith(b"HTTP/1.1 413 ")
    assert b'"type":"/problems/body-too-large"' in received


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        ("/" + "x" * 9000, {}, "GET", 414),
        ("/", {"X-Long": "x" * 9000}, "GET", 431),
        ("/", {f"X-{n}": "x" * 4000 for n in range(9)}, "GET", 431),
        ("/", {}, "TRACE", 405),
    ],
)
def test_proxy_invalid_head_gets_problem(proxy, path, headers, method, status):
    assert problem(proxy.ask(path, headers=headers, method=method)) == (status, "about:blank")


def test_proxy_unreachable_service_is_502(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and does not listen
        with Proxy(tmp_path, [closed.getsockname()[1]] * 2) as proxy:
            assert problem(proxy.ask("/healthz")) == (502, "about:blank")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("path", HIDDEN)
def test_proxy_private_path_in_any_spelling_is_404(proxy, path, spelling):
    for headers in ({}, PRETENDED):
        assert problem(proxy.ask(spelling.format(path), headers=headers)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/lab%2fruns", "/%6detrics", "http://localhost/metrics"])
def test_proxy_private_path_encoded_or_absolute_is_404(proxy, path):
    assert problem(proxy.ask(path, headers=PRETENDED)) == (404, "not-found")


def test_proxy_reload_is_404(proxy):
    assert problem(proxy.ask("/models/reload", b"{}", PRETENDED)) == (404, "not-found")


def test_proxy_public_paths_are_200(proxy):
    for path in (
        "/",
        "/sheet",
        "/inside",
        "/train",
        "/report",
        "/docs",
        "/openapi.json",
        "/models",
        "/v2",
    ):
        assert proxy.ask(path).status == 200, path


def test_proxy_forwarded_headers_of_client_are_ignored(proxy, server):
    proxy.ask("/problems/whose", headers=PRETENDED, source="127.0.3.7")
    server.wait_until(lambda: " GET /problems/whose " in server.output)
    assert "127.0.3.7 GET /problems/whose " in server.output


def test_proxy_underscore_forwarded_header_is_dropped(proxy, server):
    proxy.ask("/models", headers={"X_Forwarded_For": "203.0.113.5"}, source="127.0.3.8")
    server.wait_until(lambda: "127.0.3.8 GET /models " in server.output)
    assert "203.0.113.5" not in server.output


def test_proxy_client_claiming_loopback_gets_no_lab(server, tmp_path):
    with Proxy(tmp_path, [server.port] * 2, ["lab.conf"]) as proxy:
        for headers in ({}, PRETENDED):
            reply = proxy.ask("/lab/runs", headers=headers)
            assert (reply.status, reply.document["type"]) == (403, "/problems/lab-off")
            reply = proxy.ask("/lab/runs", b"{}", headers | {"Content-Type": "application/json"})
            assert (reply.status, reply.document["type"]) == (403, "/problems/lab-off")
            assert problem(proxy.ask("/metrics", headers=headers)) == (404, "not-found")


def test_proxy_lab_events_are_unbuffered(tmp_path_factory):
    nowhere = str(tmp_path_factory.mktemp("data"))
    folder = tmp_path_factory.mktemp("nginx")
    with (
        Server(INKLING_LAB="on", INKLING_LAB_DIR=nowhere, INKLING_DATA_DIR=nowhere) as server,
        Proxy(folder, [server.port] * 2, ["lab.conf"]) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), timeout=60) as connection,
    ):
        connection.sendall(b"GET /lab/data/events HTTP/1.1\r\nHost: x\r\n\r\n")
        received = b""
        while b"event: data" not in received:  # the stream goes on behind it
            chunk = connection.recv(2**16)
            assert chunk
            received += chunk


def test_proxy_tls_serves_http_1_1_and_2(server, tmp_path, png):
    with Proxy(tmp_path, [server.port] * 2, ["tls.conf"]) as proxy:
        context = ssl.create_default_context(cafile=str(proxy.certificate))
        for offered, version in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")):
            context.set_alpn_protocols(offered)
            with (
                socket.create_connection(("127.0.0.1", proxy.tls_port), timeout=30) as plain,
                context.wrap_socket(plain, server_hostname="localhost") as connection,
            ):
                assert connection.version() in {"TLSv1.2", "TLSv1.3"}
                assert connection.selected_alpn_protocol() == version
        head = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        request = head + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(png) + png
        with (
            socket.create_connection(("127.0.0.1", proxy.tls_port), timeout=30) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as connection,
        ):
            connection.sendall(request)
            assert connection.recv(2**16).startswith(b"HTTP/1.1 200 ")
        assert proxy.ask("/healthz").status == 200
