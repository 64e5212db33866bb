"""A run of the scoring: rows, resumption, and worker processes that die."""

import multiprocessing
import os
import tarfile

import numpy as np
import pyarrow as pa
import pytest
from filelock import FileLock
from PIL import Image
from pyarrow import parquet

from app.scoring import run as scoring
from app.scoring import workers
from app.scoring.parts import BusyError, Parts
from app.scoring.run import Callback, OutputExistsError, Summary, score
from app.scoring.scorer import DIGIT_COLUMNS, NUMBER_COLUMNS, Scorer
from model.serialization import model_file
from tests.support.deadly_scorer import DeadlyScorer

WORKER_END_S = 60


class Recorder(Callback):
    """Keeps what it is told, and may stop the run after some pictures."""

    def __init__(self, stop_after=None):
        self.differences = "not told"
        self.scored = self.resumed = 0
        self._stop_after = stop_after

    def on_start(self, differences):
        self.differences = differences

    def on_pictures(self, count, *, resumed):
        if resumed:
            self.resumed += count
        else:
            self.scored += count
        if self._stop_after is not None and self.scored >= self._stop_after:
            raise KeyboardInterrupt


@pytest.fixture
def in_this_process(monkeypatch):
    """Score without other processes, which take a second to start."""
    monkeypatch.setattr(
        workers,
        "score_chunks",
        lambda scorer, chunks, _: ((chunk, scorer.score(chunk.pictures)) for chunk in chunks),
    )


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(scoring, "PICTURES_PER_CHUNK", 2)


@pytest.fixture
def ten(tmp_path, png):
    """A folder of ten pictures."""
    folder = tmp_path / "ten"
    folder.mkdir()
    for i in range(10):
        (folder / f"{i}.png").write_bytes(png)
    return folder


def run(scorer, sources, output, callback=None, **options):
    sources = [str(source) for source in sources]
    return score(scorer, sources, output, 1, callback or Recorder(), **options)


