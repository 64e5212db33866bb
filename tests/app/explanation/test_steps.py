"""POST /explain with steps: gradient descent on a copy."""

import numpy as np
import pytest

from tests.app.explanation.oracle import descended


@pytest.mark.parametrize("model", ["seed", "deep", "flat"])
def test_losses_equal_gradient_descent_by_autograd(ask, models, batch, instances, model):
    body = {"instances": instances, "model": model, "steps": 4, "learning_rate": 0.7}
    step = ask(body)["step"]
    assert (step["steps"], step["learning_rate"]) == (4, 0.7)
    expected = descended(models[model].weights, *batch, 0.7, 4)
    np.testing.assert_allclose(step["losses"], expected, rtol=1e-9)


def test_probabilities_are_those_of_the_losses_from_before_the_first_step(ask, batch, instances):
    reply = ask({"instances": instances, "steps": 3})
    P = np.array(reply["step"]["probabilities"])
    assert P.shape == (4, 3, 10)
    assert P[0].tolist() == reply["arrays"]["P"]["data"]
    right = P[:, np.arange(3), batch[1]]
    np.testing.assert_allclose(-np.log(right).mean(axis=1), reply["step"]["losses"], rtol=1e-12)


def test_loss_falls_towards_zero_in_a_hundred_steps(ask, instances):
    body = {"pixels": instances[0]["pixels"], "label": 4, "steps": 100}
    losses = ask(body)["step"]["losses"]
    assert len(losses) == 101
    assert losses[-1] < 0.1 < losses[0]


def test_step_without_steps_is_null(ask, instances):
    assert ask({"instances": instances, "learning_rate": 3})["step"] is None


def test_steps_are_a_prefix_of_more_steps(ask, instances):
    few = ask({"instances": instances, "steps": 2})["step"]["losses"]
    assert ask({"instances": instances, "steps": 6})["step"]["losses"][:3] == few


def test_learning_rate_defaults_to_a_half(ask, instances):
    assert ask({"instances": instances, "steps": 1}) == ask(
        {"instances": instances, "steps": 1, "learning_rate": 0.5}
    )
