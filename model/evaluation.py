"""How well a network reads: accuracy, loss, precision, recall, confusion."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, forward, one_hot, sample_losses

CLASSES = 10
_CHUNK = 4096


@dataclass(frozen=True)
class Evaluation:
    """Scores of a network on labelled images.

    Attributes
    ----------
    count : int
    accuracy : float
        Share of images read right, 0 to 1.
    loss : float
        Mean cross-entropy in nats.
    confusion : int array, shape (10, 10)
        ``confusion[label, answer]`` images of `label` were read as `answer`.
    """

    count: int
    accuracy: float
    loss: float
    confusion: NDArray[np.int64]

    @property
    def precision(self) -> list[float]:
        """The share of each class's answers that were right; 0 where it was never answered."""
        answered = self.confusion.sum(axis=0)  # over the labels
        return [float(x) for x in np.diag(self.confusion) / np.maximum(answered, 1)]

    @property
    def recall(self) -> list[float]:
        """The share of each class's images that were read right; 0 where there were none."""
        present = self.confusion.sum(axis=1)  # over the answers
        return [float(x) for x in np.diag(self.confusion) / np.maximum(present, 1)]

    def to_json(self) -> dict[str, Any]:
        """Return the scores in values of JSON types."""
        return {
            "count": self.count,
            "accuracy": self.accuracy,
            "loss": self.loss,
            "precision": self.precision,
            "recall": self.recall,
            "confusion": self.confusion.tolist(),
        }


def logits(weights: Weights, images: NDArray[np.uint8]) -> Array:
    """Return the weighted sums of the last layer, float32 of shape (N, 10).

    Parameters
    ----------
    weights : Weights
    images : uint8 array, shape (N, 784) or (N, 28, 28)
        0 paper to 255 ink.
    """
    flat = images.reshape(len(images), 784)
    parts = [
        forward(weights, np.divide(flat[i : i + _CHUNK], 255, dtype=np.float32)).z[-1]
        for i in range(0, len(flat), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty((0, CLASSES), dtype=np.float32)


def accuracy(weights: Weights, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> float:
    """Return the share of images read right, 0 to 1."""
    return float((logits(weights, images).argmax(axis=1) == labels).mean())


def evaluate(weights: Weights, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Evaluation:
    """Score a network on labelled images.

    Parameters
    ----------
    weights : Weights
    images : uint8 array, shape (N, 784) or (N, 28, 28)
    labels : uint8 array, shape (N,)

    Raises
    ------
    ValueError
        If there are no images, or not one label for each.
    """
    if len(images) == 0 or len(images) != len(labels):
        raise ValueError(
            f"expected at least one image and a label for each, got {len(images)} images "
            f"and {len(labels)} labels"
        )
    z = logits(weights, images)
    answers = z.argmax(axis=1)
    confusion = np.zeros((CLASSES, CLASSES), dtype=np.int64)
    np.add.at(confusion, (labels, answers), 1)
    return Evaluation(
        count=len(labels),
        accuracy=float((answers == labels).mean()),
        loss=float(sample_losses(z, one_hot(labels, CLASSES)).mean()),
        confusion=confusion,
    )
