"""The digits that runs are validated on, as pictures for whoever looks at a run's mistakes."""

import base64
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.http.problems import DatasetMissing
from app.lab.limits import HELD_OUT, MAX_IMAGES
from model.data import mnist, partial_read
from model.data.cache import find_local, read_verified
from model.data.data_file import DatasetError

ALL = range(MAX_IMAGES, MAX_IMAGES + HELD_OUT)
"""Where they are among MNIST's training images."""


class HeldOut:
    """Reads them once, when the first is asked for, and keeps them: 4 MB."""

    def __init__(self, data_dir: Path | None) -> None:
        self._data_dir = data_dir
        self._images: list[bytes] = []
        self._labels = b""
        self._reading = threading.Lock()

    def digits(self, indices: Sequence[int]) -> list[dict[str, Any]]:
        """Return digits, in values of JSON types.

        Parameters
        ----------
        indices : sequence of int
            Of held-out images, each below `HELD_OUT`.

        Raises
        ------
        DatasetMissing
            If MNIST is not on this machine, or damaged.
        """
        with self._reading:
            if not self._labels:
                try:
                    self._read()
                except DatasetError as error:
                    raise DatasetMissing(str(error)) from error
        return [
            {
                "index": index,
                "label": self._labels[index],
                "pixels": base64.b64encode(self._images[index]).decode(),
            }
            for index in indices
        ]

    def _read(self) -> None:
        images = partial_read.read_digits(
            "mnist_train", partial_read.find_file("mnist_train", self._data_dir), ALL
        )
        path = find_local(mnist.TRAIN_LABELS, self._data_dir)
        if path is None:
            raise DatasetError("MNIST's labels are not on this machine, though its images are")
        labels = read_verified(mnist.TRAIN_LABELS, path)[mnist.LABELS_HEADER_BYTES :]
        self._images = [bytes(images[index]) for index in ALL]  # type: ignore[arg-type]
        self._labels = labels[ALL.start : ALL.stop]
