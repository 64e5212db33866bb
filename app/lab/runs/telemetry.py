"""What a run tells about itself beside its loss: pictures of weights, and what it misreads."""

import base64
import math
from typing import Any

import numpy as np

from model.metrics import Predictions, summarize
from model.network import Array

MAX_UNITS = 100
MAX_MISTAKES = 24


def root_mean_square(gradients: list[Array]) -> list[float | None]:
    """Return the root mean square of each gradient; None where that is no finite number."""
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = [math.sqrt(np.vdot(dW, dW) / dW.size) for dW in gradients]
    return [size if math.isfinite(size) else None for size in sizes]


def weights(W1: Array) -> dict[str, Any] | None:
    """Return the weights into the first units as pictures of bytes; None if some are not finite.

    Parameters
    ----------
    W1 : float32 array, shape (785, units)
        Row 0 holds the biases, which are no part of the pictures.
    """
    shown = W1[1:, :MAX_UNITS].T  # n x 784
    scale = float(np.abs(shown).max())
    if not math.isfinite(scale):
        return None
    pixels = np.rint(shown * (127 / max(scale, 1e-30))).astype(np.int8)
    return {
        "units": len(shown),
        "total": W1.shape[1],
        "scale": scale,
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
    }


def validation(predictions: Predictions) -> dict[str, Any]:
    """Return scores, confusion and the worst mistakes on the held-out images."""
    scores = summarize(predictions)
    wrong = np.flatnonzero(~predictions.is_correct)
    worst = wrong[np.argsort(-predictions.losses[wrong], kind="stable")][:MAX_MISTAKES]
    return {
        "validation": {"loss": scores.loss, "accuracy": scores.accuracy},
        "confusion": scores.confusion.tolist(),
        "mistakes": [
            {
                "index": int(i),
                "label": int(predictions.labels[i]),
                "digit": int(predictions.digits[i]),
                "confidence": round(float(predictions.confidence[i]), 4),
            }
            for i in worst
        ],
    }
