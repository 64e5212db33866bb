"""The event log: whole lines, counted without gaps, whatever happens to the writer."""

from contextlib import ExitStack, closing

import pytest

from app.lab.runs import events
from app.lab.runs.events import Event, Reader, Writer


@pytest.fixture
def folder(tmp_path):
    (tmp_path / events.FILE).touch()
    return tmp_path


@pytest.fixture
def begin(folder):
    """A function that gives a writer of the log in the folder."""
    with ExitStack() as stack:

        def writer() -> Writer:
            return stack.enter_context(closing(Writer(folder)))

        yield writer


def test_reader_gets_what_was_written_in_its_order(begin, folder):
    writer = begin()
    reader = Reader(folder)
    assert reader.read() == []
    assert [writer.append("batch", {"step": k}) for k in (1, 2)] == [1, 2]
    assert reader.read() == [Event(1, "batch", '{"step":1}'), Event(2, "batch", '{"step":2}')]
    assert reader.read() == []
    writer.append("state", {"problem": "a\ttab, a\nline, an ä"})
    assert reader.read() == [Event(3, "state", '{"problem":"a\\ttab, a\\nline, an \\u00e4"}')]


def test_reader_begins_after_the_event_that_was_seen(begin, folder):
    writer = begin()
    for step in range(5):
        writer.append("batch", {"step": step})
    assert [event.id for event in Reader(folder, after=3).read()] == [4, 5]
    late = Reader(folder, after=5)
    assert late.read() == []
    writer.append("batch", {"step": 5})
    assert [event.id for event in late.read()] == [6]


def test_reader_takes_a_long_log_in_portions(begin, folder):
    writer = begin()
    text = "x" * 1000
    for _ in range(200):
        writer.append("batch", {"text": text})
    reader = Reader(folder)
    portions = [len(reader.read()) for _ in range(5)]
    assert sum(portions) == 200
    assert max(portions) < 100
    assert Reader(folder, after=150).read()[0].id == 151


def test_reader_takes_an_event_that_is_longer_than_a_portion(begin, folder):
    begin().append("epoch", {"text": "x" * 2 * events.CHUNK_BYTES})
    assert [event.id for event in Reader(folder).read()] == [1]


@pytest.mark.parametrize("kept", range(1, 20))
def test_line_that_was_cut_is_removed_by_the_next_writer(begin, folder, kept):
    writer = begin()
    writer.append("batch", {"step": 1})
    path = folder / events.FILE
    first = path.stat().st_size
    writer.append("state", {"step": 2})
    with path.open("r+b") as file:
        file.truncate(first + kept - 1)
    reader = Reader(folder)
    assert [event.id for event in reader.read()] == [1]

    assert begin().append("epoch", {}) == 2
    assert reader.read() == [Event(2, "epoch", "{}")]


def test_disk_that_is_full_leaves_the_log_as_it_was(begin, folder, monkeypatch):
    writer = begin()
    writer.append("batch", {"step": 1})
    whole = writer._file

    class Full:
        name = whole.name
        tell = whole.tell

        def write(self, line):
            return whole.write(line[:5])

    monkeypatch.setattr(writer, "_file", Full())
    with pytest.raises(OSError, match="No space left"):
        writer.append("batch", {"step": 2})
    monkeypatch.undo()
    assert writer.append("batch", {"step": 3}) == 2
    assert [event.data for event in Reader(folder).read()] == ['{"step":1}', '{"step":3}']


def test_writer_refuses_what_is_no_json(begin, folder):
    writer = begin()
    with pytest.raises(ValueError, match="JSON compliant"):
        writer.append("batch", {"loss": float("nan")})
    assert Reader(folder).read() == []


def test_log_that_is_gone_is_not_taken_for_an_empty_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        Reader(tmp_path).read()
