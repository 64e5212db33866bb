"""Telemetry of a run beside its loss: gradient norms, images of weights, confusion and mistakes."""

import base64
import math
from typing import Any

import numpy as np

from model.metrics import Predictions, summarize
from model.network import Array

MAX_UNITS = 100
"""Maximum number of units of the first layer whose weights are shown."""

MAX_MISTAKES = 24
"""Maximum number of validation images that are shown with a wrong answer."""

_MAX_BYTE = 127


def root_mean_square(gradients: list[Array]) -> list[float | None]:
    """Return the root mean square of each gradient; None where it is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = [math.sqrt(np.vdot(dW, dW) / dW.size) for dW in gradients]
    return [size if math.isfinite(size) else None for size in sizes]


def weights(W1: Array) -> dict[str, Any] | None:
    """Return the weights of the first units as images of bytes; None if some are not finite.

    Parameters
    ----------
    W1 : float32 array, shape (785, units)
        Row 0 holds the biases, which are not part of the images.
    """
    images = W1[1:, :MAX_UNITS].T  # units x 784
    scale = float(np.abs(images).max())
    if not math.isfinite(scale):
        return None
    pixels = np.rint(images * (_MAX_BYTE / max(scale, 1e-30))).astype(np.int8)
    return {
        "units": len(images),
        "total": W1.shape[1],
        "scale": scale,
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
    }


def validation(predictions: Predictions) -> dict[str, Any]:
    """Return loss, accuracy, confusion matrix and the mistakes with the highest loss."""
    scores = summarize(predictions)
    mistakes = np.flatnonzero(~predictions.is_correct)
    worst = mistakes[np.argsort(-predictions.losses[mistakes], kind="stable")][:MAX_MISTAKES]
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
