"""Servers that train, each with runs of its own."""

import pytest

from tests.browser.server import Server
from tests.browser.train.lab import Lab, ask


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """A server whose runs go with it."""
    server = Server(tmp_path_factory.mktemp("lab") / "output.txt")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def emptied(server):
    """Whatever a test trains, the next one finds no run."""
    yield server
    for run in ask(f"{server.url}/lab/runs")["runs"]:
        ask(f"{server.url}/lab/runs/{run['id']}", method="DELETE")


@pytest.fixture
def lab(emptied, desk):
    """The training page on a laptop, opened for the first time."""
    lab = Lab(desk)
    yield lab.open()
    lab.leave()
