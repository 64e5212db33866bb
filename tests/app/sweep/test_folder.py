"""Results of sweeps, listed and read again."""

import os

import pytest

from app.sweep import folder
from app.sweep.folder import SweepResultError
from tests.support.sweeps import sample_result, write_result


def test_list_sweeps_puts_the_newest_first_with_its_best_setting(tmp_path):
    result = sample_result()
    for name, seconds in (("old", 1000), ("new", 2000)):
        os.utime(write_result(tmp_path, name, result), (seconds, seconds))

    newest, oldest = folder.list_sweeps(tmp_path).sweeps

    assert (newest.name, oldest.name) == ("new", "old")
    assert newest.written.timestamp() == 2000
    assert (newest.recipe, newest.settings, newest.trials) == ("quick", 16, 48)
    assert (newest.mean, newest.deviation) == (
        result.settings[0].mean,
        result.settings[0].deviation,
    )


def test_list_sweeps_of_no_folder_is_empty(tmp_path):
    assert folder.list_sweeps(tmp_path / "runs").sweeps == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("no JSON", "Invalid JSON"),
        ("{}", "recipe: Field required"),
        ('{"recipe": "quick", "metric": "mnist", "settings": [], "trials": []}', "at least 1 item"),
    ],
)
def test_damaged_result_is_listed_with_the_reason_and_cannot_be_loaded(tmp_path, content, reason):
    write_result(tmp_path, "rates", sample_result()).write_text(content)

    [summary] = folder.list_sweeps(tmp_path).sweeps

    assert reason in (summary.problem or "")
    with pytest.raises(SweepResultError, match="expected the result of a sweep"):
        folder.load_sweep(tmp_path, "rates")


def test_result_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "MAX_RESULT_BYTES", 100)
    write_result(tmp_path, "rates", sample_result())
    with pytest.raises(SweepResultError, match="expected at most 100 bytes"):
        folder.load_sweep(tmp_path, "rates")


@pytest.mark.parametrize("name", ["other", "", "..", "../runs/rates", "rates/", "a\0b"])
def test_load_sweep_of_another_name_is_an_error(tmp_path, name):
    write_result(tmp_path / "runs", "rates", sample_result())
    with pytest.raises(SweepResultError, match="no result of a sweep"):
        folder.load_sweep(tmp_path / "runs", name)


def test_loaded_result_names_files_without_their_folders(tmp_path):
    result = sample_result()
    result.recipe = "/home/name/mine.toml"
    write_result(tmp_path, "rates", result)

    loaded = folder.load_sweep(tmp_path, "rates")

    assert loaded.recipe == "mine.toml"
    assert loaded.trials[-1].error == "x: no space left"


def test_result_that_was_written_again_is_read_again(tmp_path):
    path = write_result(tmp_path, "rates", sample_result(seeds=2))
    os.utime(path, (1000, 1000))
    assert len(folder.load_sweep(tmp_path, "rates").trials) == 32

    os.utime(write_result(tmp_path, "rates", sample_result(seeds=3)), (2000, 2000))

    assert len(folder.load_sweep(tmp_path, "rates").trials) == 48
