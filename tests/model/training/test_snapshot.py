"""Snapshots of a run, saved as models."""

import numpy as np

from model.metrics import logits
from model.network import forward
from model.serialization import model_file
from model.training import snapshot
from model.training.loop import train
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.snapshot import RunSnapshot

RECIPE = Recipe(hidden=(12,), epochs=3, batch_size=16, warmup_steps=5, learning_rate=0.01)


def test_save_snapshot_predicts_as_run_and_has_metadata(shapes, tmp_path):
    run = Run.start(RECIPE)
    train(run, shapes, tmp_path)
    model = snapshot.save(
        RunSnapshot.from_run(run, shapes), shapes, tmp_path / "mine.safetensors", "Mine"
    )
    held_out = shapes.validation["mnist"]

    assert model.version == model_file.load(tmp_path / "mine.safetensors").version
    assert model.metadata["title"] == "Mine"
    assert model.metadata["recipe"] == RECIPE.to_json()
    assert model.metadata["scores"] == {"mnist_validation": run.history[-1]["validation"]["mnist"]}
    temperature = model.metadata["calibration"]["temperature"]
    np.testing.assert_allclose(
        forward(model.weights, np.float32(held_out.images / 255)).z[-1],
        logits(run.weights, held_out.images) / temperature,
        rtol=1e-3,
        atol=1e-5,
    )


def test_save_without_title_uses_layer_sizes(shapes, tmp_path):
    run = Run.start(RECIPE)
    train(run, shapes, tmp_path)

    saved = snapshot.save(RunSnapshot.from_run(run, shapes), shapes, tmp_path / "mine.safetensors")
    assert saved.metadata["title"] == "784-12-10"


def test_snapshot_is_unchanged_by_further_training(shapes, tmp_path):
    run = Run.start(RECIPE)
    train(run, shapes, tmp_path)
    snapshot_of_run = RunSnapshot.from_run(run, shapes)
    before = [W.copy() for W in snapshot_of_run.weights]
    run.parameters += 1

    assert all(np.array_equal(a, b) for a, b in zip(snapshot_of_run.weights, before, strict=True))