def leftovers(output):
    """Return the hidden files beside an output."""
    return [path.name for path in output.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_rows_agree_with_the_service_and_list_bad_files(
    in_this_process, scorer, scans, tmp_path, answer, read_rows, suffix
):
    (scans / "a.txt").write_text("no picture")
    Image.new("L", (30, 30), 255).save(scans / "b" / "blank.png")
    output = tmp_path / f"results{suffix}"
    summary = run(scorer, [scans], output)
    rows = read_rows(output)
    assert summary == Summary(pictures=5, errors=2, rows=3, uncertain=3 * (not answer["certain"]))
    assert [row["source"].removeprefix(f"{scans}/") for row in rows] == [
        "a.txt",
        "b/10.png",
        "b/2.png",
        "b/blank.png",
        "c.png",
    ]
    assert list(rows[0]) == list(DIGIT_COLUMNS)
    assert "PNG, JPEG, WebP, GIF or BMP" in rows[0]["error"]
    assert not rows[0]["digit"]
    assert float(rows[1]["confidence"]) == answer["confidence"]
    assert int(rows[1]["digit"]) == answer["digit"]
    assert str(rows[1]["certain"]).lower() == str(answer["certain"]).lower()
    assert not rows[1]["error"]
    assert "without contrast" in rows[3]["error"]
    assert leftovers(output) == []


def test_number_rows_agree_with_the_service(
    in_this_process, scorer, client, png, tmp_path, read_rows
):
    (tmp_path / "page.png").write_bytes(png)
    reply = client.post("/numbers", content=png, headers={"Content-Type": "image/png"}).json()
    output = tmp_path / "results.jsonl"
    run(
        Scorer(scorer.model, scorer.max_pixels, numbers=True),
        [tmp_path / "page.png", tmp_path / "no.png"],
        output,
    )
    *rows, missing = read_rows(output)
    assert [list(row) for row in rows] == [list(NUMBER_COLUMNS)] * len(reply["numbers"])
    assert [
        [row["number"], row["confidence"], row["certain"], row["x"], row["y"], row["width"]]
        for row in rows
    ] == [[n["number"], n["confidence"], n["certain"], *n["box"][:3]] for n in reply["numbers"]]
    assert missing["number"] is None
    assert "No such file" in missing["error"]


def test_files_tar_and_parquet_of_the_same_pictures_have_the_same_rows(
    in_this_process, scorer, ten, tmp_path, png, read_rows
):
    with tarfile.open(tmp_path / "ten.tar.gz", "w:gz") as archive:
        archive.add(ten, "")
    parquet.write_table(pa.table({"image": [png] * 10}), tmp_path / "ten.parquet")
    found = []
    for name in ("ten", "ten.tar.gz", "ten.parquet"):
        output = tmp_path / f"{name}.jsonl"
        run(scorer, [tmp_path / name], output)
        found.append([{**row, "source": None} for row in read_rows(output)])
    assert len(found[0]) == 10
    assert found[0] == found[1] == found[2]


def test_picture_over_the_limits_is_an_error(in_this_process, scorer, tmp_path, read_rows):
    Image.fromarray(np.zeros((1001, 1000), np.uint8)).save(tmp_path / "large.png")
    output = tmp_path / "results.jsonl"
    run(scorer, [tmp_path / "large.png"], output)
    [row] = read_rows(output)
    assert row["error"] == "expected at most 1000000 pixels, got 1000 x 1001"


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_nothing_to_score_writes_no_rows(
    in_this_process, scorer, scans, tmp_path, read_rows, suffix
):
    output = tmp_path / f"results{suffix}"
    assert run(scorer, [scans / "empty"], output) == Summary(0, 0, 0, 0)
    assert read_rows(output) == []


@pytest.mark.parametrize("stop_after", range(1, 10))
def test_interrupted_run_goes_on_to_the_same_bytes(
    in_this_process, small_chunks, scorer, ten, tmp_path, stop_after
):
    output, expected = tmp_path / "results.csv", tmp_path / "expected.csv"
    run(scorer, [ten], expected)
    with pytest.raises(KeyboardInterrupt):
        run(scorer, [ten], output, Recorder(stop_after))
    assert not output.exists()
    rest = Recorder()
    run(scorer, [ten], output, rest)
    assert rest.differences == []
    assert (rest.scored, rest.resumed) == (10 - rest.resumed, 2 * -(-stop_after // 2))
    assert output.read_bytes() == expected.read_bytes()
    assert leftovers(output) == []


def test_run_that_goes_on_after_pictures_came_and_changed_reads_those(
    in_this_process, small_chunks, scorer, ten, tmp_path, read_rows
):
    output = tmp_path / "results.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(scorer, [ten], output, Recorder(6))
    (ten / "3.png").write_text("no picture any more")
    (ten / "4.5.png").write_bytes((ten / "0.png").read_bytes())
    rest = Recorder()
    run(scorer, [ten], output, rest)
    rows = read_rows(output)
    assert [row["source"] for row in rows] == sorted(map(str, ten.iterdir()))
    assert [row["source"] for row in rows if row["error"]] == [str(ten / "3.png")]
    assert rest.resumed == 2


def test_run_with_another_model_starts_afresh_and_says_so(
    in_this_process, small_chunks, scorer, ten, tmp_path, weights_dir
):
    output, expected = tmp_path / "results.csv", tmp_path / "expected.csv"
    tiny = Scorer(model_file.load(weights_dir / "tiny.safetensors"), scorer.max_pixels, False)
    run(tiny, [ten], expected)
    with pytest.raises(KeyboardInterrupt):
        run(scorer, [ten], output, Recorder(6))
    rest = Recorder()
    run(tiny, [ten], output, rest)
    assert rest.differences == ["model"]
    assert rest.resumed == 0
    assert output.read_bytes() == expected.read_bytes()


def test_run_with_other_sources_starts_afresh_and_says_so(
    in_this_process, small_chunks, scorer, ten, tmp_path
):
    with pytest.raises(KeyboardInterrupt):
        run(scorer, [ten], tmp_path / "results.csv", Recorder(6))
    rest = Recorder()
    run(scorer, [ten / "1.png"], tmp_path / "results.csv", rest)
    assert rest.differences == ["sources"]


def test_run_killed_before_it_removed_its_parts_writes_the_same_result_again(
    in_this_process, scorer, ten, tmp_path, monkeypatch
):
    output = tmp_path / "results.csv"
    with monkeypatch.context() as patch:
        patch.setattr(Parts, "clear", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(scorer, [ten], output)
    written = output.read_bytes()
    rest = Recorder()
    run(scorer, [ten], output, rest)
    assert (rest.scored, rest.resumed) == (0, 10)
    assert output.read_bytes() == written
    assert leftovers(output) == []


def test_output_that_exists_is_replaced_only_if_asked(in_this_process, scorer, ten, tmp_path):
    output = tmp_path / "results.csv"
    output.write_text("former")
    with pytest.raises(OutputExistsError, match="--overwrite"):
        run(scorer, [ten], output)
    assert output.read_text() == "former"
    assert leftovers(output) == []
    run(scorer, [ten], output, overwrite=True)
    assert output.read_text().startswith("source,digit")


def test_output_that_exists_is_kept_from_other_runs_than_the_interrupted_one(
    in_this_process, small_chunks, scorer, ten, tmp_path
):
    output = tmp_path / "results.csv"
    output.write_text("former")
    with pytest.raises(KeyboardInterrupt):
        run(scorer, [ten], output, Recorder(6), overwrite=True)
    with pytest.raises(OutputExistsError, match="--overwrite"):
        run(scorer, [ten / "1.png"], output)
    assert output.read_text() == "former"
    rest = Recorder()
    run(scorer, [ten], output, rest)
    assert (rest.resumed, rest.scored) == (6, 4)


def test_second_run_into_the_same_file_is_refused(in_this_process, scorer, ten, tmp_path):
    parts = Parts(tmp_path / "results.csv")
    parts.folder.mkdir()
    with FileLock(parts.folder / "lock"), pytest.raises(BusyError, match="Another run"):
        run(scorer, [ten], tmp_path / "results.csv")
    assert not (tmp_path / "results.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize("worker_count", [1, 3])
def test_dead_workers_are_replaced_and_only_deadly_pictures_are_given_up(
    small_chunks, scorer, ten, tmp_path, png, read_rows, worker_count
):
    for name in ("2deadly.png", "6once.png", "7deadly.png"):
        (ten / name).write_bytes(png)
    output = tmp_path / "results.jsonl"
    deadly = DeadlyScorer(scorer.model, scorer.max_pixels, False, tmp_path)
    summary = score(deadly, [str(ten)], output, worker_count, Recorder())
    rows = read_rows(output)
    assert [row["source"] for row in rows] == sorted(map(str, ten.iterdir()))
    assert [os.path.basename(row["source"]) for row in rows if row["error"]] == [  # noqa: PTH119
        "2deadly.png",
        "7deadly.png",
    ]
    assert "died 2 times" in rows[3]["error"]
    assert summary.errors == 2


@pytest.mark.slow
def test_idle_worker_that_is_killed_is_replaced(small_chunks, scorer, ten, tmp_path, monkeypatch):
    class Killer(Callback):
        def on_pictures(self, count, *, resumed):
            for process in multiprocessing.active_children():
                process.kill()
                process.join()

    monkeypatch.setattr(workers, "CHUNKS_PER_WORKER", 1)  # the worker has nothing else to do then
    assert score(scorer, [str(ten)], tmp_path / "results.csv", 1, Killer()).errors == 0


def test_interrupt_ends_workers_and_keeps_parts(small_chunks, scorer, ten, tmp_path):
    output = tmp_path / "results.csv"
    former = set(multiprocessing.active_children())  # of other tests in this process
    with pytest.raises(KeyboardInterrupt):
        score(scorer, [str(ten)], output, 2, Recorder(4))
    workers = set(multiprocessing.active_children()) - former
    for process in workers:
        process.join(WORKER_END_S)
    assert not any(process.is_alive() for process in workers)
    rest = Recorder()
    score(scorer, [str(ten)], output, 2, rest)
    assert rest.resumed >= 4
    assert rest.resumed + rest.scored == 10


def test_order_and_rows_do_not_depend_on_the_number_of_workers(small_chunks, scorer, ten, tmp_path):
    for count in (1, 3):
        score(scorer, [str(ten)], tmp_path / f"{count}.csv", count, Recorder())
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()


def test_never_more_chunks_are_read_than_are_in_flight(
    small_chunks, scorer, ten, tmp_path, monkeypatch
):
    read, done, most = 0, 0, 0
    original = scoring.find_pictures

    def counted(*arguments):
        nonlocal read, most
        for picture in original(*arguments):
            read += 1
            most = max(most, read - done)
            yield picture

    class Counter(Callback):
        def on_pictures(self, count, *, resumed):
            nonlocal done
            done += count

    monkeypatch.setattr(scoring, "find_pictures", counted)
    score(scorer, [str(ten)], tmp_path / "results.csv", 1, Counter())
    assert read == 10
    assert most <= 2 * (workers.CHUNKS_PER_WORKER + 1)
