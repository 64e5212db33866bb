"""Train the candidate network: digits against halves of digits and joined pairs.

    python tools/train_candidates.py

writes model/numbers/candidates.safetensors and its line of model/numbers/SHA256SUMS, the same bytes
each time, in some ten minutes on one core. The candidates are those that `model.numbers` cuts out
of numbers of digits that no evaluation reports on; the digit of each pixel is known. Run
`tools/fit_numbers.py` afterwards.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.writer_styles import WriterStyle
from model.network import Array, one_hot
from model.numbers.candidate_images import INPUTS, candidate_images
from model.numbers.candidate_network import CLASSES, NON_DIGIT, PATH
from model.numbers.candidates import find_candidates, with_edges
from model.numbers.cuts import Segments
from model.serialization import checksums, model_file
from model.training.classifier_training import (
    TrainingSettings,
    log_probabilities,
    train_classifier,
)
from model.training.number_examples import (
    Example,
    Kind,
    count_digit_pixels,
    draw_examples,
    load_writer_styles,
)

SHARES: dict[Kind, float] = {"separate": 0.25, "touching": 0.4, "mixed": 0.3, "single": 0.05}
"""Probability of each kind of number."""

MIN_DIGIT_OVERLAP, MAX_OTHER_OVERLAP = 0.82, 0.68
"""Intersection over union with the ink of a digit from which a candidate is that digit, and below
which it is none. Those between, such as a digit whose cut is a little off, are not trained on."""

AMBIGUOUS = -1

_NON_DIGITS, _NON_DIGITS_PER_DIGIT = 4, 3
"""Maximum number of non-digits of a number that are trained on: 4, and 3 more for each digit."""


@dataclass(frozen=True)
class Recipe(TrainingSettings):
    """Settings of the training; `numbers` are written for each of `number_seeds`."""

    hidden: tuple[int, ...] = (144, 40)
    epochs: int = 10
    number_seeds: tuple[int, ...] = (1, 2)
    numbers: int = 10_000
    validation_numbers: int = 1500


def main() -> None:
    """Train the network and write it."""
    recipe = Recipe()
    styles = load_writer_styles("training")
    batches = [_candidates(styles, seed, recipe.numbers) for seed in recipe.number_seeds]
    X, labels = (np.concatenate(arrays) for arrays in zip(*batches, strict=True))
    held_out = _candidates(load_writer_styles("fitting"), 9, recipe.validation_numbers)
    weights = train_classifier(
        recipe,
        X,
        lambda rows: one_hot(labels[rows], CLASSES),
        CLASSES,
        lambda epoch, weights: print(f"epoch {epoch}: {_scores(weights, *held_out)}", flush=True),
    )
    metadata = {"recipe": asdict(recipe), "candidates": len(labels)}
    model_file.save(PATH, weights, metadata, INPUTS, CLASSES)
    checksums.record(PATH)


def _scores(
    weights: list[Array], X: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> dict[str, float]:
    log_P = log_probabilities(weights, X)
    is_right = log_P.argmax(axis=1) == labels  # of each candidate
    is_digit = labels != NON_DIGIT
    return {
        "loss": round(-float(log_P[np.arange(len(labels)), labels].mean()), 4),
        "digits": round(float(is_right[is_digit].mean()), 4),
        "no digits": round(float(is_right[~is_digit].mean()), 4),
    }


def _candidates(
    styles: list[list[WriterStyle]], seed: int, count: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return inputs and classes of the candidates of written numbers."""
    rng = np.random.default_rng((17, seed))
    X, labels = [], []
    for example, segments in draw_examples(styles, SHARES, count, rng):
        candidates = find_candidates(segments)
        classes = candidate_classes(example, segments, candidates.starts, candidates.stops)
        digits = np.flatnonzero((classes != AMBIGUOUS) & (classes != NON_DIGIT))
        non_digits = np.flatnonzero(classes == NON_DIGIT)
        limit = _NON_DIGITS + _NON_DIGITS_PER_DIGIT * len(example.digits)
        non_digits = rng.choice(non_digits, min(len(non_digits), limit), replace=False)
        rows = np.sort(np.concatenate([digits, non_digits])).astype(np.intp)
        if len(rows):
            X.append(candidate_images(segments, with_edges(segments), candidates.take(rows)))
            labels.append(classes[rows].astype(np.uint8))
    return np.concatenate(X), np.concatenate(labels)


def candidate_classes(
    example: Example, segments: Segments, starts: NDArray[np.intp], stops: NDArray[np.intp]
) -> NDArray[Any]:
    """Return the digit that each candidate is, `NON_DIGIT` or `AMBIGUOUS`, shape (A,)."""
    pixels, sizes = count_digit_pixels(example, segments, starts, stops)
    areas = pixels.sum(axis=1, keepdims=True)  # over the digits and ink of none
    intersections = pixels[:, :-1]
    ious = intersections / (areas + sizes - intersections)
    max_iou = ious.max(axis=1)  # over the digits
    nearest = np.array(example.digits)[ious.argmax(axis=1)]
    other = np.where(max_iou < MAX_OTHER_OVERLAP, NON_DIGIT, AMBIGUOUS)
    return np.where(max_iou >= MIN_DIGIT_OVERLAP, nearest, other)


if __name__ == "__main__":
    main()
