"""Train the pair network: which two digits joined ink is, or that it is not a pair.

    python tools/train_pairs.py

writes model/numbers/pairs.safetensors and its line of model/numbers/SHA256SUMS, the same bytes each
time, in some eighty minutes on one core. Pairs are cut where the candidate network finds no whole
digits, so that another candidate network gives another pair network: the one in this folder was
trained beside the former. Run `tools/fit_numbers.py` afterwards.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from model.network import Array
from model.numbers.pair_network import CLASSES, INPUTS, NO_PAIR, PATH, network_inputs
from model.numbers.pairs import OWN
from model.serialization import checksums, model_file
from model.training.classifier_training import (
    TrainingSettings,
    log_probabilities,
    train_classifier,
)
from model.training.image_warping import warp_first_image
from model.training.number_examples import load_writer_styles
from model.training.pair_cuts import draw_cut_pairs
from model.training.pair_examples import NEITHER, Bytes, draw_parts


@dataclass(frozen=True)
class Recipe(TrainingSettings):
    """Settings of the training.

    For each of `number_seeds`, `drawn_numbers` are cut along known boundaries, and `cut_numbers` as
    a search cuts them.
    """

    hidden: tuple[int, ...] = (512, 160)
    epochs: int = 5
    number_seeds: tuple[int, ...] = tuple(range(1, 17))
    drawn_numbers: int = 25_000
    cut_numbers: int = 10_000
    validation_numbers: int = 1500


def main() -> None:
    """Train the network and write it."""
    recipe = Recipe()
    styles = load_writer_styles("training")
    batches = [draw_parts(styles, seed, recipe.drawn_numbers) for seed in recipe.number_seeds]
    batches += [draw_cut_pairs(styles, seed, recipe.cut_numbers) for seed in recipe.number_seeds]
    X, digits = (np.concatenate(arrays) for arrays in zip(*batches, strict=True))
    held_out = draw_cut_pairs(load_writer_styles("fitting"), 9, recipe.validation_numbers)
    weights = train_classifier(
        recipe,
        X,
        lambda images, rng: network_inputs(augment(images, rng)),
        lambda rows: targets(digits[rows]),
        INPUTS,
        CLASSES,
        lambda epoch, weights: print(f"epoch {epoch}: {_scores(weights, *held_out)}", flush=True),
    )
    model_file.save(PATH, weights, {"recipe": asdict(recipe), "images": len(X)}, INPUTS, CLASSES)
    checksums.record(PATH)


def targets(digits: NDArray[np.int8]) -> Array:
    """Return the target distributions of parts, shape (N, CLASSES), by their two digits."""
    Y = np.zeros((len(digits), CLASSES), dtype=np.float32)
    is_pair = digits[:, 0] != NEITHER
    Y[~is_pair, NO_PAIR] = 1
    rows = np.flatnonzero(is_pair)
    Y[rows, digits[rows, 0]] = 0.5
    Y[rows, 10 + digits[rows, 1]] = 0.5
    return Y


def augment(X: Bytes, rng: np.random.Generator) -> Bytes:
    """Return images of parts with the ink of each part warped; the ink around it stays."""
    return warp_first_image(X, OWN, rng)


def _scores(weights: list[Array], X: Bytes, digits: NDArray[np.int8]) -> dict[str, float]:
    log_P = log_probabilities(weights, network_inputs(X))
    is_pair = digits[:, 0] != NEITHER
    read = np.stack([log_P[:, :10].argmax(axis=1), log_P[:, 10:NO_PAIR].argmax(axis=1)], axis=1)
    is_right = (read == digits).all(axis=1)  # both digits
    says_pair = log_P[:, NO_PAIR] < np.log(0.5)
    return {
        "loss": round(-float((targets(digits) * log_P).sum(axis=1).mean()), 4),
        "pairs read": round(float(is_right[is_pair].mean()), 4),
        "pairs": round(float(says_pair[is_pair].mean()), 4),
        "no pairs": round(float((~says_pair[~is_pair]).mean()), 4),
    }


if __name__ == "__main__":
    main()
