"""Training of a run in this process, on a small problem of its own."""

import itertools
import json
import time
from contextlib import closing

import numpy as np
import pytest

from app.lab.run_config import RunConfig
from app.lab.runs import recorder
from app.lab.runs.database import RunDatabase
from app.lab.runs.recorder import EventRecorder
from app.lab.trainer import main
from app.lab.trainer.launch_options import LaunchOptions
from model.data.data_file import DatasetError
from model.initialization import initialize
from model.serialization import model_file
from model.training import checkpoint, training_data
from model.training.training_data import TrainingData
from tests.support.noisy_shapes import noisy_shapes

CONFIG = RunConfig(hidden=(12,), images=200, batch_size=16, epochs=3, learning_rate=0.01)


@pytest.fixture
def shapes(monkeypatch) -> TrainingData:
    """Ten noisy shapes of 784 pixels, in place of MNIST."""
    data = noisy_shapes()
    monkeypatch.setattr(training_data, "load", lambda recipe, data_dir: data)
    return data


@pytest.fixture
def database(tmp_path):
    with closing(RunDatabase(tmp_path / "lab")) as database:
        yield database


@pytest.fixture
def train(database):
    """Return a function that trains a run, or resumes one, and returns it as it ends."""

    def train(config=CONFIG, *, run=None, commands=(), is_orphaned=lambda: False, minutes=60.0):
        with database.write() as runs:
            run = runs.launch(run.id) if run else runs.add(config)
            for command in commands:
                runs.send_command(run.id, command)
        main.train_run(database, run, LaunchOptions(None, minutes), is_orphaned)
        with database.read() as runs:
            return runs.get(run.id)

    return train


@pytest.fixture
def events(database):
    """Return a function that returns the data of a run's events of one name."""

    def events(run, name) -> list[dict]:
        with database.read() as runs:
            return [json.loads(e.data) for e in runs.events(run.id) if e.name == name]

    return events


def config_with(**settings) -> RunConfig:
    return CONFIG.model_copy(update=settings)


def after(count: int):
    """Return a condition that is false `count` times, then true."""
    left = iter(range(count))
    return lambda: next(left, None) is None


def test_train_records_states_epochs_and_batches_to_the_end(shapes, train, events):
    run = train()
    assert [data["state"] for data in events(run, "state")] == ["waiting", "running", "finished"]
    assert [data["epoch"] for data in events(run, "epoch")] == [1, 2, 3]
    assert events(run, "batch")[-1]["step"] == 3 * 13
    assert run.status.accuracy == events(run, "epoch")[-1]["validation"]["accuracy"]
    assert run.status.version == model_file.load(run.folder.weights).version
    assert not (run.folder.path / checkpoint.FILE).exists()


def test_train_accuracy_of_an_epoch_is_that_of_all_its_images(shapes, train, events):
    run = train(config_with(epochs=1, batch_size=200, optimizer="sgd"))
    weights = initialize((784, 12, 10), np.random.default_rng(CONFIG.seed))
    images = shapes.sources["mnist"].images / np.float32(255)
    hidden = 1 / (1 + np.exp(-(images @ weights[0][1:])))
    is_correct = (hidden @ weights[1][1:]).argmax(axis=1) == shapes.sources["mnist"].labels
    [epoch] = events(run, "epoch")
    assert epoch["accuracy"] == pytest.approx(is_correct.mean(), abs=0.006)
    assert events(run, "batch")[0]["accuracy"] == epoch["accuracy"]


def test_train_records_an_image_of_the_final_weights(shapes, train, events):
    run = train()
    [image] = events(run, "weights")
    W1 = model_file.load(run.folder.weights).weights[0]
    assert (image["units"], image["total"], image["step"]) == (12, 12, 39)
    assert image["scale"] == pytest.approx(np.abs(W1[1:]).max(), rel=1e-6)


@pytest.mark.slow
def test_train_suspended_at_any_batch_ends_with_the_same_bits(shapes, train, events):
    config = config_with(augmentation=True)
    expected = model_file.load(train(config).folder.weights).weights
    for batches in (1, 12, 13, 14, 30, 38):
        run = train(config, is_orphaned=after(batches))
        assert (run.status.state, run.status.suspended) == ("paused", True)
        run = train(run=run)
        assert run.status.state == "finished"
        weights = model_file.load(run.folder.weights).weights
        assert all(np.array_equal(a, b) for a, b in zip(weights, expected, strict=True))
        steps = [batch["step"] for batch in events(run, "batch")]
        assert steps == sorted(set(steps))
        assert [epoch["epoch"] for epoch in events(run, "epoch")] == [1, 2, 3]


def test_train_suspended_within_an_epoch_keeps_its_accuracy(shapes, train, events):
    expected = [data["accuracy"] for data in events(train(), "epoch")]
    run = train(run=train(is_orphaned=after(20)))
    assert [data["accuracy"] for data in events(run, "epoch")] == expected


