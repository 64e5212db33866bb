"""Optimizers compared with numbers worked by hand and with a second library."""

import numpy as np
import pytest
from autograd.misc import optimizers as reference

from model.optimizers import SGD, Adam, Momentum, MovingAverage, learning_rate


def gradient(W):
    """The gradient of ``sum(c * (W - 3)^4 / 4)`` with a coefficient of its own for every weight."""
    return np.arange(1, 7).reshape(2, 3) / 6 * (W - 3) ** 3


def descended(optimizer, rate: float, steps: int):
    """Return a 2 x 3 matrix after `steps` from 1."""
    W = np.ones((2, 3))
    instance = optimizer([W])
    for _ in range(steps):
        instance.step([W], [gradient(W)], rate)
    return W


def test_sgd_one_step_moves_by_rate_times_gradient():
    # The gradient at 1 is c (1 - 3)^3 = -8 c, for c = 1/6 ... 6/6.
    expected = 1 + 0.05 * 8 * np.arange(1, 7).reshape(2, 3) / 6

    np.testing.assert_allclose(descended(SGD, 0.05, 1), expected)


def test_momentum_constant_gradient_equals_hand_worked_example():
    # rate 0.1, gradient 1, mu 0.9.
    # step 1: v = -0.1,   move 0.9 * -0.1  - 0.1 = -0.19
    # step 2: v = -0.19,  move 0.9 * -0.19 - 0.1 = -0.271
    # step 3: v = -0.271, move 0.9 * -0.271 - 0.1 = -0.3439
    W = np.zeros((1, 1))
    momentum = Momentum([W])
    path = []
    for _ in range(3):
        momentum.step([W], [np.ones((1, 1))], 0.1)
        path.append(W.item())

    np.testing.assert_allclose(path, [-0.19, -0.461, -0.8049])


def test_momentum_equals_nesterov_at_lookahead_point():
    theta, v = np.ones((2, 3)), np.zeros((2, 3))
    for _ in range(50):  # Sutskever et al. 2013, equations 3 and 4
        v = 0.9 * v - 0.01 * gradient(theta + 0.9 * v)
        theta = theta + v

    np.testing.assert_allclose(descended(Momentum, 0.01, 50), theta + 0.9 * v, rtol=1e-12)


@pytest.mark.parametrize("steps", [1, 2, 100])
def test_adam_equals_autograd_adam(steps):
    expected = reference.adam(
        lambda W, _: gradient(W), np.ones((2, 3)), num_iters=steps, step_size=0.1
    )

    np.testing.assert_allclose(descended(Adam, 0.1, steps), expected, rtol=1e-12)


def test_adam_with_own_beta2_and_epsilon_equals_autograd_adam():
    expected = reference.adam(
        lambda W, _: gradient(W), np.ones((2, 3)), num_iters=30, step_size=0.1, b2=0.9, eps=0.01
    )

    actual = descended(lambda weights: Adam(weights, beta2=0.9, epsilon=0.01), 0.1, 30)

    np.testing.assert_allclose(actual, expected, rtol=1e-12)


def test_adam_first_step_is_rate_for_any_gradient_size():
    W = np.zeros((1, 3))
    Adam([W]).step([W], [np.array([[1e-3, -1.0, 1e3]])], 0.1)

    np.testing.assert_allclose(W, [[-0.1, 0.1, -0.1]], rtol=1e-4)


@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam])
def test_optimizers_count_steps_and_keep_dtype(optimizer):
    W = np.ones((2, 3), dtype=np.float32)
    instance = optimizer([W])
    instance.step([W], [gradient(W).astype(np.float32)], 0.1)
    instance.step([W], [gradient(W).astype(np.float32)], 0.1)

    assert instance.steps == 2
    assert {array.dtype for array in [W, *instance.state]} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("schedule", "step", "rate"),
    [
        ("constant", 0, 0.4),
        ("constant", 59, 0.4),
        ("cosine", 0, 0.4),
        ("cosine", 20, 0.3),  # cos(60 degrees) = 1/2, so (1 + 1/2) / 2 of 0.4
        ("cosine", 30, 0.2),
        ("cosine", 60, 0.0),
        ("step", 0, 0.4),
        ("step", 30, 0.04),
        ("step", 45, 0.004),
    ],
)
def test_learning_rate_follows_its_schedule(schedule, step, rate):
    assert learning_rate(schedule, 0.4, step, 60) == pytest.approx(rate)


def test_learning_rate_rises_linearly_during_warm_up():
    rates = [learning_rate("constant", 0.4, step, 60, warmup_steps=4) for step in range(6)]

    assert rates == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])


def test_learning_rate_unknown_schedule_raises():
    with pytest.raises(ValueError, match="expected constant, cosine or step"):
        learning_rate("linear", 0.1, 1, 2)


def test_moving_average_update_uses_decay_and_is_faster_at_first():
    average = np.zeros(2, dtype=np.float32)
    moving = MovingAverage(average, 0.9)
    parameters = np.array([1, -2], dtype=np.float32)

    moving.update(parameters, step=0)  # decay 1/10
    np.testing.assert_allclose(average, 0.9 * parameters, rtol=1e-6)

    moving.update(parameters, step=1000)  # decay 0.9
    np.testing.assert_allclose(average, (0.9 * 0.9 + 0.1) * parameters, rtol=1e-6)
