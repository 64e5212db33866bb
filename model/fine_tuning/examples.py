"""Labelled drawings to fine-tune on, in an order that depends on nothing but themselves."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NON_DIGIT = -1


@dataclass(frozen=True)
class Examples:
    """Labelled drawings, each once.

    Attributes
    ----------
    pixels : uint8 array, shape (N, 784)
        0 paper to 255 ink.
    labels : int array, shape (N,)
        0 to 9, or `NON_DIGIT`.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.labels)


def arrange(labelled: Iterable[tuple[bytes, int]]) -> Examples:
    """Return examples without repetitions, ordered by their hash.

    Parameters
    ----------
    labelled : iterable of (bytes, int)
        The network's input, 784 little-endian float32 numbers from 0 to 1, and the label of each
        drawing, in any order.
    """
    examples = {
        hashlib.sha256(vector + bytes([label % 256])).digest(): (vector, label)
        for vector, label in labelled
    }
    ordered = [examples[key] for key in sorted(examples)]
    X = np.array([np.frombuffer(vector, "<f4") for vector, _ in ordered], dtype=np.float32)
    pixels = np.rint(255 * X.reshape(-1, 784)).astype(np.uint8)
    return Examples(pixels, np.array([label for _, label in ordered], dtype=np.intp))
