"""Export to NumPy: ``numpy.load`` gives W1, W2, ... and the metadata as JSON text."""

import io
import json

import numpy as np

from model.serialization.export.metadata import export_metadata
from model.serialization.model_file import Model


def encode(model: Model) -> bytes:
    """Return the bytes of a ``.npz`` file, which loads without pickle."""
    arrays = {f"W{k}": W for k, W in enumerate(model.weights, 1)}
    text = np.array(json.dumps(export_metadata(model), sort_keys=True))
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, metadata=text, **arrays)
    return file.getvalue()
