"""Requests of this machine, told apart by the raw `Host` header."""

import pytest
from starlette.requests import Request

from app.http.loopback import host_name, is_local

MALFORMED = [
    [],
    [b""],
    [b"a{b}.evil.example"],
    [b"evil.example:"],
    [b"evil.example:65536"],
    [b"localhost:"],
    [b"localhost:65536"],
    [b"localhost:80:80"],
    [b"localhost:-1"],
    [b"localhost@evil.example"],
    [b"localhost/evil.example"],
    [b"localhost, evil.example"],
    [b"localhost evil.example"],
    [b"local\xffhost"],
    [b"::1"],
    [b"[::1"],
    [b"[::1]evil.example"],
    [b"localhost", b"localhost"],
    [b"localhost", b"evil.example"],
]
FOREIGN = [
    b"evil.example",
    b"127.0.0.1.evil.example:8000",
    b"localhost.evil.example",
    b"[2001:db8::1]",
]
LOCAL = [
    b"localhost",
    b"LOCALHOST:8000",
    b"localhost.:1",
    b"127.0.0.1:65535",
    b"[::1]",
    b"[::1]:80",
]


def request(hosts: list[bytes], client: str = "127.0.0.1") -> Request:
    headers = [(b"host", host) for host in hosts]
    server = ("127.0.0.1", 8000)
    return Request(
        {
            "type": "http",
            "scheme": "http",
            "path": "/",
            "query_string": b"",
            "headers": headers,
            "client": (client, 50_000),
            "server": server,
        }
    )


@pytest.mark.parametrize("host", LOCAL)
def test_request_for_a_loopback_name_is_local(host):
    assert is_local(request([host]))
    assert not is_local(request([host], client="192.0.2.1"))


@pytest.mark.parametrize("host", FOREIGN)
def test_request_for_another_name_is_not_local(host):
    assert host_name(request([host])) is not None
    assert not is_local(request([host]))


@pytest.mark.parametrize("hosts", MALFORMED)
def test_request_with_a_malformed_host_is_not_local(hosts):
    assert host_name(request(hosts)) is None
    assert not is_local(request(hosts))
