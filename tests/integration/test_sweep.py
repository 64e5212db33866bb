"""Sweeps on Ray: killed and resumed, and stopped early."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from app.sweep.schemas import SweepResult
from model.training import checkpoint
from tests.integration.ray_processes import TIMEOUT_S, kill_session, processes, wait_until

ROOT = Path(__file__).parents[2]
INKLING = ROOT / ".venv-scale" / "bin" / "inkling"

pytestmark = [
    pytest.mark.ray,
    pytest.mark.mnist,
    pytest.mark.skipif(not INKLING.exists(), reason="needs Ray: run `make ray`"),
]

SWEEP = """
metric = "mnist"
seeds = 2
[settings]
hidden = [20]
epochs = 6
images = 6000
validation_size = 1000
augmentation.elastic_px = 0.0
[space]
learning_rate = [0.0005, 0.006]
batch_size = [64, 128]
[budget]
"""
BEST_FIRST = SWEEP.replace("[0.0005, 0.006]", "[0.006, 0.0005]")


def start_sweep(
    folder: Path, budget: str, *options: str, text: str = SWEEP
) -> subprocess.Popen[str]:
    """Start a sweep in a session of its own, with its log beside its output."""
    file = folder.parent / f"{folder.name}.toml"
    file.write_text(text + budget)
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    with file.with_suffix(".log").open("a") as log:
        return subprocess.Popen(
            [INKLING, "sweep", file, "--output", folder, "--concurrency", "2", *options],
            stdout=log,
            stderr=log,
            text=True,
            env=environment,
            start_new_session=True,
        )


def run_sweep(folder: Path, budget: str, *options: str, text: str = SWEEP) -> SweepResult:
    process = start_sweep(folder, budget, *options, text=text)
    assert process.wait(TIMEOUT_S) == 0, folder.with_suffix(".log").read_text()[-3000:]
    return SweepResult.model_validate_json((folder / "sweep.json").read_text())


def count_finished(folder: Path) -> int:
    """Return the number of finished trials in the newest state that Ray has saved."""
    states = sorted((folder / "ray").glob("experiment_state-*.json"))
    return states[-1].read_text().count("TERMINATED") if states else 0


def without_seconds(result: SweepResult) -> dict[str, object]:
    content = result.model_dump()
    for trial in content["trials"]:
        for epoch in trial["curve"]:
            del epoch["seconds"]
    return content


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Path:
    """The folder of a sweep of eight trials that was never interrupted."""
    folder = tmp_path_factory.mktemp("sweep") / "whole"
    run_sweep(folder, "early_stopping = false")
    return folder


def test_sweep_with_a_worker_and_then_all_of_it_killed_resumes_to_the_same_result(
    undisturbed, tmp_path
):
    folder = tmp_path / "killed"
    process = start_sweep(folder, "early_stopping = false")
    wait_until(lambda: list(folder.glob("ray/trial_0000/checkpoint_*")), process)
    [worker, *_] = processes(process.pid, "ray::ImplicitFunc")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: list(folder.glob("ray/trial_0004/checkpoint_*")), process)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(TIMEOUT_S) == -signal.SIGKILL
    assert not (folder / "sweep.json").exists()

    resumed = run_sweep(folder, "early_stopping = false", "--resume")

    expected = SweepResult.model_validate_json((undisturbed / "sweep.json").read_text())
    assert without_seconds(resumed) == without_seconds(expected)
    assert {trial.state for trial in resumed.trials} == {"finished"}
    assert (folder / "winner.toml").read_bytes() == (undisturbed / "winner.toml").read_bytes()


def test_winner_retrains_to_the_same_figure(undisturbed, tmp_path):
    winner = SweepResult.model_validate_json((undisturbed / "sweep.json").read_text()).winner
    recipe = undisturbed / "winner.toml"
    subprocess.run(
        [INKLING, "train", "--recipe", recipe, "--output", tmp_path],
        check=True,
        capture_output=True,
    )
    history = json.loads((tmp_path / "history.json").read_text())

    assert history[-1]["validation"]["mnist"] == winner.accuracy
    trained = checkpoint.load(tmp_path)
    assert trained.recipe.learning_rate == winner.values["learning_rate"]
    assert trained.history[-1]["loss"] == winner.curve[-1].loss


def test_sweep_stops_trials_that_are_behind(tmp_path):
    result = run_sweep(tmp_path / "asha", "grace_period = 3\nreduction_factor = 2.0")
    states = [trial.state for trial in result.trials]
    assert set(states) == {"finished", "stopped"}
    assert all(
        len(trial.curve) < trial.epochs for trial in result.trials if trial.state == "stopped"
    )
    assert result.winner.values["learning_rate"] == 0.006


def test_early_stopping_after_a_kill_compares_with_the_trials_before_it(tmp_path, monkeypatch):
    """One trial at a time, so that ASHA decides the same each time."""
    monkeypatch.setenv("TUNE_GLOBAL_CHECKPOINT_S", "0")
    budget = "reduction_factor = 2.0"
    one = ("--concurrency", "1")
    expected = run_sweep(tmp_path / "whole", budget, *one, text=BEST_FIRST)
    stopped = [trial.number for trial in expected.trials if trial.state == "stopped"]
    assert set(stopped) >= {4, 5, 6, 7}

    folder = tmp_path / "killed"
    process = start_sweep(folder, budget, *one, text=BEST_FIRST)
    wait_until(lambda: count_finished(folder) >= 2, process)
    kill_session(process)
    assert not (folder / "sweep.json").exists()

    resumed = run_sweep(folder, budget, *one, "--resume", text=BEST_FIRST)
    assert without_seconds(resumed) == without_seconds(expected)


def test_grouped_cross_validation_trains_each_fold_without_its_groups(tmp_path):
    file = tmp_path / "groups.toml"
    file.write_text(
        """
[settings]
hidden = [20]
epochs = 1
images = 3000
validation_size = 500
augmentation.elastic_px = 0.0
sources = { semeion = 500 }
[space]
left_out = [["mnist"], ["semeion"]]
[budget]
early_stopping = false
"""
    )
    folder = tmp_path / "groups"
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    command = [INKLING, "sweep", file, "--output", folder, "--concurrency", "1"]
    done = subprocess.run(  # preparing the scans of Semeion takes most of the time
        command, env=environment, capture_output=True, text=True, timeout=3 * TIMEOUT_S, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    result = SweepResult.model_validate_json((folder / "sweep.json").read_text())

    for trial in result.trials:
        [epoch] = trial.curve
        assert list(epoch.validation) == trial.values["left_out"]
        assert [trial.accuracy] == list(epoch.validation.values())
    assert not (folder / "winner.toml").exists()
    assert result.accuracy == sum(trial.accuracy or 0.0 for trial in result.trials) / 2