def test_train_killed_between_checkpoint_and_epoch_event_records_it_later(
    points_expected, train, events, database, monkeypatch
):
    def kill(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(EventRecorder, "epoch_end", kill)
        with pytest.raises(KeyboardInterrupt):
            train()
    with database.read() as runs:
        [run] = [run for run in runs.all() if run.status.state == "running"]
    assert checkpoint.load(run.folder.path).epoch == 1
    assert events(run, "epoch") == []
    train(run=run)
    assert [epoch["epoch"] for epoch in events(run, "epoch")] == [1, 2, 3]
    assert without_seconds(events(run, "batch")) == points_expected


def test_train_with_a_stop_command_stops_before_the_first_batch(shapes, train):
    run = train(commands=["stop"])
    assert (run.status.state, run.status.step) == ("stopped", 0)
    assert not run.folder.weights.exists()


def test_train_with_commands_in_a_row_applies_all(shapes, train, events):
    run = train(commands=["pause", "step", "step", "resume"])
    assert run.status.state == "finished"
    assert [data["epoch"] for data in events(run, "epoch")] == [1, 2, 3]


def test_train_over_the_time_limit_stops_and_keeps_the_last_epoch(shapes, train, monkeypatch):
    monkeypatch.setattr(time, "monotonic", iter(np.arange(0, 1e6, 0.5)).__next__)
    run = train(config_with(epochs=100), minutes=1.5)
    assert run.status.state == "stopped"
    assert run.status.problem == "The limit of 1.5 minutes of training was reached."
    assert run.status.version == model_file.load(run.folder.weights).version


def test_train_that_diverges_fails_with_advice(shapes, train):
    run = train(config_with(learning_rate=1e38, optimizer="sgd"))
    assert run.status.state == "failed"
    assert "try a lower learning rate than 1e+38" in run.status.problem


def test_train_without_data_fails_with_the_reason(train, monkeypatch):
    def load(recipe, data_dir):
        raise DatasetError("train-images: expected 47040016 bytes, got 2")

    monkeypatch.setattr(training_data, "load", load)
    run = train()
    assert run.status.state == "failed"
    assert run.status.problem == "train-images: expected 47040016 bytes, got 2"


def test_train_with_a_fault_in_the_program_records_and_raises_it(train, database, monkeypatch):
    def load(recipe, data_dir):
        raise RuntimeError("oh")

    monkeypatch.setattr(training_data, "load", load)
    with pytest.raises(RuntimeError, match="oh"):
        train()
    with database.read() as runs:
        [run] = runs.all()
    assert run.status.state == "failed"
    assert run.status.problem == "A fault in the program: RuntimeError: oh"


def without_seconds(points):
    return [{name: point[name] for name in point if name != "seconds"} for point in points]


@pytest.fixture
def points_expected(shapes, train, events, monkeypatch):
    """The points of the curves of a run that nothing interrupts, after each second step or so."""
    monkeypatch.setattr(recorder, "CURVE_POINTS", 20)
    points = without_seconds(events(train(), "batch"))
    assert [point["step"] for point in points[:3]] == [2, 4, 6]
    assert len(points) == 20
    return points


@pytest.mark.parametrize("interval_s", [1e-4, 7.0], ids=["fast", "slow"])
def test_train_at_any_speed_records_the_same_points(
    points_expected, train, events, monkeypatch, interval_s
):
    clock = itertools.count(0, interval_s)
    monkeypatch.setattr(time, "monotonic", clock.__next__)
    monkeypatch.setattr(recorder, "monotonic", clock.__next__)

    run = train(minutes=1e6)

    assert without_seconds(events(run, "batch")) == points_expected


def test_train_suspended_twice_records_the_points_of_a_whole_run(points_expected, train, events):
    run = train(is_orphaned=after(10))
    run = train(run=run, is_orphaned=after(18))
    run = train(run=run)
    assert without_seconds(events(run, "batch")) == points_expected


@pytest.mark.parametrize("batches", [18, 19, 20])
def test_train_killed_after_any_batch_records_the_points_of_a_whole_run(
    points_expected, train, events, database, monkeypatch, batches
):
    record_batch, is_killed = EventRecorder.batch, after(batches)

    def record_batch_or_kill(*args):
        if is_killed():
            raise KeyboardInterrupt
        record_batch(*args)

    with monkeypatch.context() as patch:
        patch.setattr(EventRecorder, "batch", record_batch_or_kill)
        with pytest.raises(KeyboardInterrupt):
            train()
    with database.read() as runs:
        [killed] = [run for run in runs.all() if run.status.state == "running"]
    assert checkpoint.load(killed.folder.path).optimizer.steps == 13  # it repeats some batches

    run = train(run=killed)

    assert without_seconds(events(run, "batch")) == points_expected


def test_train_of_one_step_records_its_loss(points_expected, train, events, database):
    def resume_after_step():
        with database.write() as runs:
            [run] = [run for run in runs.all() if run.status.state != "finished"]
            if (run.status.state, run.status.step) == ("paused", 1):
                runs.send_command(run.id, "resume")
        return False

    run = train(commands=["pause", "step"], is_orphaned=resume_after_step)

    [first, second, *others] = without_seconds(events(run, "batch"))
    [whole, *others_expected] = points_expected
    assert (first["step"], second["step"]) == (1, 2)
    assert first["loss"] + second["loss"] == pytest.approx(2 * whole["loss"])
    assert others == others_expected


@pytest.mark.parametrize("batches", [10, 11])
def test_train_paused_when_resumed_keeps_the_batches_since_the_last_point(
    points_expected, train, events, batches
):
    suspended = train(is_orphaned=after(batches))
    run = train(run=suspended, commands=["pause", "resume"])
    assert without_seconds(events(run, "batch")) == points_expected


@pytest.mark.parametrize("commands", [["stop"], ["pause", "stop"]])
def test_train_stopped_when_resumed_records_no_step_twice(points_expected, train, events, commands):
    run = train(run=train(is_orphaned=after(11)), commands=commands)
    assert run.status.state == "stopped"
    assert without_seconds(events(run, "batch")) == points_expected[:5]


@pytest.mark.parametrize("total_steps", [1, 39, 199, 200, 201, 399, 400, 12345])
def test_curve_points_of_any_number_of_steps_are_evenly_spaced(total_steps):
    steps = [n for n in range(1, total_steps + 1) if recorder.is_curve_point(n, total_steps)]
    assert len(steps) == min(total_steps, 200)
    assert steps[-1] == total_steps
    gaps = np.diff([0, *steps])
    assert gaps.max() - gaps.min() <= 1
