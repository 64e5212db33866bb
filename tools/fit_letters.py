"""Fit the weights that tell letters and currency signs from digits beside them.

    python tools/fit_letters.py

writes model/numbers/letters.json, the same bytes each time, from numbers of the calibration's
writers with drawn and printed letters and currency signs, and without any. Both bundled models read
them, so that the weights suit either. The thresholds, one for components and one for
pieces cut from them, leave out none of these digits.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.signs import SignedNumber, Signs
from model.data.synthesis.writer_styles import WriterStyle
from model.inference.calibration import stored_threshold
from model.numbers.fitting import fit_logistic
from model.numbers.lattice import ReadLattice
from model.numbers.lattice_building import build_first, build_for_each
from model.numbers.letters import FEATURES, PATH, Floats, letter_features
from model.numbers.scoring import Path, best_paths
from model.numbers.segments import Segments
from model.numbers.weights import WEIGHTS
from model.numbers.whole_digits import find_whole_digits
from model.serialization import model_file
from model.serialization.model_file import Model
from model.training.number_examples import cut_example, load_writer_styles
from model.training.signed_numbers import draw_signed, load_signs

NUMBERS = 800

_PENALTY = 1.0


@dataclass(frozen=True)
class Example:
    """The candidates of a best path.

    Attributes
    ----------
    X : float64 array, shape (L, F)
        Their features.
    is_sign : bool array, shape (L,)
    is_digit : bool array, shape (L,)
        Those that are neither are digits of a number that is wrong anyway, often pieces of digits.
    """

    X: Floats
    is_sign: NDArray[np.bool_]
    is_digit: NDArray[np.bool_]


def main() -> None:
    """Fit and write the weights."""
    models = [model_file.load(model_file.find_model(name)) for name in ("seed", "wide")]
    styles, signs = load_writer_styles("calibration"), load_signs("fitting")
    examples = list(collect(styles, signs, models, NUMBERS, np.random.default_rng(41)))
    document, found = fit(examples)
    PATH.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{found:.1%} of the signs are left out")


def fit(examples: list[Example]) -> tuple[dict[str, Any], float]:
    """Return the document of the weights, and the share of signs that they leave out."""
    is_sign = np.concatenate([example.is_sign for example in examples])
    is_digit = np.concatenate([example.is_digit for example in examples])
    used = is_sign | is_digit
    X = np.concatenate([example.X for example in examples])
    weights = fit_logistic(X[used], is_sign[used], _PENALTY).round(4)
    scores = X @ weights
    is_cut = X[:, FEATURES.index("cut")] > 0
    thresholds = {
        name: _threshold(scores[is_digit & kind])
        for name, kind in (("threshold", ~is_cut), ("cut_threshold", is_cut))
    }
    document = {"weights": dict(zip(FEATURES, weights.tolist(), strict=True)), **thresholds}
    is_left_out = scores > np.where(is_cut, thresholds["cut_threshold"], thresholds["threshold"])
    return document, float(np.mean(is_left_out[is_sign]))


def _threshold(of_digits: Floats) -> float:
    """Return the least threshold that none of the scores of digits exceeds."""
    return float(np.ceil(1e4 * of_digits.max()) / 1e4)


def collect(
    styles: list[list[WriterStyle]],
    signs: Signs,
    models: list[Model],
    count: int,
    rng: np.random.Generator,
) -> Iterator[Example]:
    """Yield the best path of each number by each model."""
    readers = [(m.predict, stored_threshold(m.metadata, default=0.0)) for m in models]
    for number in range(count):
        signed, labels = draw_signed(styles[number % len(styles)], signs, rng)
        segments = cut_example(signed.image, find_whole_digits)
        if segments is None:
            continue
        for lattice in build_for_each(segments, build_first(segments), readers):
            path = best_paths(lattice, WEIGHTS)[0]
            if path.digits:
                is_sign = which_are_signs(path, lattice, segments, signed)
                is_right = np.array(path.digits)[~is_sign].tolist() == list(labels)
                yield Example(letter_features(path, lattice), is_sign, ~is_sign & is_right)


def which_are_signs(
    path: Path, lattice: ReadLattice, segments: Segments, signed: SignedNumber
) -> NDArray[np.bool_]:
    """Return which candidates of a path are mostly of the ink of signs."""
    top, left = segments.corner
    answers = []
    for k in path.candidates:
        rows, columns = (slice(*lattice.boxes[k][axis::2].tolist()) for axis in (0, 1))
        labels = segments.labels[rows, columns]
        is_own = (labels >= lattice.starts[k]) & (labels < lattice.stops[k])
        owners = signed.owners[top:, left:][rows, columns][is_own]
        owners = owners[owners >= 0]
        answers.append(bool(len(owners)) and bool(signed.is_sign[owners].mean() > 0.5))
    return np.array(answers, dtype=np.bool_)


if __name__ == "__main__":
    main()
