"""The database of runs: numbered events, whole transactions, several processes, full disks."""

import multiprocessing
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from app.database import DatabaseError
from app.http.problems import UnknownRun
from app.lab.run_config import RunConfig
from app.lab.runs import folder as folders
from app.lab.runs.database import RunDatabase
from app.lab.runs.record import Event

BATCH = {"epoch": 0, "step": 1, "seconds": 0.1}


@pytest.fixture
def lab(tmp_path):
    return tmp_path / "lab"


@pytest.fixture
def database(lab):
    with closing(RunDatabase(lab)) as database:
        yield database


@pytest.fixture
def run(database):
    with database.write() as runs:
        return runs.add(RunConfig())


def append(database, run, name="batch", **data):
    with database.write() as runs:
        return runs.append(run.id, name, {**BATCH, **data})


def events(database, run, after=0, limit=None) -> list[Event]:
    with database.read() as runs:
        return runs.events(run.id, after, limit)


def numbers(database, run) -> list[int]:
    return [event.number for event in events(database, run)]


def test_add_run_records_that_it_waits(database, run):
    assert run.status.state == "waiting"
    assert run.is_launching
    assert [(event.number, event.name) for event in events(database, run)] == [(1, "state")]
    with database.read() as runs:
        assert runs.get(run.id) == run
        assert runs.all() == [run]


def test_append_numbers_the_events_of_each_run_from_1(database, run):
    with database.write() as runs:
        other = runs.add(RunConfig())
    append(database, run, step=1)
    append(database, other, step=1)
    append(database, run, step=2)
    assert numbers(database, run) == [1, 2, 3]
    assert numbers(database, other) == [1, 2]


def test_append_keeps_data_as_compact_json(database, run):
    append(database, run, problem="a\ttab, a\nline, an ä")
    assert events(database, run)[-1].data == (
        '{"epoch":0,"step":1,"seconds":0.1,"problem":"a\\ttab, a\\nline, an \\u00e4"}'
    )


def test_append_updates_the_status(database, run):
    append(database, run, epoch=2, step=30, seconds=4.5)
    status = append(database, run, "epoch", epoch=3, step=40, validation={"accuracy": 0.75}).status
    assert (status.epoch, status.step, status.accuracy) == (3, 40, 0.75)
    assert (status.state, status.last_event) == ("waiting", 3)
    with database.write() as runs:
        failed = runs.append_state(run.id, "failed", "It broke.").status
    assert (failed.state, failed.problem, failed.epoch, failed.step) == (
        "failed",
        "It broke.",
        3,
        40,
    )
    assert failed.finished is not None


def test_append_weights_replaces_those_before(database, run):
    for step in range(3):
        append(database, run, "weights", step=step)
    assert numbers(database, run) == [1, 4]
    assert append(database, run).status.last_event == 5


def test_append_nan_is_refused_and_leaves_no_trace(database, run):
    with pytest.raises(ValueError, match="JSON compliant"):
        append(database, run, loss=float("nan"))
    assert numbers(database, run) == [1]


def test_events_after_a_number_are_those_that_follow_in_order(database, run):
    for step in range(5):
        append(database, run, step=step)
    assert [event.number for event in events(database, run, after=4)] == [5, 6]
    assert [event.number for event in events(database, run, after=2, limit=2)] == [3, 4]
    assert events(database, run, after=6) == []


def test_drain_commands_takes_each_once_in_order(database, run):
    with database.write() as runs:
        runs.send_command(run.id, "pause")
        runs.send_command(run.id, "step")
    assert database.drain_commands(run.id) == ["pause", "step"]
    assert database.drain_commands(run.id) == []


def test_launch_discards_commands_of_the_process_before(database, run):
    with database.write() as runs:
        runs.set_pid(run.id, 1)
        runs.send_command(run.id, "stop")
        launched = runs.launch(run.id)
    assert launched.is_launching
    assert database.drain_commands(run.id) == []


def test_remove_run_removes_events_and_commands(database, run, lab):
    with database.write() as runs:
        runs.send_command(run.id, "stop")
        runs.remove(run.id)
    with closing(sqlite3.connect(lab / folders.DATABASE)) as connection:
        for table in ("runs", "events", "commands"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]
    with database.read() as runs, pytest.raises(UnknownRun):
        runs.get(run.id)


