"""Held-out digits: those of the data sets that a model was not trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.data import fonts, mnist, pendigits, unipen_1a, webdigits
from model.data.cache import DataDir, data_folder
from model.training.picture_sources import held_out_web_digits
from model.training.recipe import Recipe
from model.training.stroke_sources import split_unipen_writers
from model.training.writers import split_writers

Split = Literal["test", "validation"]
DataSetName = Literal["mnist", "pendigits", "unipen", "webdigits", "fonts"]
SourceName = Literal["mnist_test", "mnist_train", "pendigits", "unipen", "webdigits", "fonts"]


PRINTED_VARIANTS = 4
"""Number of drawings of each digit of a font."""


class NothingHeldOutError(ValueError):
    """A model was trained on every digit that it could be validated on."""


@dataclass(frozen=True)
class Source:
    """The digits of a data set, in its own order.

    Attributes
    ----------
    digits : sequence
        What `EvaluationSet.render` draws: images of uint8, pen strokes, or paths of fonts.
    labels : uint8 array, shape (N,)
    writers : array of int or str, shape (N,), or None
        Writer of each digit, where known.
    """

    digits: Sequence[Any] | NDArray[np.uint8]
    labels: NDArray[np.uint8]
    writers: NDArray[Any] | None = None


@dataclass(frozen=True)
class HeldOut:
    """Sizes of the validation data that training leaves out; see `model.training.recipe.Recipe`.

    A model that was trained without UNIPEN is evaluated on the writers whom the bundled models have
    not seen.
    """

    validation_size: int = Recipe().validation_size
    writers: int = Recipe().held_out_writers
    unipen_writers: int = 6
    calibration_writers: int = 6
    excluded_donors: tuple[str, ...] = ()

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> "HeldOut":
        """Return the sizes in a model's metadata, or the defaults of recipes."""
        recipe = metadata.get("recipe", {})
        validation_size = recipe.get("validation_size", cls.validation_size)
        writers = recipe.get("held_out_writers", cls.writers)
        if "unipen" not in recipe.get("sources", {}):
            return cls(validation_size, writers)
        return cls(
            validation_size,
            writers,
            recipe.get("held_out_unipen_writers", 0),
            recipe.get("calibration_writers", 0),
            tuple(recipe.get("excluded_donors", ())),
        )

    def indices(self, name: SourceName, source: Source) -> NDArray[np.intp]:
        """Return the indices of the held-out digits of `source`.

        Raises
        ------
        NothingHeldOutError
            If there are none.
        """
        unseen = self._is_held_out(name, source)
        if not unseen.any():
            raise NothingHeldOutError(
                f"{name}: expected digits held out from training, got a model trained on all"
            )
        return np.flatnonzero(unseen)

    def _is_held_out(self, name: SourceName, source: Source) -> NDArray[np.bool_]:
        count = len(source.labels)
        match name:
            case "mnist_train":
                return np.arange(count) >= count - self.validation_size
            case "pendigits":
                writers = split_writers((digit.writer for digit in source.digits), self.writers)
                return np.array([digit.writer in writers for digit in source.digits], dtype=bool)
            case "unipen":
                used = [d for d in source.digits if d.donor not in self.excluded_donors]
                unseen, _ = split_unipen_writers(
                    used, self.unipen_writers, self.calibration_writers
                )
                return np.array([digit.writer in unseen for digit in source.digits], dtype=bool)
            case "webdigits":
                return held_out_web_digits(source.labels)
            case _:
                return np.ones(count, dtype=bool)


def source_name(dataset: DataSetName, split: Split) -> SourceName:
    """Return the source of the held-out digits of a data set; only MNIST has a test split."""
    if dataset == "mnist":
        return "mnist_test" if split == "test" else "mnist_train"
    return dataset


def read(name: SourceName, data_dir: DataDir = None) -> Source:
    """Read a data set; the last two are cached in memory.

    Raises
    ------
    model.data.data_file.DatasetError
        If it is missing or damaged, or fonts are missing.
    """
    return _read(name, data_folder(data_dir))


@lru_cache(maxsize=2)
def _read(name: SourceName, folder: Path | None) -> Source:
    match name:
        case "pendigits" | "unipen":
            digits: Sequence[Any] = (pendigits if name == "pendigits" else unipen_1a).load(folder)
            labels = np.array([digit.label for digit in digits], dtype=np.uint8)
            return Source(digits, labels, np.array([digit.writer for digit in digits]))
        case "webdigits":
            bitmaps = webdigits.load(folder)
            return Source(bitmaps.images, bitmaps.labels)
        case "fonts":
            paths = fonts.find(fonts.HELD_OUT_FONTS, folder)
            glyphs = [(str(path), str(label)) for path in paths for label in range(10)]
            digits = [glyph for glyph in glyphs for _ in range(PRINTED_VARIANTS)]
            return Source(digits, np.array([int(label) for _, label in digits], dtype=np.uint8))
        case _:
            return Source(*mnist.load("test" if name == "mnist_test" else "train", folder))
