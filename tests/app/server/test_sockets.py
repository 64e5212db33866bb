"""The listening socket."""

import contextlib
import socket

import pytest

from app.server.sockets import ListenError, listen, url


def test_listen_on_an_address_of_another_machine_fails():
    with pytest.raises(ListenError, match=r"this machine, got 192\.0\.2\.1: [A-Z][^()]+$"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize("host", ["a..b", "a" * 64])
def test_listen_on_what_is_no_host_name_says_so(host):
    with pytest.raises(ListenError, match=f"expected the name or address .* got {host}$"):
        listen(host, 0)


def test_listen_on_an_empty_address_says_so():
    with pytest.raises(ListenError, match="expected an address of this machine, got an empty one"):
        listen("", 0)


def test_url_of_a_wildcard_address_can_be_opened():
    with listen("0.0.0.0", 0) as listener:
        assert url(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_url_of_ipv6_has_brackets():
    with contextlib.closing(socket.socket(socket.AF_INET6)) as listener:
        listener.bind(("::1", 0))
        assert url(listener) == f"http://[::1]:{listener.getsockname()[1]}"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_listen_on_port_0_accepts_on_a_free_port(host):
    with listen(host, 0) as listener, socket.create_connection(listener.getsockname()[:2]) as peer:
        assert peer.getpeername()[1] == listener.getsockname()[1] > 0


def test_listen_on_all_ipv6_addresses_accepts_ipv4_as_well():
    with listen("::", 0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as peer:
            assert peer.getpeername() == ("127.0.0.1", port)


def test_listen_on_a_port_just_closed_listens_again():
    with listen("127.0.0.1", 0) as first:
        host, port = first.getsockname()
        with socket.create_connection((host, port)):
            first.accept()[0].close()  # closed by the server first: TIME_WAIT
    with listen(host, port) as again:
        assert again.getsockname() == (host, port)


def test_listen_on_a_taken_port_says_so():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ListenError, match=f"port {port} on 127.0.0.1 is taken by another"):
            listen("127.0.0.1", port)
