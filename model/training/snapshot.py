"""What a training run has learnt so far, as a model that can be asked."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.inference import calibration
from model.metrics import logits
from model.network import Array, layer_sizes
from model.preprocessing.pipeline import VERSION as PREPROCESSING
from model.serialization import model_file
from model.serialization.model_file import Model
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import TrainingData


@dataclass(frozen=True)
class RunSnapshot:
    """A run as it was after an epoch, which goes on meanwhile.

    Attributes
    ----------
    recipe : Recipe
    weights : list of arrays
        Those that the run would ship.
    record : dict
        The epoch's record, see `model.training.run.Run`.
    validation_logits : dict of str to array
        What they answer to the held-out images: logits, shape (N, 10), by the set's name.
    """

    recipe: Recipe
    weights: list[Array]
    record: dict[str, Any]
    validation_logits: dict[str, Array]

    @classmethod
    def from_run(cls, run: Run, data: TrainingData) -> "RunSnapshot":
        """Return what `run` has learnt by now; it must have completed an epoch just now."""
        weights = [W.copy() for W in run.final_weights]
        validation_logits = {
            name: logits(weights, held.images) for name, held in data.validation.items()
        }
        return cls(run.recipe, weights, run.history[-1], validation_logits)


def save(trained: RunSnapshot, data: TrainingData, path: Path, title: str | None = None) -> Model:
    """Write a model to `path`, and how it came to be.

    The temperature that the held-out images ask for is put into the last layer, see
    `model.inference.calibration`.

    Parameters
    ----------
    trained : RunSnapshot
    data : TrainingData
        What it learnt from.
    path : Path
        Ends in ``.safetensors``.
    title : str, optional
        Without it, the sizes of the layers.
    """
    held_out = [
        (trained.validation_logits[name], held.labels) for name, held in data.validation.items()
    ]
    fitted = calibration.fit(held_out) if held_out else None
    weights = trained.weights
    if fitted:
        weights = calibration.with_temperature(weights, fitted.temperature)
    sizes = "-".join(map(str, layer_sizes(weights)))
    metadata = {
        "title": title or sizes,
        "description": f"{sizes}, trained on {', '.join(data.sources)}",
        "recipe": trained.recipe.to_json(),
        "seed": trained.recipe.seed,
        "preprocessing": PREPROCESSING,
        "data": data.hashes,
        "scores": {f"{k}_validation": v for k, v in trained.record["validation"].items()},
        "calibration": asdict(fitted) if fitted else {},
        "date": datetime.now(UTC).date().isoformat(),
    }
    return model_file.save(path, weights, metadata)
