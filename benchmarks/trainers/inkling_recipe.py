"""`inkling train`, the recipe `quick` from beginning to end."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.subject import Work, serve_tasks
from model.training import training_data
from model.training.loop import train
from model.training.recipe import Recipe, load_recipe
from model.training.run import Run

NAME = "quick"


def recipe(seed: int) -> Recipe:
    return replace(load_recipe(NAME), seed=seed)


def prepare(seed: int) -> Work:
    material = training_data.load(recipe(seed))

    def learn() -> dict[str, Any]:
        run = Run.start(recipe(seed))
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            train(run, material, Path(folder))
        score = run.history[-1]["validation"]["mnist"]
        return {"learning_s": time.perf_counter() - began, "score": score}

    return learn


if __name__ == "__main__":
    serve_tasks(prepare)
