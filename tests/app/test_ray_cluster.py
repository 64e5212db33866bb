"""`app.ray_cluster`, with a stand-in for Ray."""

import logging
import socket

import pytest

from app import ray_cluster

SLOW = Exception("The current node timed out during startup.")

QUIET = {"log_to_driver": False, "logging_level": logging.ERROR}
LOCAL = QUIET | {
    "address": "local",
    "num_cpus": 2,
    "include_dashboard": False,
    "object_store_memory": 10**8,
}


def connect(ray, **options):
    return ray_cluster.connect(ray, 2, 10**8, **options)


@pytest.fixture(autouse=True)
def no_address(monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)


@pytest.fixture
def listener():
    """A socket that listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


class Ray:
    """Raises the given errors when it is started, one each, and then starts."""

    def __init__(self, *errors):
        self.errors = [*errors]
        self.started = []

    def init(self, **options):
        self.started.append(options)
        if self.errors:
            raise self.errors.pop(0)
        return "connection"

    def shutdown(self):
        self.started.append("shut down")


def test_slow_start_is_tried_again():
    ray = Ray(SLOW)
    assert connect(ray) == "connection"
    assert ray.started == [LOCAL, "shut down", LOCAL]


def test_start_that_stays_slow_is_an_error():
    ray = Ray(SLOW, SLOW, SLOW)
    with pytest.raises(Exception, match="timed out"):
        connect(ray)
    assert ray.started.count(LOCAL) == ray_cluster.MAX_STARTS


def test_other_error_is_raised_at_once():
    ray = Ray(RuntimeError("no space left"))
    with pytest.raises(RuntimeError, match="no space left"):
        connect(ray)
    assert ray.started == [LOCAL]


@pytest.mark.parametrize(("mode", "hint"), [("", "; .*set RAY_AUTH_MODE=token"), ("token", "")])
def test_refused_connection_says_how_to_use_a_token(mode, hint, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", mode)
    ray = Ray(ConnectionError("Failed to connect"))
    with pytest.raises(ConnectionError, match=f"^RAY_ADDRESS: Failed to connect{hint}$"):
        connect(ray)
    assert ray.started == [LOCAL]


@pytest.mark.parametrize("prefix", ["", "ray://"])
def test_address_at_which_nothing_listens_is_an_error_without_a_start(
    prefix, listener, monkeypatch
):
    port = listener.getsockname()[1]
    listener.close()
    monkeypatch.setenv("RAY_ADDRESS", f"{prefix}127.0.0.1:{port}")
    ray = Ray()
    with pytest.raises(ConnectionError, match=f"Ray cluster at {prefix}127.0.0.1:{port}"):
        connect(ray)
    assert ray.started == []


def test_address_that_does_not_answer_is_an_error(monkeypatch):
    def time_out(address, timeout):
        assert timeout == ray_cluster.CONNECT_TIMEOUT_S
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "create_connection", time_out)
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    with pytest.raises(ConnectionError, match=r"at 10.0.0.1:6379, got: timed out"):
        connect(Ray())


@pytest.mark.parametrize("address", ["127.0.0.1:port", "127.0.0.1:70000", "[::1:6379"])
def test_address_that_is_none_is_an_error(address, monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(ConnectionError, match="expected host:port"):
        connect(Ray())


@pytest.mark.parametrize("address", ["auto", "local", ""])
def test_address_without_a_port_is_left_to_ray(address, monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", address)
    assert connect(Ray()) == "connection"


def test_address_at_which_something_listens_is_left_to_ray(listener, monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{listener.getsockname()[1]}")
    ray = Ray()
    assert connect(ray, runtime_env={}) == "connection"
    assert ray.started == [QUIET | {"runtime_env": {}}]
