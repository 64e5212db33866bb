"""Snapshot of a training run, and its conversion to a model file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from model.inference import acceptance, calibration
from model.metrics import logits, probabilities, to_inputs
from model.network import Array, layer_sizes
from model.preprocessing.pipeline import VERSION as PREPROCESSING
from model.serialization import model_file
from model.serialization.model_file import Model
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import TrainingData


@dataclass(frozen=True)
class RunSnapshot:
    """Copy of a run's result after an epoch, which later epochs do not change.

    Attributes
    ----------
    recipe : Recipe
    weights : list of arrays
        The final weights if the run ended here.
    record : dict
        The epoch's record, see `model.training.run.Run`.
    validation_logits : dict of str to array
        Logits of the validation images, shape (N, 10), by the name of the set.
    calibration_logits : dict of str to array
        The same for the calibration images.
    """

    recipe: Recipe
    weights: list[Array]
    record: dict[str, Any]
    validation_logits: dict[str, Array]
    calibration_logits: dict[str, Array]

    @classmethod
    def from_run(cls, run: Run, data: TrainingData) -> "RunSnapshot":
        """Return a snapshot of `run`, which must have just completed an epoch."""
        weights = [W.copy() for W in run.final_weights]
        validation_logits = {
            name: logits(weights, held.images) for name, held in data.validation.items()
        }
        calibration_logits = {
            name: logits(weights, held.images) for name, held in data.calibration.items()
        }
        return cls(
            run.recipe,
            weights,
            run.history[-1],
            validation_logits,
            calibration_logits or validation_logits,
        )


def save(snapshot: RunSnapshot, data: TrainingData, path: Path, title: str | None = None) -> Model:
    """Write the calibrated model and its provenance to `path`.

    The temperature, fitted on the calibration images, is put into the last layer, see
    `model.inference.calibration`.

    Parameters
    ----------
    snapshot : RunSnapshot
    data : TrainingData
        Data that the run was trained on.
    path : Path
        Ends in ``.safetensors``.
    title : str, optional
        Default: the sizes of the layers.
    """
    held_out = [
        (snapshot.calibration_logits[name], images.labels)
        for name, images in data.calibration_sets.items()
    ]
    fitted = calibration.fit(held_out, snapshot.recipe.rejected_share) if held_out else None
    weights = snapshot.weights
    if fitted:
        weights = calibration.with_temperature(weights, fitted.temperature)
        if snapshot.recipe.shifted_readings:
            fitted = acceptance.fit_shifted_threshold(
                fitted,
                partial(probabilities, weights),
                [to_inputs(images.images) for images in data.calibration_sets.values()],
                snapshot.recipe.rejected_share,
            )
    sizes = "-".join(map(str, layer_sizes(weights)))
    metadata = {
        "title": title or sizes,
        "description": f"{sizes}, trained on {', '.join(data.sources)}",
        "recipe": snapshot.recipe.to_json(),
        "seed": snapshot.recipe.seed,
        "preprocessing": PREPROCESSING,
        "data": data.hashes,
        "scores": {f"{k}_validation": v for k, v in snapshot.record["validation"].items()},
        "calibration": fitted.to_metadata() if fitted else {},
        "date": datetime.now(UTC).date().isoformat(),
    }
    return model_file.save(path, weights, metadata)
