"""Drawings with labels for tests of fine-tuning, read rightly or wrongly by the seed network."""

import functools

import numpy as np

from model.data.synthesis.digit_shapes import synthesize
from model.fine_tuning.rehearsal import VALIDATION_WARPS
from model.metrics import logits
from model.serialization import model_file
from model.training.augmentation import augment

Labelled = list[tuple[bytes, int]]


@functools.cache
def drawings() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pixels, labels and the seed network's answers of digits that nothing else uses."""
    rng = np.random.default_rng(77)
    X, labels = synthesize(3000, rng)
    pixels = augment(np.rint(255 * X).astype(np.uint8), VALIDATION_WARPS, rng, 4)
    seed = model_file.load(model_file.find_model("seed"))
    return pixels, labels, logits(seed.weights, pixels).argmax(axis=1)


def labelled(indices, labels) -> Labelled:
    pixels, _, _ = drawings()
    return [
        ((pixels[k] / np.float32(255)).astype("<f4").tobytes(), int(label))
        for k, label in zip(indices, labels, strict=True)
    ]


def right(count: int) -> Labelled:
    """Return drawings that the network reads wrongly, with their right labels."""
    _, labels, answers = drawings()
    wrong = np.flatnonzero(labels != answers)[:count]
    return labelled(wrong, labels[wrong])


def wrong(count: int, kind: str) -> Labelled:
    """Return drawings that the network reads well, with wrong labels of a kind."""
    _, labels, answers = drawings()
    good = np.flatnonzero(labels == answers)
    rng = np.random.default_rng(1)
    match kind:
        case "random":
            chosen = good[:count]
            false = (labels[chosen] + rng.integers(1, 10, count)) % 10
        case "shifted":
            chosen = good[:count]
            false = (labels[chosen] + 1) % 10
        case _:
            digit, false_digit = map(int, kind.split(" as "))
            chosen = good[labels[good] == digit][:count]
            false = np.full(count, false_digit)
    return labelled(chosen, false)
