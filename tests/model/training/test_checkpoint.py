"""Checkpoints: round trip, and rejection of damaged files."""

import numpy as np
import pytest
from safetensors.numpy import save as serialize

from model.training import checkpoint
from model.training.checkpoint import CheckpointError
from model.training.recipe import Recipe
from model.training.run import Run


@pytest.fixture
def saved(tmp_path) -> Run:
    """A run with values in every part, saved into `tmp_path`."""
    rng = np.random.default_rng(3)
    run = Run.start(Recipe(hidden=(12,), sources={"mnist": 100, "pendigits": 0}, learning_rate=0.1))
    for array in (run.parameters, run.average_parameters, *run.optimizer.state):
        array[:] = rng.standard_normal(array.shape)
    run.epoch, run.optimizer.steps = 3, 42
    run.history = [{"epoch": 1, "loss": 0.1, "validation": {"mnist": 0.9}, "seconds": 1.5}]
    run.batches_done, run.loss_sum = 17, 3.3000000000000003
    run.callback_state = {"seconds": 1.5}
    checkpoint.save(tmp_path, run)
    return run


@pytest.mark.parametrize("group", ["weights", "average_weights"])
def test_checkpoint_round_trip_keeps_arrays_in_order(saved, tmp_path, group):
    loaded = getattr(checkpoint.load(tmp_path), group)

    assert [array.tobytes() for array in loaded] == [a.tobytes() for a in getattr(saved, group)]
    assert all(array.flags.writeable for array in loaded)


def test_checkpoint_round_trip_keeps_optimizer_state(saved, tmp_path):
    optimizer = checkpoint.load(tmp_path).optimizer

    assert optimizer.steps == 42
    assert [m.tobytes() for m in optimizer.state] == [m.tobytes() for m in saved.optimizer.state]
    assert all(moments.flags.writeable for moments in optimizer.state)


@pytest.mark.parametrize(
    "name", ["recipe", "epoch", "history", "batches_done", "loss_sum", "callback_state"]
)
def test_checkpoint_round_trip_keeps_other_fields(saved, tmp_path, name):
    assert getattr(checkpoint.load(tmp_path), name) == getattr(saved, name)


def test_checkpoint_missing_file_raises_with_its_name(tmp_path):
    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors: expected .*, got none"):
        checkpoint.load(tmp_path)


@pytest.mark.parametrize("length", [0, 7, 8, 100, 2000, -1], ids="first {} bytes".format)
def test_checkpoint_truncated_file_raises_with_its_name(saved, tmp_path, length):
    path = tmp_path / checkpoint.FILE
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors: .*got a damaged file"):
        checkpoint.load(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"no tensors at all",
        b"\xff" * 64,
        serialize({"W1": np.zeros(3)}),
        serialize({}, metadata={"state": "[]"}),
        serialize({}, metadata={"state": "{"}),
        serialize({}, metadata={"state": '{"recipe": {"epochs": 0}}'}),
    ],
    ids=["text", "noise", "no state", "wrong state", "broken state", "impossible recipe"],
)
def test_checkpoint_other_file_raises_with_its_name(tmp_path, content):
    (tmp_path / checkpoint.FILE).write_bytes(content)

    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors: .*got a damaged file"):
        checkpoint.load(tmp_path)