def test_transaction_that_raises_changes_nothing(database, run):
    def fail_at_last() -> None:
        with database.write() as runs:
            runs.append(run.id, "batch", BATCH)
            runs.send_command(run.id, "stop")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_at_last()
    assert numbers(database, run) == [1]
    assert database.drain_commands(run.id) == []


@pytest.mark.slow
def test_removed_runs_give_their_pages_back_to_the_disk(database, lab):
    with database.write() as runs:
        run = runs.add(RunConfig())
        for step in range(200):
            runs.append(run.id, "batch", {**BATCH, "step": step, "text": "x" * 10_000})
    with closing(sqlite3.connect(lab / folders.DATABASE)) as connection:
        full = connection.execute("PRAGMA page_count").fetchone()[0]
        with database.write() as runs:
            runs.remove(run.id)
        assert connection.execute("PRAGMA page_count").fetchone()[0] < full / 10


@pytest.mark.slow
def test_weights_of_a_long_run_do_not_let_the_files_grow(database, run, lab):
    for step in range(100):
        append(database, run, "weights", step=step, pixels="x" * 100_000)
    assert folders.disk_usage(lab) < 6 * 2**20


def append_until_killed(lab, run_id):
    database = RunDatabase(lab)
    step = 0
    while True:
        step += 1
        with database.write() as runs:
            runs.append(run_id, "batch", {**BATCH, "step": step})
            runs.append(run_id, "weights", {**BATCH, "step": step, "pixels": "x" * 100_000})


@pytest.mark.slow
def test_writer_killed_at_random_moments_leaves_whole_transactions(database, run, lab):
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        last = numbers(database, run)[-1]
        process = context.Process(target=append_until_killed, args=(lab, run.id))
        process.start()
        deadline = time.monotonic() + 60
        while numbers(database, run)[-1] < last + 10:
            assert time.monotonic() < deadline
        process.kill()
        process.join()
        with database.read() as runs:
            status = runs.get(run.id).status
        recorded = numbers(database, run)
        assert recorded[-1] == status.last_event
        assert recorded[-1] % 2 == 1  # the waiting state, then a batch and weights each time
        assert recorded == sorted(set(recorded))
        names = [event.name for event in events(database, run)]
        assert names.count("weights") == 1
    append(database, run)
    with closing(sqlite3.connect(lab / folders.DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_databases_of_several_threads_lose_no_event(database, run, lab):
    def write() -> None:
        with closing(RunDatabase(lab)) as other:
            for _ in range(25):
                append(other, run)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(database, run) == list(range(1, 102))


@pytest.mark.slow
def test_stores_opened_at_the_same_time_make_one_database(lab):
    code = (
        "import sys; from pathlib import Path; from app.lab.run_config import RunConfig\n"
        "from app.lab.runs.database import RunDatabase\n"
        "with RunDatabase(Path(sys.argv[1])).write() as runs: runs.add(RunConfig())"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(lab)]) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    with closing(RunDatabase(lab)) as database, database.read() as runs:
        assert len(runs.all()) == 4


def test_readers_are_not_blocked_by_a_writer(database, run):
    with database.write() as runs:
        runs.append(run.id, "batch", BATCH)
        began = time.monotonic()
        assert numbers(database, run) == [1]
        assert time.monotonic() - began < 1
    assert numbers(database, run) == [1, 2]


def test_append_with_a_full_disk_raises_and_leaves_the_events_as_they_were(database, run, lab):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = max(path.stat().st_size for path in lab.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10_000, limits[1]))
    try:
        with pytest.raises(DatabaseError):
            append(database, run, text="x" * 5_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert numbers(database, run) == [1]
    append(database, run)
    assert numbers(database, run) == [1, 2]


def test_store_over_a_damaged_database_names_the_file(lab):
    lab.mkdir()
    (lab / folders.DATABASE).write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseError, match=folders.DATABASE):
        RunDatabase(lab)


def test_store_in_a_folder_that_cannot_be_made_raises(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        RunDatabase(tmp_path / "file" / "lab")


def test_store_removes_rests_of_interrupted_removals(lab):
    trash = lab / ".removed-r-00000000-0123abcd"
    trash.mkdir(parents=True)
    (trash / "trainer.log").touch()
    RunDatabase(lab).close()
    assert not trash.exists()
