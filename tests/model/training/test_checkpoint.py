"""Checkpoints: everything comes back, and nothing damaged is believed."""

import numpy as np
import pytest
from safetensors.numpy import save as serialise

from model.training import checkpoint
from model.training.checkpoint import Checkpoint, CheckpointError
from model.training.recipe import Recipe


@pytest.fixture
def saved(tmp_path) -> Checkpoint:
    """A checkpoint of every part, written into `tmp_path`."""
    rng = np.random.default_rng(3)
    shapes = [(785, 12), (13, 10)]
    groups = [[rng.standard_normal(shape).astype(np.float32) for shape in shapes] for _ in range(4)]
    kept = Checkpoint(
        recipe=Recipe(hidden=(12,), sources={"mnist": 100, "pendigits": 0}, learning_rate=0.1),
        epoch=3,
        weights=groups[0],
        average=groups[1],
        moments=groups[2] + groups[3],
        steps=42,
        history=[{"epoch": 1, "loss": 0.1, "validation": {"mnist": 0.9}, "seconds": 1.5}],
        batches=17,
        total=3.3000000000000003,
        notes={"seconds": 1.5},
    )
    checkpoint.save(tmp_path, kept)
    return kept


@pytest.mark.parametrize("group", ["weights", "average", "moments"])
def test_checkpoint_gives_every_array_back_in_its_order(saved, tmp_path, group):
    loaded = getattr(checkpoint.load(tmp_path), group)

    assert [array.tobytes() for array in loaded] == [a.tobytes() for a in getattr(saved, group)]
    assert all(array.flags.writeable for array in loaded)


@pytest.mark.parametrize(
    "name", ["recipe", "epoch", "steps", "history", "batches", "total", "notes"]
)
def test_checkpoint_gives_everything_else_back(saved, tmp_path, name):
    assert getattr(checkpoint.load(tmp_path), name) == getattr(saved, name)


def test_checkpoint_that_is_absent_names_the_file(tmp_path):
    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors: expected .*, got none"):
        checkpoint.load(tmp_path)


@pytest.mark.parametrize("length", [0, 7, 8, 100, 2000, -1], ids="first {} bytes".format)
def test_checkpoint_that_was_cut_names_the_file(saved, tmp_path, length):
    path = tmp_path / checkpoint.FILE
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors: .*got a damaged file"):
        checkpoint.load(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"no tensors at all",
        b"\xff" * 64,
        serialise({"W1": np.zeros(3)}),
        serialise({}, metadata={"state": "[]"}),
        serialise({}, metadata={"state": "{"}),
        serialise({}, metadata={"state": '{"recipe": {"epochs": 0}}'}),
    ],
    ids=["text", "noise", "no state", "wrong state", "broken state", "impossible recipe"],
)
def test_checkpoint_that_is_none_names_the_file(tmp_path, content):
    (tmp_path / checkpoint.FILE).write_bytes(content)

    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors: .*got a damaged file"):
        checkpoint.load(tmp_path)
