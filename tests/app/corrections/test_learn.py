"""Learning that fails: the state says so, and the next one may begin."""

import pytest

from app.corrections import learn, version_store
from app.corrections.store import CorrectionStore
from model.serialization import model_file
from tests.app.corrections.corrections import GIB, new_correction


@pytest.fixture
def store(tmp_path):
    opened = CorrectionStore(f"sqlite:///{tmp_path / 'corrections.sqlite3'}")
    opened.add(new_correction(), GIB, is_trusted=True)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (KeyboardInterrupt(), "Learning was interrupted."),
        (ZeroDivisionError(), "A fault in the program: ZeroDivisionError"),
    ],
)
def test_learning_that_ends_with_an_error_has_failed(store, monkeypatch, error, problem):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr(learn, "fine_tune", fail)
    base = model_file.load(model_file.find_model("seed"))
    with store.write() as connection:
        version_store.start(connection, "job")

    with pytest.raises(type(error)):
        learn.learn(store, "job", base, None)

    with store.write() as connection:
        state = version_store.read(connection)
        assert (state.state, state.problem) == ("failed", problem)
        version_store.start(connection, "next")
