"""Writer styles: digits that one person wrote, or that look so, to compose numbers of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.numbers import DigitSource

_NEIGHBORS = 60
"""Number of images that are most like one, of which a number is made."""


@dataclass(frozen=True)
class WriterStyle:
    """The digits of one writer, or digits alike in slant and weight.

    Attributes
    ----------
    name : str
        Data set and writer.
    digits : dict of int to sequence
        Strokes or images, by label.
    """

    name: str
    digits: dict[int, list[DigitSource]]

    def write(self, length: int, rng: np.random.Generator) -> tuple[list[DigitSource], list[int]]:
        """Return random digits and their labels."""
        labels = [int(label) for label in rng.choice(sorted(self.digits), length)]
        return [
            self.digits[label][rng.integers(len(self.digits[label]))] for label in labels
        ], labels


def by_writer(data_set: str, samples: Sequence[Any]) -> list[WriterStyle]:
    """Return the style of each writer of samples with strokes, a label and a writer."""
    styles: dict[str, dict[int, list[DigitSource]]] = {}
    for sample in samples:
        digits_by_label = styles.setdefault(f"{data_set}/{sample.writer}", {})
        digits_by_label.setdefault(int(sample.label), []).append(sample.strokes)
    return [WriterStyle(name, styles[name]) for name in sorted(styles)]


def by_style(
    data_set: str,
    images: NDArray[np.uint8],
    labels: NDArray[Any],
    count: int,
    rng: np.random.Generator,
) -> list[WriterStyle]:
    """Return styles of a data set that names no writers: images of like slant and weight.

    Parameters
    ----------
    data_set : str
    images : uint8 array, shape (N, 28, 28)
    labels : integer array, shape (N,)
    count : int
        Number of styles.
    rng : numpy.random.Generator
    """
    features = _style_features(images)
    styles = []
    for number, center in enumerate(rng.choice(len(images), count, replace=False)):
        near = np.argsort(((features - features[center]) ** 2).sum(axis=1))[:_NEIGHBORS]
        digits: dict[int, list[DigitSource]] = {}
        for k in near.tolist():
            digits.setdefault(int(labels[k]), []).append(images[k])
        styles.append(WriterStyle(f"{data_set}/{number}", digits))
    return styles


def _style_features(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return slant and weight of each image, each with a standard deviation of 1, shape (N, 2)."""
    mass = images.reshape(len(images), 28, 28).astype(np.float64)
    total = mass.sum(axis=(1, 2))  # over the pixels
    position = np.arange(28)
    y = (mass.sum(axis=2) @ position / total)[:, None] - position
    x = (mass.sum(axis=1) @ position / total)[:, None] - position
    slant = np.einsum("nij,ni,nj->n", mass, y, x) / np.einsum("nij,ni->n", mass, y**2)
    features = np.stack([slant, total], axis=1)
    normalized: NDArray[np.float64] = (features - features.mean(axis=0)) / features.std(axis=0)
    return normalized
