"""Held-out digits: those of the data sets that a model was not trained on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.data import mnist, pendigits
from model.data.cache import data_folder
from model.data.unipen import Sample
from model.training.recipe import Recipe
from model.training.writers import split_writers

Part = Literal["test", "validation"]
SourceName = Literal["mnist_test", "mnist_train", "pendigits"]

DataDir = str | os.PathLike[str] | None


class NothingHeldOutError(ValueError):
    """A model was trained on every digit that it could be validated on."""


@dataclass(frozen=True)
class Source:
    """The digits of a data set, in its own order.

    Attributes
    ----------
    digits : uint8 array of shape (N, 28, 28), or list of Sample
    labels : uint8 array, shape (N,)
    writers : int array, shape (N,), or None
        Writer of each digit, where known.
    """

    digits: NDArray[np.uint8] | list[Sample]
    labels: NDArray[np.uint8]
    writers: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class HeldOut:
    """Sizes of the validation data that training leaves out; see `model.training.recipe.Recipe`."""

    validation_size: int = Recipe().validation_size
    writers: int = Recipe().held_out_writers

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> "HeldOut":
        """Return the sizes in a model's metadata, or the defaults of recipes."""
        recipe = metadata.get("recipe", {})
        return cls(
            recipe.get("validation_size", cls.validation_size),
            recipe.get("held_out_writers", cls.writers),
        )

    def indices(self, name: SourceName, source: Source) -> NDArray[np.intp]:
        """Return the indices of the held-out digits of `source`.

        Raises
        ------
        NothingHeldOutError
            If there are none.
        """
        unseen = np.ones(len(source.labels), dtype=bool)
        if name == "mnist_train":
            unseen[: len(unseen) - self.validation_size] = False
        if source.writers is not None:
            held_out_writers = split_writers(
                (int(writer) for writer in source.writers), self.writers
            )
            unseen = np.isin(source.writers, sorted(held_out_writers))
        if not unseen.any():
            raise NothingHeldOutError(
                f"{name}: expected digits held out from training, got a model trained on all"
            )
        return np.flatnonzero(unseen)


def source_name(data_set: Literal["mnist", "pendigits"], part: Part) -> SourceName:
    """Return the source of the held-out digits of a data set; pen strokes have no test part."""
    if data_set == "pendigits":
        return "pendigits"
    return "mnist_test" if part == "test" else "mnist_train"


def read(name: SourceName, data_dir: DataDir = None) -> Source:
    """Read a data set; the last two are cached in memory.

    Raises
    ------
    model.data.data_file.DatasetError
        If it is missing or damaged.
    """
    return _read(name, data_folder(data_dir))


@lru_cache(maxsize=2)
def _read(name: SourceName, folder: Path | None) -> Source:
    if name == "pendigits":
        samples = pendigits.load(folder)
        labels = np.array([sample.label for sample in samples], dtype=np.uint8)
        return Source(samples, labels, np.array([sample.writer for sample in samples]))
    return Source(*mnist.load("test" if name == "mnist_test" else "train", folder))
