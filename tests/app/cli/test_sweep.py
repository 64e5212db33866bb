"""`inkling sweep` up to the point where Ray is needed."""

import importlib.util
import json
import re
import sys

import pytest
from typer.testing import CliRunner

from app.cli import sweep
from app.cli.app import cli
from app.extras import MissingExtraError
from app.sweep.spec import SweepError, load_spec
from app.sweep.trials import expand

SWEEP = """
seeds = 2
[space]
batch_size = [32, 64]
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SWEEP)
    return path


@pytest.fixture
def without_ray(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ray" else find_spec(name)
    )


def run(*arguments: object):
    return CliRunner().invoke(cli, ["sweep", *map(str, arguments)])


def write_plan(folder, file, concurrency=None):
    spec = load_spec(file)
    folder.mkdir()
    sweep._start(folder, sweep._plan(spec, expand(spec)), concurrency, overwrite=False)


def test_sweep_without_the_extra_says_which_one_to_install(file, tmp_path, without_ray):
    result = run(file, "--output", tmp_path / "out")
    assert isinstance(result.exception, MissingExtraError)
    assert str(result.exception) == (
        "A sweep: expected the extra scale to be installed: pip install 'inkling[scale]'"
    )
    assert not (tmp_path / "out").exists()


def test_sweep_help_needs_no_ray(without_ray):
    result = run("--help")
    assert result.exit_code == 0
    assert "ray" not in sys.modules


def test_sweep_dry_run_prints_each_trial(file, without_ray):
    assert run(file, "--dry-run").output.splitlines() == [
        "0: batch_size 32, seed 1",
        "1: batch_size 32, seed 2",
        "2: batch_size 64, seed 1",
        "3: batch_size 64, seed 2",
    ]


def test_expect_plan_accepts_the_sweep_that_began(file, tmp_path):
    write_plan(tmp_path / "out", file)
    spec = load_spec(file)
    assert sweep._expect_plan(tmp_path / "out", sweep._plan(spec, expand(spec))) is None


@pytest.mark.parametrize(
    "change", ["seeds = 3", 'metric = "mnist"', "budget.samples = 1", "space.epochs = [1]"]
)
def test_sweep_resumed_with_another_file_is_refused(change, file, tmp_path):
    write_plan(tmp_path / "out", file)
    file.write_text(change)
    spec = load_spec(file)
    with pytest.raises(SweepError, match="began with, got another"):
        sweep._expect_plan(tmp_path / "out", sweep._plan(spec, expand(spec)))


@pytest.mark.parametrize("content", ["no JSON", "[]"])
def test_sweep_whose_plan_is_damaged_is_not_resumed(content, file, tmp_path):
    write_plan(tmp_path / "out", file)
    (tmp_path / "out" / sweep.PLAN_FILE).write_text(content)
    with pytest.raises(SweepError, match="began with, got another"):
        sweep._expect_plan(tmp_path / "out", {})


def test_start_refuses_a_folder_with_a_sweep_unless_it_is_overwritten(file, tmp_path):
    folder = tmp_path / "out"
    write_plan(folder, file)
    (folder / "ray").mkdir()
    (folder / sweep.RESULT_FILE).touch()
    with pytest.raises(SweepError, match="already contains a sweep; continue it with --resume"):
        sweep._start(folder, {}, 2, overwrite=False)

    sweep._start(folder, {}, 2, overwrite=True)
    assert [path.name for path in folder.iterdir()] == [sweep.PLAN_FILE]


def test_start_takes_a_folder_whose_sweep_ended_before_ray_started(file, tmp_path):
    write_plan(tmp_path / "out", file)
    sweep._start(tmp_path / "out", {}, 2, overwrite=False)
    assert json.loads((tmp_path / "out" / sweep.PLAN_FILE).read_text()) == {"concurrency": 2}


def test_resumed_sweep_cannot_train_more_at_a_time_than_it_began_with(file, tmp_path, without_ray):
    write_plan(tmp_path / "out", file, concurrency=2)
    options = (file, "--output", tmp_path / "out", "--resume", "--concurrency")
    expected = "--concurrency: expected at most 2, with which the sweep began .*, got 3"
    assert re.fullmatch(expected, str(run(*options, 3).exception))
    assert isinstance(run(*options, 2).exception, MissingExtraError)  # up to where Ray is needed
