"""How well a network reads: accuracy, loss, precision, recall, confusion, calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, forward, one_hot, sample_losses, softmax
from model.reliability import Bin, calibration, expected_calibration_error

CLASSES = 10
_CHUNK = 4096

Images = NDArray[np.uint8] | NDArray[np.float32]
"""N images, shape (N, 784) or (N, 28, 28): uint8 from 0 (paper) to 255, or float32 from 0 to 1."""


@dataclass(frozen=True)
class Answers:
    """What a network made of N labelled images.

    Attributes
    ----------
    labels : uint8 array, shape (N,)
    probabilities : float64 array, shape (N, 10)
    losses : float64 array, shape (N,)
        Cross-entropy of each image in nats.
    certain : bool array, shape (N,), or None
        Which answers the network stands by, where there is a rule for that.
    """

    labels: NDArray[np.uint8]
    probabilities: NDArray[np.float64]
    losses: NDArray[np.float64]
    certain: NDArray[np.bool_] | None = None

    @property
    def digits(self) -> NDArray[np.intp]:
        """The most probable digit of each image."""
        digits: NDArray[np.intp] = self.probabilities.argmax(axis=1)  # over the classes
        return digits

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of that digit."""
        confidence: NDArray[np.float64] = self.probabilities.max(axis=1)  # over the classes
        return confidence

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether that digit is the label."""
        right: NDArray[np.bool_] = self.digits == self.labels
        return right

    def only(self, chosen: NDArray[Any]) -> "Answers":
        """Return some of the answers: those at the indices, or where the mask is true."""
        certain = None if self.certain is None else self.certain[chosen]
        return Answers(
            self.labels[chosen], self.probabilities[chosen], self.losses[chosen], certain
        )


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
    calibration : tuple of Bin
    certain : float or None
        Share of answers that the network stands by.
    """

    count: int
    accuracy: float
    loss: float
    confusion: NDArray[np.int64]
    calibration: tuple[Bin, ...]
    certain: float | None = None

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

    @property
    def ece(self) -> float:
        """The expected calibration error, 0 to 1."""
        return expected_calibration_error(self.calibration)

    def to_json(self) -> dict[str, Any]:
        """Return the scores in values of JSON types."""
        return {
            "count": self.count,
            "accuracy": self.accuracy,
            "loss": self.loss,
            "ece": self.ece,
            "certain": self.certain,
            "precision": self.precision,
            "recall": self.recall,
            "confusion": self.confusion.tolist(),
            "calibration": [band.to_json() for band in self.calibration],
        }


def logits(weights: Weights, images: Images) -> Array:
    """Return the weighted sums of the last layer, float32 of shape (N, 10)."""
    flat = images.reshape(len(images), 784)
    scale = 255 if images.dtype == np.uint8 else 1
    parts = [
        forward(weights, np.divide(flat[i : i + _CHUNK], scale, dtype=np.float32)).z[-1]
        for i in range(0, len(flat), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty((0, CLASSES), dtype=np.float32)


def accuracy(weights: Weights, images: Images, labels: NDArray[np.uint8]) -> float:
    """Return the share of images read right, 0 to 1."""
    return float((logits(weights, images).argmax(axis=1) == labels).mean())


def answer(weights: Weights, images: Images, labels: NDArray[np.uint8]) -> Answers:
    """Let a network read labelled images.

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
    return from_logits(logits(weights, images), labels)


def from_logits(z: Array, labels: NDArray[np.uint8]) -> Answers:
    """Return the answers that logits of shape (N, 10) stand for."""
    z = z.astype(np.float64)
    return Answers(labels, softmax(z), sample_losses(z, one_hot(labels, CLASSES)))


def joined(parts: Sequence[Answers]) -> Answers:
    """Return the answers of several parts as one."""
    certain = [part.certain for part in parts if part.certain is not None]
    return Answers(
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.losses for part in parts]),
        np.concatenate(certain) if len(certain) == len(parts) else None,
    )


def score(answers: Answers) -> Evaluation:
    """Sum up at least one answer."""
    confusion = np.zeros((CLASSES, CLASSES), dtype=np.int64)
    np.add.at(confusion, (answers.labels, answers.digits), 1)
    return Evaluation(
        count=len(answers.labels),
        accuracy=float(answers.right.mean()),
        loss=float(answers.losses.mean()),
        confusion=confusion,
        calibration=calibration(answers.confidence, answers.right),
        certain=None if answers.certain is None else float(answers.certain.mean()),
    )


def evaluate(weights: Weights, images: Images, labels: NDArray[np.uint8]) -> Evaluation:
    """Score a network on labelled images; see `answer` for what is raised."""
    return score(answer(weights, images, labels))
