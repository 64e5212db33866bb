"""Fit the weights with which the candidates of a number are scored, and its calibration.

    python tools/fit_numbers.py

writes model/numbers/weights.json, the same bytes each time, in some ten minutes on one core. Both
bundled models score the same numbers, so that the weights suit either. The numbers are
composed of digits of writers that no evaluation reports on and that the candidate network has
not seen.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.data.synthesis.writer_styles import WriterStyle
from model.inference.calibration import stored_threshold
from model.numbers.fitting import fit_calibration, fit_weights
from model.numbers.lattice import Lattice, build_for_each
from model.numbers.scoring import Weights, best_paths, number_probability
from model.serialization import model_file
from model.serialization.model_file import Model
from model.training.number_examples import Kind, draw_examples, load_writer_styles

PATH = Path(__file__).parents[1] / "model" / "numbers" / "weights.json"
NUMBERS, CALIBRATION_NUMBERS = 2100, 1200
SHARES: dict[Kind, float] = {"separate": 0.35, "touching": 0.35, "mixed": 0.25, "single": 0.05}
"""Probability of each kind of number."""

MIN_DIGITS = 2
"""Of the answers to calibrate: one of a single digit is given as certain as /predict has it."""

Examples = list[tuple[Lattice, tuple[int, ...]]]


def main() -> None:
    """Fit and write the weights."""
    models = [model_file.load(model_file.find_model(name)) for name in ("seed", "wide")]
    document, accuracy = fit(
        _examples(load_writer_styles("fitting"), NUMBERS, models, np.random.default_rng(31)),
        _examples(
            load_writer_styles("calibration"),
            CALIBRATION_NUMBERS,
            models,
            np.random.default_rng(32),
        ),
    )
    PATH.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{accuracy:.1%} of the calibration numbers are right")


def fit(examples: Examples, calibration: Examples) -> tuple[dict[str, dict[str, float]], float]:
    """Return the document of the weights, and the accuracy on the calibration numbers."""
    fitted = fit_weights(examples, np.random.default_rng(1))
    weights = Weights(candidate=fitted.candidate.round(4), skip=fitted.skip.round(4))
    probabilities, lengths, is_right = [], [], []
    for lattice, digits in calibration:
        [path, *_] = best_paths(lattice, weights)
        probabilities.append(number_probability(lattice, weights, path.digits))
        lengths.append(len(path.digits))
        is_right.append(path.digits == digits)
    several = np.array(lengths) >= MIN_DIGITS
    slope, offset = fit_calibration(np.array(probabilities)[several], np.array(is_right)[several])
    calibration_line = {"slope": round(slope, 4), "offset": round(offset, 4)}
    return {**weights.by_name(), "calibration": calibration_line}, float(np.mean(is_right))


def _examples(
    styles: Sequence[Sequence[WriterStyle]],
    count: int,
    models: Sequence[Model],
    rng: np.random.Generator,
) -> Examples:
    """Return the lattices of numbers by each model, with their digits."""
    scorers = [(m.predict, stored_threshold(m.metadata, default=0.0)) for m in models]
    return [
        (lattice, example.digits)
        for example, segments in draw_examples(styles, SHARES, count, rng)
        for lattice in build_for_each(segments, scorers)
    ]


if __name__ == "__main__":
    main()
