"""What a trainer does, in this process and on a small problem of its own."""

import json
import time
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from app.lab.run_config import Plan
from app.lab.runs import folder as folders
from app.lab.runs.commands import Inbox
from app.lab.runs.events import Reader
from app.lab.runs.recorder import Reporter, read_picture
from app.lab.runs.run import Followed
from app.lab.trainer import main
from app.lab.trainer.launch_options import Orders
from model.data.data_file import DatasetError
from model.network import initialize
from model.serialization import model_file
from model.training import checkpoint, training_data
from model.training.training_data import LabelledImages, TrainingData

PLAN = Plan(hidden=(12,), images=200, batch_size=16, epochs=3, learning_rate=0.01)


@pytest.fixture
def shapes(monkeypatch) -> TrainingData:
    """Ten noisy shapes of 784 pixels, in place of MNIST."""
    rng = np.random.default_rng(5)
    prototypes = rng.integers(0, 200, (10, 784))
    labels = np.arange(240, dtype=np.uint8) % 10
    images = (prototypes[labels] + rng.integers(0, 56, (240, 784))).astype(np.uint8)
    train = LabelledImages(images[:200], labels[:200])
    held_out = LabelledImages(images[200:], labels[200:])
    data = TrainingData({"mnist": train}, {"mnist": 200}, {"mnist": held_out})
    monkeypatch.setattr(training_data, "load", lambda recipe, data_dir: data)
    return data


@pytest.fixture
def conduct(tmp_path):
    """A function that trains a plan, or goes on with a run, and gives its folder."""

    def conducted(plan=PLAN, *, run=None, words=(), orphaned=lambda: False, minutes=60.0):
        folder = run or folders.create(tmp_path, plan)
        inbox = Inbox(folder)
        for word in words:
            folder.send(word)
        with closing(Reporter(folder)) as reporter:
            reporter.state("waiting")
            main.conduct(folder, inbox, reporter, Orders(None, minutes), orphaned)
        return folder

    return conducted


def told(folder, name) -> list[dict]:
    return [json.loads(event.data) for event in Reader(folder.path).read() if event.name == name]


def standing(folder):
    return Followed(folder).view().standing


def after(count: int):
    """Return a question that is answered with no so many times, then with yes."""
    left = iter(range(count))
    return lambda: next(left, None) is None


def test_run_is_told_from_its_beginning_to_its_end(shapes, conduct):
    folder = conduct()
    assert [state["state"] for state in told(folder, "state")] == [
        "waiting",
        "running",
        "finished",
    ]
    assert [epoch["epoch"] for epoch in told(folder, "epoch")] == [1, 2, 3]
    assert told(folder, "batch")[-1]["step"] == 3 * 13
    assert standing(folder).accuracy == told(folder, "epoch")[-1]["validation"]["accuracy"]
    assert standing(folder).version == model_file.load(folder.weights).version
    assert not (folder.path / checkpoint.FILE).exists()


def test_mean_accuracy_of_an_epoch_is_that_of_all_its_batches(shapes, conduct):
    whole = conduct(replace(PLAN, epochs=1, batch_size=200, optimizer="sgd"))
    drawn = initialize((784, 12, 10), np.random.default_rng(PLAN.seed))
    images = shapes.sources["mnist"].images / np.float32(255)
    hidden = 1 / (1 + np.exp(-(images @ drawn[0][1:])))
    right = (hidden @ drawn[1][1:]).argmax(axis=1) == shapes.sources["mnist"].labels
    [epoch] = told(whole, "epoch")
    assert epoch["accuracy"] == pytest.approx(right.mean(), abs=0.006)
    assert told(whole, "batch")[0]["accuracy"] == epoch["accuracy"]


def test_picture_of_the_weights_is_that_of_the_first_layer(shapes, conduct):
    folder = conduct()
    number, text = read_picture(folder)
    picture = json.loads(text)
    W1 = model_file.load(folder.weights).weights[0]
    assert (
        number == [event.id for event in Reader(folder.path).read() if event.name == "weights"][-1]
    )
    assert (picture["units"], picture["total"], picture["step"]) == (12, 12, 39)
    assert picture["scale"] == pytest.approx(np.abs(W1[1:]).max(), rel=1e-6)


