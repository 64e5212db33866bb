"""Storage of corrections: the same in SQLite and in PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app import database
from app.corrections.migrations import downgrade, migrate
from app.corrections.queries import BYTES_PER_ROW
from app.corrections.store import CorrectionStore
from app.corrections.tables import METADATA
from app.http.problems import CorrectionsFull, UnknownCorrection
from tests.app.corrections.corrections import GIB, new_correction


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'corrections.sqlite3'}"
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def store(url):
    opened = CorrectionStore(url)
    yield opened
    opened.close()


def add(store, *args, is_trusted=True):
    return store.add(new_correction(*args), GIB, is_trusted=is_trusted)


def test_correction_that_is_added_is_read_back(store):
    kept = add(store, 1, 7, "in class 3b, naïve ✓")
    correction, drawing = store.get(kept.id)
    assert correction == kept
    assert (correction.state, correction.label) == ("accepted", 7)
    assert correction.note == "in class 3b, naïve ✓"
    assert drawing == new_correction(1).drawing


def test_correction_from_elsewhere_is_pending_until_it_is_accepted_or_rejected(store):
    kept = add(store, is_trusted=False)
    assert kept.state == "pending"
    assert store.set_state(kept.id, "accepted").state == "accepted"
    assert store.set_state(kept.id, "rejected").state == "rejected"


def test_label_that_is_not_a_digit_is_read_back(store):
    assert store.get(add(store, 1, "not a digit").id)[0].label == "not a digit"


def test_corrections_that_contradict_each_other_name_each_other(store):
    first = add(store, 1, 7)
    second = add(store, 1, 4)
    add(store, 2, 3)
    assert (first.state, second.state) == ("accepted", "pending")
    assert [(other.id, other.label) for other in second.conflicts] == [(first.id, 7)]
    assert [other.id for other in store.get(first.id)[0].conflicts] == [second.id]


def test_corrections_that_agree_are_both_accepted(store):
    assert [add(store, 1, 7).state, add(store, 1, 7).state] == ["accepted", "accepted"]


def test_correction_that_is_rejected_contradicts_none(store):
    store.set_state(add(store, 1, 7).id, "rejected")
    assert (add(store, 1, 4).state, add(store, 1, 4).conflicts) == ("accepted", ())


def test_label_that_is_changed_is_judged_anew(store):
    first = add(store, 1, 7)
    second = add(store, 1, 4)
    changed = store.change(second.id, 7, None, is_trusted=True)
    assert (changed.state, changed.label, changed.conflicts) == ("accepted", 7, ())
    assert store.change(first.id, 2, None, is_trusted=False).state == "pending"


def test_note_that_is_changed_leaves_label_and_state(store):
    kept = add(store)
    changed = store.change(kept.id, None, "mine", is_trusted=False)
    assert (changed.note, changed.label, changed.state) == ("mine", 7, "accepted")


def test_correction_that_is_removed_is_gone(store):
    kept = add(store)
    store.remove(kept.id)
    for operation in (
        lambda: store.get(kept.id),
        lambda: store.remove(kept.id),
        lambda: store.set_state(kept.id, "accepted"),
        lambda: store.change(kept.id, 1, None, is_trusted=True),
    ):
        with pytest.raises(UnknownCorrection):
            operation()


def test_pages_hold_every_correction_of_a_state_once(store):
    kept = {add(store, k).id for k in range(5)}
    add(store, 9, is_trusted=False)
    pages = [store.page("accepted", offset, 2) for offset in (0, 2, 4, 6)]
    assert [len(page) for page, _ in pages] == [2, 2, 1, 0]
    assert {total for _, total in pages} == {5}
    assert {one.id for page, _ in pages for one in page} == kept
    assert store.page(None, 0, 10)[1] == 6


def test_correction_beyond_the_limit_is_refused_until_one_is_removed(store):
    size = len(new_correction().drawing.content) + BYTES_PER_ROW
    kept = store.add(new_correction(), size, is_trusted=True)
    with pytest.raises(CorrectionsFull, match="delete some first"):
        store.add(new_correction(), size, is_trusted=True)
    store.remove(kept.id)
    assert store.add(new_correction(), size, is_trusted=True).state == "accepted"


def test_two_stores_that_open_and_add_at_once_keep_all_and_one_label_a_drawing(url):
    def add_all(label: int) -> list[str]:
        store = CorrectionStore(url)  # both migrate
        states = [add(store, drawing, label).state for drawing in range(12)]
        store.close()
        return states

    with ThreadPoolExecutor() as pool:
        states = list(pool.map(add_all, [3, 8]))
    assert [sorted(pair) for pair in zip(*states, strict=True)] == [["accepted", "pending"]] * 12


def test_migrations_go_up_and_down_and_up(url):
    CorrectionStore(url).close()
    engine = database.create_engine(url)
    with database.writing(engine).begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        downgrade(connection)
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        migrate(connection)
    engine.dispose()
    reopened = CorrectionStore(url)
    assert add(reopened).state == "accepted"
    reopened.close()


def test_database_that_is_no_database_is_a_database_error(tmp_path):
    path = tmp_path / "corrections.sqlite3"
    path.write_bytes(b"not a database, and long enough to be looked at" * 100)
    with pytest.raises(database.DatabaseError):
        CorrectionStore(f"sqlite:///{path}")
