"""`inkling train` without distortion, averaging and validation."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import trainers
from benchmarks.subject import Work, serve_tasks
from model.training.loop import train
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import LabelledImages, TrainingData

RECIPE = Recipe(
    hidden=trainers.SIZES[1:-1],
    sources={"mnist": 0},
    epochs=1,
    learning_rate=trainers.RATE,
    warmup_steps=0,
    schedule="constant",
    optimizer="adam",
    validation_size=0,
)


def prepare(batch: int, count: int) -> Work:
    recipe = replace(RECIPE, batch_size=batch)
    images = LabelledImages(*trainers.data(count))
    material = TrainingData({"mnist": images}, {"mnist": count}, {})

    def epoch() -> dict[str, Any]:
        run = Run.start(recipe)
        with tempfile.TemporaryDirectory() as folder:
            train(run, material, Path(folder))
        return {"seconds": run.history[0]["seconds"], "loss": run.history[0]["loss"]}

    return epoch


if __name__ == "__main__":
    serve_tasks(prepare)