def test_run_that_parks_at_any_batch_goes_on_to_the_same_bits(shapes, conduct):
    lively = replace(PLAN, augmentation=True)
    whole = model_file.load(conduct(lively).weights).weights
    for batches in (1, 12, 13, 14, 30, 38):
        folder = conduct(lively, orphaned=after(batches))
        parked = standing(folder)
        assert (parked.state, parked.parked) == ("paused", True)
        conduct(run=folder)
        assert standing(folder).state == "finished"
        trained = model_file.load(folder.weights).weights
        assert all(np.array_equal(a, b) for a, b in zip(trained, whole, strict=True))
        steps = [batch["step"] for batch in told(folder, "batch")]
        assert steps == sorted(set(steps))
        assert [epoch["epoch"] for epoch in told(folder, "epoch")] == [1, 2, 3]


def test_epoch_accuracy_survives_a_pause_within_the_epoch(shapes, conduct):
    whole = told(conduct(), "epoch")
    folder = conduct(orphaned=after(20))
    conduct(run=folder)
    assert [e["accuracy"] for e in told(folder, "epoch")] == [e["accuracy"] for e in whole]


def test_epoch_that_was_saved_but_not_told_is_told_when_the_run_goes_on(shapes, conduct):
    folder = conduct(orphaned=after(20))
    path = folder.path / "events"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines[:4]))  # as after a power cut
    assert told(folder, "epoch") == []
    saved = checkpoint.load(folder.path)
    checkpoint.save(folder.path, replace(saved, batches_done=0, loss_sum=0.0))
    conduct(run=folder)
    assert [epoch["epoch"] for epoch in told(folder, "epoch")] == [1, 2, 3]


def test_run_told_to_stop_before_it_begins_stops(shapes, conduct):
    folder = conduct(words=["stop"])
    assert standing(folder).state == "stopped"
    assert standing(folder).step == 0
    assert not folder.weights.exists()


def test_words_that_are_none_are_passed_over(shapes, conduct):
    folder = conduct(words=["dance", "resume", ""])
    assert standing(folder).state == "finished"


def test_time_limit_stops_the_run_and_keeps_its_last_epoch(shapes, conduct, monkeypatch):
    monkeypatch.setattr(time, "monotonic", iter(np.arange(0, 1e6, 0.5)).__next__)
    folder = conduct(replace(PLAN, epochs=100), minutes=1.5)
    stopped = standing(folder)
    assert stopped.state == "stopped"
    assert stopped.problem == "The limit of 1.5 minutes of training was reached."
    assert stopped.version == model_file.load(folder.weights).version


def test_run_that_diverges_fails_with_advice(shapes, conduct):
    wild = replace(PLAN, learning_rate=1e38, optimizer="sgd")
    folder = conduct(wild)
    assert standing(folder).state == "failed"
    assert "try a lower learning rate than 1e+38" in standing(folder).problem


def test_run_without_data_fails_with_the_reason(conduct, monkeypatch):
    def load(recipe, data_dir):
        raise DatasetError("train-images: expected 47040016 bytes, got 2")

    monkeypatch.setattr(training_data, "load", load)
    folder = conduct()
    assert standing(folder).state == "failed"
    assert standing(folder).problem == "train-images: expected 47040016 bytes, got 2"


def test_fault_of_the_program_is_shown_and_raised(conduct, tmp_path, monkeypatch):
    def load(recipe, data_dir):
        raise RuntimeError("oh")

    monkeypatch.setattr(training_data, "load", load)
    folder = folders.create(tmp_path, PLAN)
    with pytest.raises(RuntimeError, match="oh"):
        conduct(run=folder)
    assert standing(folder).state == "failed"
    assert standing(folder).problem == "A fault in the program: RuntimeError: oh"


def test_log_of_a_long_run_stays_small(shapes, conduct):
    folder = conduct(replace(PLAN, epochs=60))
    assert len(told(folder, "batch")) < 60 * 13
    assert len(told(folder, "epoch")) == 60
