"""Validation of fine-tuned weights: scores before and after, and whether they may be offered.

A wrong label is learnt at the cost of digits that look like its drawing, so a hundred of them lower
the accuracy of some class by several points, or are not learnt at all; right ones do neither.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.fine_tuning.examples import NON_DIGIT, Examples
from model.fine_tuning.rehearsal import Pixels, validation_images
from model.inference.acceptance import accept
from model.metrics import probabilities, to_inputs
from model.network import CLASSES, Weights

MAX_LOSS_POINTS = 0.2
"""Percentage points of accuracy that a set may lose."""

MAX_CLASS_LOSS_POINTS = 2.0
"""The same for one class of about 500 images. One image is 0.2 points, and single ones change sides
whatever is learnt: of the classes of both sets, the one that loses most lost 0.2 to 1.4 points when
1 to 100 right labels were learnt, and 23 to 47 when 100 wrong ones were."""

MIN_LEARNT = 0.9
"""Share of the corrected drawings that must be answered as they are labelled."""


@dataclass(frozen=True)
class SetScores:
    """Accuracy in percent on one set of digits.

    Attributes
    ----------
    images : int
    before, after : float
    classes_before, classes_after : list of float
        The same for the images of each digit, 0 to 9.
    """

    images: int
    before: float
    after: float
    classes_before: list[float]
    classes_after: list[float]

    def losses(self, name: str) -> list[str]:
        """Return a sentence for each loss beyond the limits; `name` is that of the set."""
        lost = []
        if _is_beyond(self.before - self.after, MAX_LOSS_POINTS):
            lost.append(
                f"The accuracy on {self.images:,} {name} digits falls from {self.before:.2f} % to "
                f"{self.after:.2f} %; at most {MAX_LOSS_POINTS} points may be lost."
            )
        classes = zip(self.classes_before, self.classes_after, strict=True)
        for digit, (before, after) in enumerate(classes):
            if _is_beyond(before - after, MAX_CLASS_LOSS_POINTS):
                lost.append(
                    f"The accuracy on {name} digits {digit} falls from {before:.1f} % to "
                    f"{after:.1f} %; at most {MAX_CLASS_LOSS_POINTS} points may be lost."
                )
        return lost


@dataclass(frozen=True)
class Validation:
    """Scores before and after fine-tuning, and whether they are within the limits.

    Attributes
    ----------
    accepted : bool
    reasons : list of str
        Why it is not accepted, a sentence each.
    drawings : int
        Number of corrected drawings.
    right_before, right_after : int
        Number of them that are answered as labelled; "not a digit" is right if it is not accepted.
    sets : dict of SetScores
    """

    accepted: bool
    reasons: list[str]
    drawings: int
    right_before: int
    right_after: int
    sets: dict[str, SetScores]

    def to_json(self) -> dict[str, Any]:
        """Return the fields as values of JSON types."""
        return asdict(self)


def validate(
    before: Weights,
    after: Weights,
    metadata: Mapping[str, Any],
    examples: Examples,
    others: Mapping[str, tuple[Pixels, NDArray[np.integer[Any]]]],
) -> Validation:
    """Compare weights before and after fine-tuning.

    Parameters
    ----------
    before, after : sequence of arrays
    metadata : dict
        Of the model, for the rule by which it accepts an answer.
    examples : Examples
        The corrected drawings.
    others : dict of (uint8 array of shape (N, 784), int array of shape (N,))
        Images and labels of further sets to validate on, by name.
    """
    sets = {
        name: _score(before, after, pixels, labels)
        for name, (pixels, labels) in {"synthetic": validation_images(), **others}.items()
    }
    right_before, right_after = (
        int(is_correct(weights, metadata, examples).sum()) for weights in (before, after)
    )
    reasons = [reason for name, scores in sets.items() for reason in scores.losses(name)]
    if right_after < MIN_LEARNT * len(examples):
        reasons.append(
            f"Only {right_after} of {len(examples)} corrected drawings are answered as labelled "
            f"({right_before} before); at least {100 * MIN_LEARNT:.0f} % must be."
        )
    return Validation(not reasons, reasons, len(examples), right_before, right_after, sets)


def is_correct(
    weights: Weights, metadata: Mapping[str, Any], examples: Examples
) -> NDArray[np.bool_]:
    """Return which drawings are answered as labelled, shape (N,).

    Parameters
    ----------
    weights : sequence of arrays
    metadata : dict
        Of the model, for the rule by which it accepts an answer.
    examples : Examples
        "Not a digit" is right if the answer is not accepted.
    """
    predict, X = partial(probabilities, weights), to_inputs(examples.pixels)
    P = predict(X)  # N x 10
    correct: NDArray[np.bool_] = P.argmax(axis=1) == examples.labels  # over the classes
    non_digits = examples.labels == NON_DIGIT
    if non_digits.any():
        correct[non_digits] = ~accept(predict, X[non_digits], P[non_digits], metadata).is_accepted
    return correct


def _score(
    before: Weights, after: Weights, pixels: Pixels, labels: NDArray[np.integer[Any]]
) -> SetScores:
    scores = []
    for weights in (before, after):
        is_correct = probabilities(weights, pixels).argmax(axis=1) == labels
        by_class = [100 * float(is_correct[labels == k].mean()) for k in range(CLASSES)]
        scores.append((100 * float(is_correct.mean()), by_class))
    (total_before, classes_before), (total_after, classes_after) = scores
    return SetScores(len(labels), total_before, total_after, classes_before, classes_after)


def _is_beyond(loss: float, limit: float) -> bool:
    """Return whether a loss in points is beyond a limit; 98.9 - 98.7 is, as floats, above 0.2."""
    return loss - limit > 1e-9
