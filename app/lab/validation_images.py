"""Images of the validation set, for the page that shows a run's mistakes."""

import base64
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.http.problems import DatasetMissing
from app.http.redaction import without_folders
from app.lab.limits import MAX_IMAGES, VALIDATION_SIZE
from model.data import mnist, partial_read
from model.data.cache import find_local, read_verified
from model.data.data_file import DatasetError

INDICES = range(MAX_IMAGES, MAX_IMAGES + VALIDATION_SIZE)
"""Positions of the validation images among MNIST's training images."""


class ValidationImages:
    """Images of the validation set, read on first use and kept in memory: 4 MB."""

    def __init__(self, data_dir: Path | None) -> None:
        self._data_dir = data_dir
        self._images: list[bytes] = []
        self._labels = b""
        self._lock = threading.Lock()

    def digits(self, indices: Sequence[int]) -> list[dict[str, Any]]:
        """Return images with their labels, as JSON-compatible values.

        Parameters
        ----------
        indices : sequence of int
            Positions in the validation set, each below `VALIDATION_SIZE`.

        Raises
        ------
        DatasetMissing
            If MNIST is not on this machine, or damaged.
        """
        with self._lock:
            if not self._labels:
                try:
                    self._load()
                except DatasetError as error:
                    raise DatasetMissing(without_folders(error)) from error
        return [
            {
                "index": index,
                "label": self._labels[index],
                "pixels": base64.b64encode(self._images[index]).decode(),
            }
            for index in indices
        ]

    def _load(self) -> None:
        images = partial_read.read_digits(
            "mnist_train", partial_read.find_file("mnist_train", self._data_dir), INDICES
        )
        path = find_local(mnist.TRAIN_LABELS, self._data_dir)
        if path is None:
            raise DatasetError("MNIST's labels are not on this machine, though its images are")
        labels = read_verified(mnist.TRAIN_LABELS, path)[mnist.LABELS_HEADER_BYTES :]
        self._images = [bytes(images[index]) for index in INDICES]  # type: ignore[arg-type]
        self._labels = labels[INDICES.start : INDICES.stop]
