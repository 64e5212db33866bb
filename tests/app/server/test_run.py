"""`app.server.run`: what is set up before uvicorn serves."""

import gc
import os

import pytest
import uvicorn
from uvicorn.importer import import_from_string

from app.server import run
from app.server.sockets import listen
from app.settings import Settings


class SupervisorOf:
    """A supervisor that starts no worker, and keeps the name of the application of each."""

    processes = ()

    def __init__(self, config, applications):
        self._config, self._applications = config, applications

    def run(self):
        self._applications.append(self._config.app)


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


@pytest.fixture
def environment_is_restored():
    """Undo what is set for the workers, which the processes of later tests would inherit."""
    former = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(former)


@pytest.mark.usefixtures("collections_are_off", "environment_is_restored")
def test_garbage_is_collected_in_each_of_several_workers(monkeypatch):
    applications = []
    monkeypatch.setattr(
        run, "Multiprocess", lambda config, _sockets: SupervisorOf(config, applications)
    )
    with listen("127.0.0.1", 0) as listener:
        run.run(Settings(lab="off", workers=2), listener)
    gc.disable()  # as app.cli has done in the new process
    import_from_string(applications[0])()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1000
