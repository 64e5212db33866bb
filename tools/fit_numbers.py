"""Fit the weights with which the candidates of a number are scored, and its calibration.

    python tools/fit_numbers.py

writes model/numbers/weights.json, the same bytes each time, in some two minutes on one core. Both
bundled models score the same numbers, so that the weights suit either. The numbers are
composed of digits of writers that no evaluation reports on and that the candidate network and the
pair network have not seen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from model.data.synthesis.writer_styles import WriterStyle
from model.inference.calibration import stored_threshold
from model.numbers.fitting import fit_calibration, fit_weights
from model.numbers.lattice import Lattice
from model.numbers.lattice_building import FirstLattice, build_first, build_for_each
from model.numbers.scoring import Weights, best_paths, number_probability
from model.numbers.segments import Segments
from model.numbers.whole_digits import find_whole_digits
from model.serialization import model_file
from model.serialization.model_file import Model
from model.training.number_examples import Kind, draw_examples, load_writer_styles

PATH = Path(__file__).parents[1] / "model" / "numbers" / "weights.json"
NUMBERS, CALIBRATION_NUMBERS = 2100, 1200

FIRST_NUMBERS = 700
"""Of those that the weights are fitted on, to fit those of the first search."""

SHARES: dict[Kind, float] = {"separate": 0.35, "touching": 0.35, "mixed": 0.25, "single": 0.05}
"""Probability of each kind of number."""

MIN_DIGITS = 2
"""Of the answers to calibrate: one of a single digit is given as certain as /predict has it."""

Examples = list[tuple[Lattice, tuple[int, ...]]]


def main() -> None:
    """Fit and write the weights."""
    models = [model_file.load(model_file.find_model(name)) for name in ("seed", "wide")]
    fitting = _numbers(load_writer_styles("fitting"), NUMBERS, np.random.default_rng(31))
    first = fit_first(fitting[:FIRST_NUMBERS])
    calibration = _numbers(
        load_writer_styles("calibration"), CALIBRATION_NUMBERS, np.random.default_rng(32)
    )
    document, accuracy = fit(
        _read(fitting, models, first), _read(calibration, models, first), first
    )
    PATH.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{accuracy:.1%} of the calibration numbers are right")


@dataclass(frozen=True)
class _WrittenNumber:
    digits: tuple[int, ...]
    segments: Segments
    first: FirstLattice


def fit_first(numbers: Sequence[_WrittenNumber]) -> Weights:
    """Return the weights of the first search."""
    examples = [(number.first.lattice, number.digits) for number in numbers]
    return _rounded(fit_weights(examples, np.random.default_rng(1), is_first=True))


def fit(examples: Examples, calibration: Examples, first: Weights) -> tuple[dict[str, Any], float]:
    """Return the document of the weights, and the accuracy on the calibration numbers.

    `first` are the weights of the first search.
    """
    weights = _rounded(fit_weights(examples, np.random.default_rng(1)))
    probabilities, lengths, is_right = [], [], []
    for lattice, digits in calibration:
        [path, *_] = best_paths(lattice, weights)
        probabilities.append(number_probability(lattice, weights, path.digits))
        lengths.append(len(path.digits))
        is_right.append(path.digits == digits)
    several = np.array(lengths) >= MIN_DIGITS
    slope, offset = fit_calibration(np.array(probabilities)[several], np.array(is_right)[several])
    calibration_line = {"slope": round(slope, 4), "offset": round(offset, 4)}
    document = {"first": first.by_name(), **weights.by_name(), "calibration": calibration_line}
    return document, float(np.mean(is_right))


def _rounded(weights: Weights) -> Weights:
    return replace(weights, candidate=weights.candidate.round(4), skip=weights.skip.round(4))


def _numbers(
    styles: Sequence[Sequence[WriterStyle]], count: int, rng: np.random.Generator
) -> list[_WrittenNumber]:
    return [
        _WrittenNumber(example.digits, segments, build_first(segments))
        for example, segments in draw_examples(styles, SHARES, count, rng, find_whole_digits)
    ]


def _read(numbers: Sequence[_WrittenNumber], models: Sequence[Model], first: Weights) -> Examples:
    """Return the lattices of numbers by each model, with their digits."""
    readers = [(m.predict, stored_threshold(m.metadata, default=0.0)) for m in models]
    return [
        (lattice, number.digits)
        for number in numbers
        for lattice in build_for_each(number.segments, number.first, readers, first)
    ]


if __name__ == "__main__":
    main()
