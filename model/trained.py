"""What a training run has learnt so far, as a model that can be asked."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from model import confidence, training, weights
from model.evaluation import logits
from model.network import layer_sizes
from model.preprocess import VERSION as PREPROCESSING
from model.sources import TrainingData
from model.training import Run
from model.weights import Model


def save(run: Run, data: TrainingData, path: Path, title: str | None = None) -> Model:
    """Write the weights that `run` would ship now to `path`, and how they came to be.

    The temperature that the held-out images ask for is put into the last layer, see
    `model.confidence`.

    Parameters
    ----------
    run : Run
        After at least one epoch.
    data : TrainingData
        What it learnt from.
    path : Path
        Ends in ``.safetensors``.
    title : str, optional
        Without it, the sizes of the layers.
    """
    trained = training.kept_weights(run)
    held_out = [(logits(trained, v.images), v.labels) for v in data.validation.values()]
    fitted = confidence.fit(held_out) if held_out else None
    kept = confidence.with_temperature(trained, fitted.temperature) if fitted else trained
    sizes = "-".join(map(str, layer_sizes(kept)))
    metadata = {
        "title": title or sizes,
        "description": f"{sizes}, trained on {', '.join(data.sources)}",
        "recipe": run.recipe.to_json(),
        "seed": run.recipe.seed,
        "preprocessing": PREPROCESSING,
        "data": data.hashes,
        "scores": {f"{k}_validation": v for k, v in run.history[-1]["validation"].items()},
        "calibration": asdict(fitted) if fitted else {},
        "date": datetime.now(UTC).date().isoformat(),
    }
    return weights.save(path, kept, metadata)
