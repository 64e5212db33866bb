"""Versions that have learnt corrections: kept, chosen, and forgotten with a correction."""

import pytest

from app import database
from app.corrections import version_store
from app.corrections.store import CorrectionStore
from app.corrections.version_store import MAX_VERSIONS, TIMEOUT_S, Version
from app.http.problems import LearningUnavailable, UnknownModel
from tests.app.corrections.corrections import GIB, new_correction


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        opened = CorrectionStore(f"sqlite:///{tmp_path / 'corrections.sqlite3'}")
    else:
        opened = CorrectionStore(request.getfixturevalue("postgresql").new_database())
    yield opened
    opened.close()


def add(store, drawing, label=7):
    return store.add(new_correction(drawing, label), GIB, is_trusted=True).id


def run(store, operation, *arguments):
    with store.write() as connection:
        return operation(connection, *arguments)


def learn(store, name="seed-c1", meanwhile=lambda: None):
    """Keep a version that has learnt all accepted corrections; return whether it was kept."""
    run(store, version_store.start, name)
    learnt = run(store, version_store.accepted)
    meanwhile()
    version = Version(name, database.utc_now(), "ab" * 32)
    return run(store, version_store.add, name, learnt, version, b"weights", {"accepted": True})


def state(store):
    return run(store, version_store.read)


def names(store):
    return [version.name for version in state(store).versions]


def test_nothing_is_learnt_without_accepted_corrections(store):
    store.add(new_correction(), GIB, is_trusted=False)
    with pytest.raises(LearningUnavailable, match="no accepted corrections"):
        run(store, version_store.start, "job")
    assert state(store).state == "idle"


def test_one_process_learns_at_a_time(store):
    add(store, 1)
    run(store, version_store.start, "job")
    with pytest.raises(LearningUnavailable, match="already"):
        run(store, version_store.start, "other")
    run(store, version_store.finish, "other", "failed", "not its own job")
    assert state(store).state == "running"
    run(store, version_store.finish, "job", "failed", "a reason")
    assert (state(store).state, state(store).problem) == ("failed", "a reason")


def test_learning_whose_process_is_gone_has_failed_after_its_time(store, monkeypatch):
    add(store, 1)
    run(store, version_store.start, "job")
    later = version_store.time.time() + TIMEOUT_S + 1
    monkeypatch.setattr(version_store.time, "time", lambda: later)
    assert state(store).state == "failed"
    run(store, version_store.start, "other")


def test_version_is_kept_with_its_weights_and_judgement(store):
    add(store, 1)
    assert learn(store)
    learning = state(store)
    assert (learning.state, learning.version) == ("done", "seed-c1")
    assert learning.judgement == {"accepted": True}
    assert run(store, version_store.weights, "seed-c1") == b"weights"
    assert run(store, version_store.weights, "seed-c2") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda store, one: store.remove(one),
        lambda store, one: store.set_state(one, "rejected"),
        lambda store, one: store.change(one, 3, None, is_trusted=True),
    ],
    ids=["removed", "rejected", "relabelled"],
)
def test_correction_that_is_taken_back_takes_all_that_learnt_it_along(store, change):
    first = add(store, 1)
    learn(store, "seed-c1")
    second = add(store, 2)
    learn(store, "seed-c2")
    run(store, version_store.set_default, "seed-c2")
    change(store, second)
    assert names(store) == ["seed-c1"]
    assert (state(store).default, state(store).state) == (None, "idle")
    change(store, first)
    assert names(store) == []


@pytest.mark.parametrize(
    "change", [lambda store, one: store.remove(one), lambda store, _: add(store, 9)]
)
def test_version_is_not_kept_if_the_corrections_have_changed_meanwhile(store, change):
    one = add(store, 1)
    add(store, 2)
    assert not learn(store, meanwhile=lambda: change(store, one))
    assert (state(store).state, names(store)) == ("failed", [])


def test_note_that_changes_leaves_versions(store):
    one = add(store, 1)
    learn(store)
    store.change(one, 7, "a note", is_trusted=True)
    assert names(store) == ["seed-c1"]


def test_default_is_a_version_or_none(store):
    add(store, 1)
    learn(store)
    run(store, version_store.set_default, "seed-c1")
    assert state(store).default == "seed-c1"
    learn(store)  # the same corrections again
    assert state(store).default == "seed-c1"
    run(store, version_store.set_default, None)
    assert state(store).default is None
    with pytest.raises(UnknownModel):
        run(store, version_store.set_default, "seed-c9")


def test_oldest_versions_but_the_default_make_room(store):
    add(store, 1)
    learn(store, "v-0")
    run(store, version_store.set_default, "v-0")
    for k in range(1, MAX_VERSIONS + 2):
        learn(store, f"v-{k}")
    assert set(names(store)) >= {"v-0", f"v-{MAX_VERSIONS + 1}"}
    assert len(names(store)) == MAX_VERSIONS + 1
