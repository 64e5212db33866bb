"""`app.server.run`: what is set up before uvicorn serves."""

import gc

import pytest
import uvicorn

from app.server import run
from app.server.sockets import listen
from app.settings import Settings


@pytest.fixture
def collections_are_off():
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("collections_are_off")
def test_garbage_is_collected_while_serving_and_modules_are_left_out(monkeypatch):
    states = []

    def record(_server, sockets):
        states.append((gc.isenabled(), gc.get_freeze_count() > 1000, len(sockets)))

    monkeypatch.setattr(uvicorn.Server, "run", record)
    with listen("127.0.0.1", 0) as listener:
        run.run(Settings(lab="off"), listener)
    assert states == [(True, True, 1)]
