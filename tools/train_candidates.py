"""Train the candidate network: digits against halves of digits, joined ones, letters and signs.

    python tools/train_candidates.py

writes model/numbers/candidates.safetensors and its line of model/numbers/SHA256SUMS, the same bytes
each time, in some forty minutes on one core. The candidates are those that `model.numbers` cuts out
of numbers of digits that no evaluation reports on; the digit of each pixel is known. Run
`tools/fit_numbers.py` and `tools/fit_letters.py` afterwards.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from model.network import Array, one_hot
from model.numbers.candidate_images import OWN_SIDE
from model.numbers.candidate_network import CLASSES, INPUTS, NON_DIGIT, PATH, network_inputs
from model.serialization import checksums, model_file
from model.training.candidate_examples import (
    draw_candidates,
    draw_components,
    draw_signed_candidates,
)
from model.training.classifier_training import (
    TrainingSettings,
    log_probabilities,
    train_classifier,
)
from model.training.image_warping import warp_first_image
from model.training.number_examples import load_writer_styles
from model.training.signed_numbers import load_signs


@dataclass(frozen=True)
class Recipe(TrainingSettings):
    """Settings of the training.

    `numbers` are written for each of `number_seeds`, `signed_numbers`, with letters and currency
    signs, for each of `signed_seeds`, and `whole_numbers`, which are not cut, for each of
    `whole_seeds`.
    """

    hidden: tuple[int, ...] = (256, 64)
    epochs: int = 5
    number_seeds: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    numbers: int = 10_000
    signed_seeds: tuple[int, ...] = (1, 2)
    signed_numbers: int = 10_000
    whole_seeds: tuple[int, ...] = (1, 2)
    whole_numbers: int = 20_000
    validation_numbers: int = 1500


def main() -> None:
    """Train the network and write it."""
    recipe = Recipe()
    styles, signs = load_writer_styles("training"), load_signs("training")
    batches = [draw_candidates(styles, seed, recipe.numbers) for seed in recipe.number_seeds]
    batches += [
        draw_signed_candidates(styles, signs, seed, recipe.signed_numbers)
        for seed in recipe.signed_seeds
    ]
    batches += [draw_components(styles, seed, recipe.whole_numbers) for seed in recipe.whole_seeds]
    X, labels = (np.concatenate(arrays) for arrays in zip(*batches, strict=True))
    held_out = draw_candidates(load_writer_styles("fitting"), 9, recipe.validation_numbers)
    weights = train_classifier(
        recipe,
        X,
        lambda candidates, rng: network_inputs(augment(candidates, rng)),
        lambda rows: one_hot(labels[rows], CLASSES),
        INPUTS,
        CLASSES,
        lambda epoch, weights: print(f"epoch {epoch}: {_scores(weights, *held_out)}", flush=True),
    )
    metadata = {"recipe": asdict(recipe), "candidates": len(labels)}
    model_file.save(PATH, weights, metadata, INPUTS, CLASSES)
    checksums.record(PATH)


def augment(X: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return candidates with the ink of each warped; the ink around it and its place stay."""
    return warp_first_image(X, (OWN_SIDE, OWN_SIDE), rng)


def _scores(
    weights: list[Array], X: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> dict[str, float]:
    log_P = log_probabilities(weights, network_inputs(X))
    is_right = log_P.argmax(axis=1) == labels  # of each candidate
    is_digit = labels != NON_DIGIT
    return {
        "loss": round(-float(log_P[np.arange(len(labels)), labels].mean()), 4),
        "digits": round(float(is_right[is_digit].mean()), 4),
        "no digits": round(float(is_right[~is_digit].mean()), 4),
    }


if __name__ == "__main__":
    main()
