"""The document of the weights that is written."""

import pytest

from model.numbers.scoring import Weights, best_paths
from model.numbers.weights import FIRST_WEIGHTS
from tests.support.lattices import random_lattice, random_weights
from tools.fit_numbers import fit


def test_fit_returns_weights_by_name_and_the_accuracy():
    truth = random_weights()
    lattices = [random_lattice(seed) for seed in range(60)]
    examples = [(lattice, best_paths(lattice, truth)[0].digits) for lattice in lattices]
    wrong = [(lattice, (*digits, 1, 1)) for lattice, digits in examples[:10]]
    document, accuracy = fit(examples[20:], examples[20:50] + wrong, FIRST_WEIGHTS)
    weights = Weights.from_names(document["candidate"], document["skip"])
    right = [
        best_paths(lattice, weights)[0].digits == digits for lattice, digits in examples[20:50]
    ]
    assert accuracy == pytest.approx(sum(right) / 40)
    assert accuracy > 0  # of a thousand numbers and more
    assert document["first"] == FIRST_WEIGHTS.by_name()
    assert document["calibration"].keys() == {"slope", "offset"}


def test_answers_of_one_digit_do_not_change_the_calibration():
    truth = random_weights()
    lattices = [random_lattice(seed) for seed in range(60)]
    examples = [(lattice, best_paths(lattice, truth)[0].digits) for lattice in lattices]
    fitted = Weights.from_names(
        *[fit(examples, examples, FIRST_WEIGHTS)[0][kind] for kind in ("candidate", "skip")]
    )
    single = [e for e in examples if len(best_paths(e[0], fitted)[0].digits) == 1]
    several = [e for e in examples if len(best_paths(e[0], fitted)[0].digits) > 1]
    assert len(single) > 1
    assert len(several) > 10
    wrong_singles = [(lattice, (0, 0, 0)) for lattice, _ in single]

    calibration = fit(examples, several, FIRST_WEIGHTS)[0]["calibration"]

    assert fit(examples, several + wrong_singles, FIRST_WEIGHTS)[0]["calibration"] == calibration
