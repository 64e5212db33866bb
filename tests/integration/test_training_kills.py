"""Training that is killed at any moment and resumed."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from model.training import checkpoint
from tests.integration import training
from tests.support.summary import add_summary

KILLS = 30
SHARES = 45  # of the run, one for each kill, so that some is left after the last
TIMEOUT_S = 300


@pytest.fixture(scope="module")
def processes():
    """Return a context whose processes start within milliseconds, with all imports preloaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.training"])
    return context


@pytest.fixture(scope="module")
def uninterrupted(processes, tmp_path_factory):
    """Checkpoint and duration of a run without interruption."""
    folder = tmp_path_factory.mktemp("uninterrupted")
    processes.Process(target=time.sleep, args=(0,)).run()  # the first start is slower
    began = time.monotonic()
    process = processes.Process(target=training.start_or_resume, args=(str(folder),))
    process.start()
    process.join(TIMEOUT_S)
    assert process.exitcode == 0
    return checkpoint.load(folder), time.monotonic() - began


def test_training_killed_at_30_random_moments_ends_with_the_same_bits(
    processes, uninterrupted, tmp_path
):
    expected, seconds = uninterrupted
    moments = random.Random(30)
    kills = repeated = 0
    deadline = time.monotonic() + TIMEOUT_S
    epoch = 0
    while epoch < training.RECIPE.epochs:
        assert time.monotonic() < deadline
        process = processes.Process(target=training.start_or_resume, args=(str(tmp_path),))
        process.start()
        if kills < KILLS:
            left = (1 - epoch / training.RECIPE.epochs) * seconds / (SHARES - kills)
            process.join(moments.uniform(0, 1.5 * left))
            if process.is_alive():
                process.kill()
                kills += 1
        process.join(TIMEOUT_S)
        assert process.exitcode in {0, -signal.SIGKILL}
        before = epoch
        epoch = checkpoint.load(tmp_path).epoch if (tmp_path / checkpoint.FILE).exists() else 0
        assert epoch >= before
        repeated += epoch == before
    add_summary(
        f"training: {kills} kills, {repeated} of them within an epoch already cut short once"
    )
    assert kills == KILLS
    ended = checkpoint.load(tmp_path)
    assert ended.optimizer.steps == expected.optimizer.steps
    np.testing.assert_array_equal(ended.parameters, expected.parameters)
    np.testing.assert_array_equal(ended.average_parameters, expected.average_parameters)
    np.testing.assert_array_equal(ended.optimizer.state, expected.optimizer.state)


def die_before_the_rename(folder: str) -> None:
    """Train until a checkpoint is written whole but does not have its name yet, and die there."""

    def die(_self, _target):
        os.kill(os.getpid(), signal.SIGKILL)

    Path.replace = die
    training.start_or_resume(folder)


def test_training_killed_before_the_checkpoint_is_renamed_loses_one_epoch(
    processes, uninterrupted, tmp_path
):
    process = processes.Process(target=die_before_the_rename, args=(str(tmp_path),))
    process.start()
    process.join(TIMEOUT_S)
    assert process.exitcode == -signal.SIGKILL
    assert not (tmp_path / checkpoint.FILE).exists()
    assert len(list(tmp_path.iterdir())) == 1  # the temporary file, which is not a checkpoint
    training.start_or_resume(str(tmp_path))
    ended, (expected, _) = checkpoint.load(tmp_path), uninterrupted
    for ours, theirs in zip(ended.weights, expected.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
