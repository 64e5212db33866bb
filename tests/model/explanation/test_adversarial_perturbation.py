"""The least change along a gradient that changes the answer."""

import numpy as np
import pytest

from model.explanation.adversarial_perturbation import smallest_perturbation
from model.initialization import initialize
from model.network import forward


def answer(weights, x):
    return int(forward(weights, x[np.newaxis]).P.argmax())


@pytest.mark.parametrize("sizes", [[30, 10], [30, 8, 10], [30, 12, 10]])
@pytest.mark.parametrize("seed", range(5))
def test_change_is_the_shortest_step_with_another_answer(sizes, seed):
    rng = np.random.default_rng(seed)
    weights = [3 * W for W in initialize(sizes, rng, dtype=np.float64)]
    x = rng.random(30)

    perturbation = smallest_perturbation(weights, x)

    assert perturbation.answer == answer(weights, x)
    assert perturbation.other == answer(weights, x + perturbation.change) != perturbation.answer
    assert ((x + perturbation.change >= 0) & (x + perturbation.change <= 1)).all()
    assert answer(weights, x + 0.999 * perturbation.change) == perturbation.answer


def test_change_of_a_linear_network_is_the_distance_to_the_boundary():
    # z = (x_0, x_1): the boundary is x_0 = x_1, at a distance of 0.4 / sqrt(2) from (0.7, 0.3).
    weights = [np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])]

    perturbation = smallest_perturbation(weights, np.array([0.7, 0.3]))

    np.testing.assert_allclose(perturbation.change, [-0.2, 0.2], atol=1e-6)
    assert (perturbation.answer, perturbation.other) == (0, 1)


def test_pixels_stop_at_0_and_the_others_go_on():
    # The boundary is 0.5 + 0.1 x_0 = x_1, and x_0 reaches 0 on the way to it.
    weights = [np.array([[0.5, 0.0], [0.1, 0.0], [0.0, 1.0]])]

    perturbation = smallest_perturbation(weights, np.array([0.01, 0.2]))

    np.testing.assert_allclose(perturbation.change, [-0.01, 0.3], atol=1e-6)


def test_answer_that_no_ink_changes_has_none():
    weights = [np.array([[5.0, 0.0], [1.0, 0.0], [0.0, 1.0]])]
    assert smallest_perturbation(weights, np.array([0.5, 0.5])) is None


def test_network_that_ignores_the_pixels_has_none():
    weights = [np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])]
    assert smallest_perturbation(weights, np.array([0.5, 0.5])) is None
