"""The progress bar of training."""

import io
import re

import pytest
from rich.console import Console

from app.cli.progress import preparation_status, rendering_bar, training_bar
from model.training.recipe import Recipe
from model.training.run import Run

RECORD = {"loss": 0.0123, "validation": {"mnist": 0.98765, "pendigits": 0.9123}}


@pytest.fixture
def run() -> Run:
    """A run in its third epoch, after 17 batches with a mean loss of 0.4567."""
    run = Run.start(Recipe(hidden=(2,), epochs=20))
    run.epoch, run.batches_done, run.loss_sum = 2, 17, 17 * 0.4567
    return run


@pytest.fixture
def output_on_terminal():
    """Return a function that calls a bar and returns the output on a terminal of 80 columns."""

    def show(*calls) -> str:
        file = io.StringIO()
        console = Console(file=file, force_terminal=True, width=80, color_system=None)
        with training_bar(console, epochs=20, batches_per_epoch=40) as bar:
            for call in calls:
                call(bar)
        return file.getvalue()

    return show


def test_bar_shows_epoch_and_loss(output_on_terminal, run):
    text = output_on_terminal(lambda bar: bar.on_batch_end(run, 0.1))

    assert "epoch 3/20" in text
    assert "loss 0.4567" in text


def test_bar_shows_validation_accuracy_and_time_left_in_one_line(output_on_terminal, run):
    run.epoch, run.history = 20, [RECORD]
    text = output_on_terminal(lambda bar: bar.on_epoch_end(run))
    last = re.sub(r"\x1b\[[?0-9]*[a-zA-Z]", "", text).strip().splitlines()[-1]

    assert "epoch 20/20" in last
    assert "mnist 98.77 %, pendigits 91.23 %" in last
    assert "0:00:00 left" in last
    assert len(last.rstrip()) <= 80


def test_bar_before_the_first_step_shows_no_loss(output_on_terminal):
    text = output_on_terminal()

    assert "epoch 1/20" in text
    assert "loss" not in text


@pytest.fixture
def log():
    """A console whose output is no terminal."""
    return Console(file=io.StringIO(), width=20)


def test_training_without_validation_says_so(log, run):
    run.epoch, run.history = 1, [{**RECORD, "validation": {}, "seconds": 1.26}]
    with training_bar(log, epochs=20, batches_per_epoch=40) as callback:
        callback.on_epoch_end(run)
    assert ", no validation, 1.3 s" in log.file.getvalue()


def test_training_without_a_terminal_prints_a_line_for_each_epoch(log, run):
    run.history = [{**RECORD, "seconds": 1.26}]
    with training_bar(log, epochs=20, batches_per_epoch=40) as callback:
        for run.epoch in (3, 4):
            callback.on_batch_end(run, 0.1)
            callback.on_epoch_end(run)

    figures = "loss 0.0123, mnist 98.77 %, pendigits 91.23 %, 1.3 s"
    assert log.file.getvalue().splitlines() == [f"epoch 3/20, {figures}", f"epoch 4/20, {figures}"]


def test_preparation_without_a_terminal_prints_a_line_for_each_step(log):
    with preparation_status(log) as status:
        status("rendering the pen strokes")

    assert log.file.getvalue() == "Rendering the pen strokes ...\n"


def test_rendering_without_a_terminal_prints_a_line_for_each_set(capsys):
    with rendering_bar() as progress:
        for title in ("Scans", "Photographs [1]"):
            progress(title, 100, 2000)
            progress(title, 2000, 2000)

    lines = ["Rendering: Scans, 2,000 drawings", "Rendering: Photographs [1], 2,000 drawings"]
    assert capsys.readouterr().err.splitlines() == lines
