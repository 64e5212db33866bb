"""The progress bar of training."""

import io
import re

import pytest
from rich.console import Console

from app.cli.progress import training_bar
from model.training.loop import Progress

RECORD = {"validation": {"mnist": 0.98765, "pendigits": 0.9123}}


@pytest.fixture
def shown():
    """A function from progress reports to the output on a terminal of 80 columns."""

    def show(*reports: Progress) -> str:
        file = io.StringIO()
        console = Console(file=file, force_terminal=True, width=80, color_system=None)
        with training_bar(console, epochs=20) as progress:
            for report in reports:
                progress(report)
        return file.getvalue()

    return show


def test_bar_shows_epoch_and_loss(shown):
    text = shown(Progress(2, 0.125, 0.4567))

    assert "epoch 3/20" in text
    assert "loss 0.4567" in text


def test_bar_shows_validation_accuracy_and_time_left_in_one_line(shown):
    text = shown(Progress(18, 0.95, 0.0123, RECORD), Progress(19, 1.0, 0.0122))
    last = re.sub(r"\x1b\[[?0-9]*[a-zA-Z]", "", text).strip().splitlines()[-1]

    assert "mnist 98.77 %, pendigits 91.23 %" in last
    assert "0:00:00 left" in last
    assert len(last.rstrip()) <= 80


def test_bar_before_the_first_step_shows_no_loss(shown):
    text = shown()

    assert "epoch 1/20" in text
    assert "loss" not in text
