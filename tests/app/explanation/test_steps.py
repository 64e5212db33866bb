"""POST /explain with steps: gradient descent on a copy."""

import numpy as np
import pytest

from tests.app.explanation.oracle import losses_by_autograd


@pytest.mark.parametrize("model", ["seed", "deep", "flat"])
def test_losses_equal_gradient_descent_by_autograd(explain, models, batch, instances, model):
    body = {"instances": instances, "model": model, "steps": 4, "learning_rate": 0.7}
    step = explain(body)["step"]
    assert (step["steps"], step["learning_rate"]) == (4, 0.7)
    expected = losses_by_autograd(models[model].weights, *batch, 0.7, 4)
    np.testing.assert_allclose(step["losses"], expected, rtol=1e-9)


def test_probabilities_are_those_of_the_losses_from_before_the_first_step(
    explain, batch, instances
):
    reply = explain({"instances": instances, "steps": 3})
    P = np.array(reply["step"]["probabilities"])
    assert P.shape == (4, 3, 10)
    assert P[0].tolist() == reply["arrays"]["P"]["data"]
    right = P[:, np.arange(3), batch[1]]
    np.testing.assert_allclose(-np.log(right).mean(axis=1), reply["step"]["losses"], rtol=1e-12)


def test_loss_falls_towards_zero_in_a_hundred_steps(explain, instances):
    body = {"pixels": instances[0]["pixels"], "label": 4, "steps": 100}
    losses = explain(body)["step"]["losses"]
    assert len(losses) == 101
    assert losses[-1] < 0.1 < losses[0]


def test_step_without_steps_is_null(explain, instances):
    assert explain({"instances": instances, "learning_rate": 3})["step"] is None


def test_steps_are_a_prefix_of_more_steps(explain, instances):
    few = explain({"instances": instances, "steps": 2})["step"]["losses"]
    assert explain({"instances": instances, "steps": 6})["step"]["losses"][:3] == few


def test_learning_rate_defaults_to_a_half(explain, instances):
    assert explain({"instances": instances, "steps": 1}) == explain(
        {"instances": instances, "steps": 1, "learning_rate": 0.5}
    )
