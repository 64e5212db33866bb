"""Classification metrics: accuracy, loss, precision, recall, confusion matrix and calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES, Array, Weights, forward, one_hot, sample_losses, softmax
from model.reliability import Bin, calibration, expected_calibration_error

_CHUNK_ROWS = 4096

Images = NDArray[np.uint8] | NDArray[np.float32]
"""N images, shape (N, 784) or (N, 28, 28): uint8 from 0 (paper) to 255, or float32 from 0 to 1."""


@dataclass(frozen=True)
class Predictions:
    """Predictions of a network for N labelled images.

    Attributes
    ----------
    labels : uint8 array, shape (N,)
    probabilities : float64 array, shape (N, 10)
    losses : float64 array, shape (N,)
        Cross-entropy of each image in nats.
    is_certain : bool array, shape (N,), or None
        Which predictions the rejection rule accepts; None without such a rule.
    scores : float64 array, shape (N,), or None
        Score that the rule compares with its threshold; -inf where it can accept none.
    answered : bool array, shape (N,), or None
        Which images get a digit as an answer: not one that counts as blank or as several digits.
        None if all do.
    """

    labels: NDArray[np.uint8]
    probabilities: NDArray[np.float64]
    losses: NDArray[np.float64]
    is_certain: NDArray[np.bool_] | None = None
    scores: NDArray[np.float64] | None = None
    answered: NDArray[np.bool_] | None = None

    @property
    def digits(self) -> NDArray[np.intp]:
        """The predicted class of each image, shape (N,)."""
        digits: NDArray[np.intp] = self.probabilities.argmax(axis=1)  # over the classes
        return digits

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of the predicted class, shape (N,)."""
        confidence: NDArray[np.float64] = self.probabilities.max(axis=1)  # over the classes
        return confidence

    @property
    def is_correct(self) -> NDArray[np.bool_]:
        """Whether the answer is the label, shape (N,); no answer is not."""
        is_correct: NDArray[np.bool_] = (self.digits == self.labels) & self.is_answered
        return is_correct

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        """Which images get a digit as an answer, shape (N,)."""
        return np.ones(len(self.labels), bool) if self.answered is None else self.answered

    def subset(self, rows: NDArray[Any]) -> "Predictions":
        """Return the predictions at `rows`, which are indices or a mask."""
        fields = {name: value for name, value in vars(self).items() if value is not None}
        return Predictions(**{name: value[rows] for name, value in fields.items()})


@dataclass(frozen=True)
class Scores:
    """Metrics of a network on labelled images.

    Attributes
    ----------
    count : int
    accuracy : float
        Share of the images that were classified correctly, 0 to 1.
    loss : float
        Mean cross-entropy in nats.
    confusion : int array, shape (10, 10)
        ``confusion[label, digit]`` images of `label` were classified as `digit`.
    calibration : tuple of Bin
    certain : float or None
        Share of the predictions that the rejection rule accepts.
    unanswered : int
        Number of images without an answer; they count as errors, but are in no confusion and no
        bin.
    """

    count: int
    accuracy: float
    loss: float
    confusion: NDArray[np.int64]
    calibration: tuple[Bin, ...]
    certain: float | None = None
    unanswered: int = 0

    @property
    def precision(self) -> list[float]:
        """The share of each class's predictions that were correct; 0 if it was never predicted."""
        predicted = self.confusion.sum(axis=0)  # over the labels
        return [float(x) for x in np.diag(self.confusion) / np.maximum(predicted, 1)]

    @property
    def recall(self) -> list[float]:
        """The share of each class's images that were classified correctly; 0 without images."""
        labelled = self.confusion.sum(axis=1)  # over the predictions
        return [float(x) for x in np.diag(self.confusion) / np.maximum(labelled, 1)]

    @property
    def ece(self) -> float:
        """The expected calibration error, 0 to 1."""
        return expected_calibration_error(self.calibration)

    def to_json(self) -> dict[str, Any]:
        """Return the metrics in values of JSON types."""
        return {
            "count": self.count,
            "accuracy": self.accuracy,
            "loss": self.loss,
            "ece": self.ece,
            "certain": self.certain,
            "unanswered": self.unanswered,
            "precision": self.precision,
            "recall": self.recall,
            "confusion": self.confusion.tolist(),
            "calibration": [bin_.to_json() for bin_ in self.calibration],
        }


def logits(weights: Weights, images: Images) -> Array:
    """Return the pre-activations of the last layer, float32 of shape (N, 10)."""
    chunks = [
        forward(weights, to_inputs(images[i : i + _CHUNK_ROWS])).z[-1]
        for i in range(0, len(images), _CHUNK_ROWS)
    ]
    return np.concatenate(chunks) if chunks else np.empty((0, CLASSES), dtype=np.float32)


def probabilities(weights: Weights, images: Images) -> NDArray[np.float64]:
    """Return the probabilities of the ten digits, shape (N, 10)."""
    P: NDArray[np.float64] = softmax(logits(weights, images).astype(np.float64))
    return P


def to_inputs(images: Images) -> NDArray[np.float32]:
    """Return images as inputs of the network, from 0 to 1, shape (N, 784)."""
    scale = 255 if images.dtype == np.uint8 else 1
    return np.divide(images.reshape(len(images), 784), scale, dtype=np.float32)


def accuracy(weights: Weights, images: Images, labels: NDArray[np.uint8]) -> float:
    """Return the share of the images that are classified correctly, 0 to 1."""
    return float((logits(weights, images).argmax(axis=1) == labels).mean())


def predict(weights: Weights, images: Images, labels: NDArray[np.uint8]) -> Predictions:
    """Classify labelled images.

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


def from_logits(z: Array, labels: NDArray[np.uint8]) -> Predictions:
    """Return the predictions for logits of shape (N, 10)."""
    z = z.astype(np.float64)
    return Predictions(labels, softmax(z), sample_losses(z, one_hot(labels, CLASSES)))


def concatenate(parts: Sequence[Predictions]) -> Predictions:
    """Concatenate predictions; a field that is optional is values if every part has it."""
    fields_of_parts = [vars(part) for part in parts]
    fields = {
        name: np.concatenate([part[name] for part in fields_of_parts])
        for name in fields_of_parts[0]
        if all(part[name] is not None for part in fields_of_parts)
    }
    return Predictions(**fields)


def summarize(predictions: Predictions) -> Scores:
    """Compute the metrics of at least one prediction."""
    answered = predictions.subset(predictions.is_answered)
    confusion = np.zeros((CLASSES, CLASSES), dtype=np.int64)
    np.add.at(confusion, (answered.labels, answered.digits), 1)
    return Scores(
        count=len(predictions.labels),
        accuracy=float(predictions.is_correct.mean()),
        loss=float(predictions.losses.mean()),
        confusion=confusion,
        calibration=calibration(answered.confidence, answered.is_correct),
        certain=None if predictions.is_certain is None else float(predictions.is_certain.mean()),
        unanswered=len(predictions.labels) - len(answered.labels),
    )


def evaluate(weights: Weights, images: Images, labels: NDArray[np.uint8]) -> Scores:
    """Compute the metrics of a network on labelled images; raises as `predict` does."""
    return summarize(predict(weights, images, labels))
