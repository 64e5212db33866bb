"""Metadata of exported models."""

from typing import Any

from model.serialization.model_file import Model

INPUT = (
    "784 numbers: 28 rows of 28 pixels from the top, 0 paper to 1 ink. As in MNIST, the "
    "longer side of the ink is 20 pixels, and its centre of mass the centre. `preprocess` "
    "makes them of any drawing, and the service's /predict?include=input gives them"
)
LAYERS = (
    "row 0 of each matrix is the bias: z1 = W1[0] + x W1[1:], h1 = sigmoid(z1), and so on; the "
    "softmax of the last z are the probabilities of the digits 0 to 9"
)

ACCEPTANCE = (
    "whether an answer is certain is not part of this file; docs/confidence.md has the rule, and "
    "`calibration` its thresholds"
)


class ExportError(ValueError):
    """A format cannot be written on this machine."""


def export_metadata(model: Model) -> dict[str, Any]:
    """Return the model's metadata, extended by a description of its input and layers."""
    return {
        **model.metadata,
        "name": model.name,
        "version": model.version,
        "input": INPUT,
        "layers": LAYERS,
        "acceptance": ACCEPTANCE,
    }
