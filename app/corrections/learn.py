"""Learning: accepted corrections -> a version of the base model, validated before it is kept.

    read the corrections -> fine-tune -> validate -> keep the version, or record why not

`inkling learn` runs this in its own process, and the server in one that it starts, each with one
thread of numpy's matrix products.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import database
from app.corrections import version_store
from app.corrections.store import CorrectionStore
from app.corrections.version_store import Version
from model.data import mnist
from model.data.cache import find_local
from model.data.data_file import DatasetError
from model.fine_tuning.examples import arrange
from model.fine_tuning.fine_tune import fine_tune
from model.fine_tuning.validation import validate
from model.serialization import safetensors_format
from model.serialization.model_file import Model

VALIDATION_IMAGES = 5000
"""The last training images of MNIST, on which the shipped models are validated as well."""


def learn(store: CorrectionStore, job: str, base: Model, data_dir: Path | None) -> None:
    """Learn the accepted corrections, in a job that `version_store.start` has recorded.

    Parameters
    ----------
    store : CorrectionStore
    job : str
    base : Model
    data_dir : Path or None
        Where MNIST may be, to validate on it as well.
    """
    try:
        _learn(store, job, base, data_dir)
    except BaseException as error:
        problem = f"A fault in the program: {type(error).__name__}"
        if isinstance(error, KeyboardInterrupt):
            problem = "Learning was interrupted."
        with store.write() as connection:
            version_store.finish(connection, job, "failed", problem)
        raise


def _learn(store: CorrectionStore, job: str, base: Model, data_dir: Path | None) -> None:
    with store.read() as connection:
        corrections = version_store.accepted(connection)
    if not corrections:
        with store.write() as connection:
            version_store.finish(connection, job, "failed", "The corrections were taken back.")
        return
    examples = arrange(corrections.values())
    weights = fine_tune(base.weights, examples)
    validation = validate(base.weights, weights, base.metadata, examples, _validation_set(data_dir))
    described = validation.to_json()
    if not validation.accepted:
        with store.write() as connection:
            problem = " ".join(validation.reasons)
            version_store.finish(connection, job, "refused", problem, described)
        return
    content = safetensors_format.encode(weights, _metadata(base, len(examples)))
    sha256 = hashlib.sha256(content).hexdigest()
    version = Version(f"{base.name}-c{len(examples)}", database.utc_now(), sha256)
    with store.write() as connection:
        version_store.add(connection, job, corrections, version, content, described)


def _metadata(base: Model, count: int) -> Mapping[str, Any]:
    """Return the metadata of a version, which follow from base and number of corrections alone."""
    kept = {name: value for name, value in base.metadata.items() if name not in {"date", "scores"}}
    noun = "correction" if count == 1 else "corrections"
    title = f"{base.metadata.get('title', base.name)}, {count} {noun}"
    return {
        **kept,
        "title": title,
        "description": f"{base.name} {base.version}, fine-tuned on {count} {noun}",
    }


def _validation_set(
    data_dir: Path | None,
) -> dict[str, tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Return MNIST's validation images and labels, if they are on this machine."""
    if not all(find_local(file, data_dir) for file in (mnist.TRAIN_IMAGES, mnist.TRAIN_LABELS)):
        return {}
    try:
        images, labels = mnist.load("train", data_dir)
    except DatasetError:
        return {}
    last = slice(-VALIDATION_IMAGES, None)
    return {"MNIST validation": (images[last].reshape(-1, 784), labels[last])}
