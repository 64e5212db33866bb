"""One trial of a sweep, in a worker process of Ray: trains, reports, and saves each epoch."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ray import tune

from app.sweep.folds import leave_out
from app.sweep.schemas import MEAN, Epoch, metric_value
from model.training import checkpoint, loop
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.teacher import load_teacher
from model.training.training_data import TrainingData, load


class MetricError(ValueError):
    """The validation set that a sweep maximizes does not exist or is empty."""


def train_trial(
    values: Mapping[str, Any], left_out: Sequence[str], metric: str, data_dir: str | None
) -> None:
    """Train a recipe from its start or from the checkpoint that Ray has of it.

    Parameters
    ----------
    values : mapping
        From `Recipe.to_json`.
    left_out : sequence of str
        Groups that it is not trained on, but validated on; may be empty.
    metric : str
    data_dir : str or None

    Raises
    ------
    MetricError
    model.training.recipe.RecipeError
        If the teacher does not fit.
    model.data.data_file.DatasetError
    """
    recipe = Recipe.from_json(values)
    data = _training_data(json.dumps(_rendering_settings(recipe).to_json()), data_dir)
    if left_out:
        data = leave_out(left_out, recipe, data, data_dir)
    if metric not in (MEAN, *data.validation) or not data.validation:
        names = " or ".join([MEAN, *data.validation]) if data.validation else "a validation set"
        raise MetricError(f"metric: expected {names}, got {metric!r}")
    teacher = load_teacher(recipe)
    with TemporaryDirectory() as folder:
        saved = tune.get_checkpoint()
        if saved is None:
            run = Run.start(recipe)
        else:
            with saved.as_directory() as path:
                run = checkpoint.resume(Path(path), recipe)
        callback = _Reporter(Path(folder), metric)
        if run.epoch == recipe.epochs:  # it was killed between its last report and its end
            checkpoint.save(Path(folder), run)
            callback.on_epoch_end(run)
        try:
            loop.train(run, data, Path(folder), teacher, callback)
        except loop.DivergedError as error:
            tune.report(_metrics(run, 0.0) | {"diverged": str(error)})


class _Reporter(loop.Callback):
    """Reports each epoch to Ray, with the checkpoint that was just saved."""

    def __init__(self, folder: Path, metric: str) -> None:
        self._folder = folder
        self._metric = metric

    def on_epoch_end(self, run: Run) -> None:
        accuracy = metric_value(run.history[-1]["validation"], self._metric)
        tune.report(
            _metrics(run, accuracy), checkpoint=tune.Checkpoint.from_directory(self._folder)
        )


def _metrics(run: Run, accuracy: float) -> dict[str, Any]:
    digest = hashlib.sha256()
    for W in run.final_weights:
        digest.update(W.tobytes())
    return {
        "epoch": max(run.epoch, 1),
        "accuracy": accuracy,
        "curve": [Epoch.model_validate(record).model_dump() for record in run.history],
        "weights_sha256": digest.hexdigest(),
    }


def _rendering_settings(recipe: Recipe) -> Recipe:
    """Return the recipe with defaults for all settings that do not change the training images."""
    default = Recipe()
    names = (
        *("hidden", "epochs", "batch_size", "learning_rate", "warmup_steps", "schedule", "seed"),
        *("optimizer", "initialization", "weight_decay", "averaging", "augmentation"),
    )
    return replace(recipe, **{name: getattr(default, name) for name in names})


@lru_cache(maxsize=1)
def _training_data(recipe: str, data_dir: str | None) -> TrainingData:
    """Return the images of a recipe in JSON; a worker trains several trials with the same."""
    return load(Recipe.from_json(json.loads(recipe)), data_dir)
