"""Servers for training, each with its own runs."""

import pytest

from tests.browser.pages.train_page import TrainPage, ask
from tests.browser.server import Server


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """A server with its own lab folder."""
    server = Server(tmp_path_factory.mktemp("lab") / "output.txt")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def empty_server(server):
    """A server without runs; deletes those of the test."""
    yield server
    for run in ask(f"{server.url}/lab/runs")["runs"]:
        ask(f"{server.url}/lab/runs/{run['id']}", method="DELETE")


@pytest.fixture
def train_page(empty_server, tab):
    """The training page, freshly opened."""
    return TrainPage(tab).open()
