"""Which digits of the data sets a model has not learnt from."""

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
from model.training.training_data import split_writers

Part = Literal["test", "validation"]
SourceName = Literal["mnist_test", "mnist_train", "pendigits"]

DataDir = str | os.PathLike[str] | None


class NothingHeldOutError(ValueError):
    """A model learnt from every digit that it could be validated on."""


@dataclass(frozen=True)
class Source:
    """The digits of a data set, in its own order.

    Attributes
    ----------
    digits : uint8 array of shape (N, 28, 28), or list of Sample
    labels : uint8 array, shape (N,)
    writers : int array, shape (N,), or None
        Who wrote each digit, where that is known.
    """

    digits: NDArray[np.uint8] | list[Sample]
    labels: NDArray[np.uint8]
    writers: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class HeldOut:
    """What a training run left out to be validated on; see `model.training.recipe.Recipe`."""

    validation_size: int = Recipe().validation_size
    writers: int = Recipe().held_out_writers

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> "HeldOut":
        """Return what a model's metadata says; without a recipe, what recipes leave out."""
        recipe = metadata.get("recipe", {})
        return cls(
            recipe.get("validation_size", cls.validation_size),
            recipe.get("held_out_writers", cls.writers),
        )

    def indices(self, name: SourceName, source: Source) -> NDArray[np.intp]:
        """Return where in `source` the unseen digits are.

        Raises
        ------
        NothingHeldOutError
            If there are none.
        """
        unseen = np.ones(len(source.labels), dtype=bool)
        if name == "mnist_train":
            unseen[: len(unseen) - self.validation_size] = False
        if source.writers is not None:
            chosen = split_writers((int(writer) for writer in source.writers), self.writers)
            unseen = np.isin(source.writers, sorted(chosen))
        if not unseen.any():
            raise NothingHeldOutError(
                f"{name}: expected digits held out from training, got a model that learnt from all"
            )
        return np.flatnonzero(unseen)


def source_name(data_set: Literal["mnist", "pendigits"], part: Part) -> SourceName:
    """Return where the unseen digits of a data set are; pen strokes have no test part here."""
    if data_set == "pendigits":
        return "pendigits"
    return "mnist_test" if part == "test" else "mnist_train"


def read(name: SourceName, data_dir: DataDir = None) -> Source:
    """Read a data set; the last two stay in memory.

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
