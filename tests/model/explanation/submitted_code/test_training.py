"""Training with a learner's lines."""

import numpy as np
import pytest

from model.explanation.conventions.convention import parse_convention
from model.explanation.submitted_code import training
from model.explanation.submitted_code.completion import complete
from model.explanation.submitted_code.environment import build_environment
from model.explanation.submitted_code.parser import parse
from model.explanation.submitted_code.program import assign_names
from model.explanation.submitted_code.syntax import LineError
from model.explanation.submitted_code.training_result import MAX_LOSS, summarize
from model.initialization import initialize
from model.network import backward, forward, loss, one_hot

SIZES = (12, 8, 10, 10)
RIGHT = "delta3 = (P - Y) / N\ndW3 = A2.T @ delta3"


@pytest.fixture(scope="module")
def digits():
    """Classes that are apart: each of ten prototypes with noise."""
    rng = np.random.default_rng(2)
    labels = np.arange(240) % 10
    X = rng.random((10, 12))[labels] + 0.05 * rng.standard_normal((240, 12))
    Y = one_hot(labels, 10, np.float64)
    return training.Digits(X[:160], Y[:160], X[160:], Y[160:])


@pytest.fixture(scope="module")
def train(digits):
    return lambda lines, **options: training.train(lines, SIZES, digits, **options)


def losses_by_hand(digits, scale):
    """Losses of the same training by the gradients of the network, times a number."""
    weights = initialize(SIZES, np.random.default_rng(training._SEED), dtype=np.float64)
    rng = np.random.default_rng(training._SEED)
    losses = [loss(weights, digits.held_out_X, digits.held_out_Y)]
    for step in range(1, training.STEPS + 1):
        batch = rng.choice(160, 32, replace=False)
        Y = digits.Y[batch]
        for W, dW in zip(
            weights, backward(weights, forward(weights, digits.X[batch]), Y).dW, strict=True
        ):
            W -= scale * dW
        if step % training.INTERVAL == 0:
            losses.append(loss(weights, digits.held_out_X, digits.held_out_Y))
    return losses


def test_right_lines_train_like_the_right_gradients(train, digits):
    result = train(RIGHT)

    assert result.agrees
    assert result.yours.losses == pytest.approx(losses_by_hand(digits, 1), rel=1e-9)
    assert result.right.losses == pytest.approx(result.yours.losses, rel=1e-9)
    assert result.yours.steps == list(range(0, 301, 10))
    assert summarize(result).startswith("Your lines train like the right ones: the loss falls")


def test_gradient_twice_as_large_trains_like_twice_the_rate(train, digits):
    result = train("delta3 = 2 * (P - Y) / N")

    assert not result.agrees
    assert result.yours.losses == pytest.approx(losses_by_hand(digits, 2), rel=1e-9)


@pytest.mark.parametrize(
    ("convention", "lines"),
    [
        ("inkling,columns", "dW3 = delta3 @ A2.T"),
        ("nielsen", "nabla_b4 = delta4.sum(axis=1, keepdims=True)"),
        ("ng", "dW3 = dZ3 @ A2.T / m"),
        ("cs231n", "db3 = dscores.sum(0)"),
        ("cs231n,mean-at-update", "dW1 = X.T @ dz1"),
    ],
)
def test_right_line_in_another_convention_trains_the_same_network(train, digits, convention, lines):
    result = train(lines, convention=parse_convention(convention))

    assert (result.agrees, result.broadcasts) == (True, ())
    assert result.yours.losses == pytest.approx(losses_by_hand(digits, 1), rel=1e-6)


def test_gradient_that_does_not_fit_stops_at_the_update_of_its_convention(train):
    result = train("nabla_w3 = delta3.T", convention=parse_convention("nielsen"))

    assert result.stops_at.expression == "w3 -= learning_rate / m * nabla_w3"


def test_missing_lines_use_what_the_others_compute(train):
    result = train("delta3 = 0 * P")

    assert result.completed[0] == "dW3 = A2.T @ delta3"
    assert len(result.completed) == 5
    assert result.yours.losses == [result.yours.losses[0]] * 31
    assert summarize(result).startswith("With your lines the loss stays at")


def test_right_line_stands_before_the_line_that_uses_it():
    weights = initialize(SIZES, np.random.default_rng(0))
    environment = build_environment(weights, np.ones((4, 12)), np.eye(10)[:4])
    text = "dW3 = A2.T @ delta3; d = delta3; delta2 = d @ W3[1:].T; dW1 = A0.T @ delta1"
    program = complete(assign_names(parse(text), environment), environment)

    names = " ".join(str(line.name) for line in program)
    assert names == "delta3 dW3 d delta2 delta1 dW1 dW2"


def test_line_at_which_numpy_raises_stops_in_step_1_with_its_place(train):
    result = train("S = 1\ndW2 = A1.T @ (P - Y) @ W3.T @ H2")

    stop = result.stops_at
    assert (stop.step, stop.diverged, stop.line, stop.column) == (1, False, 2, 29)
    assert stop.expression == "A1.T @ (P - Y) @ W3.T @ H2"
    assert result.yours.steps == [0]
    assert len(result.right.losses) == 31
    assert summarize(result).startswith("Training stops at step 1: NumPy raises an error.")


def test_right_line_that_does_not_fit_the_learners_results_has_no_place(train):
    stop = train("delta3 = (P - Y).T").stops_at

    assert (stop.expression, stop.line, stop.column) == ("A2.T @ delta3", None, None)


def test_gradient_whose_shape_does_not_fit_stops_at_the_update(train):
    stop = train("dW2 = A1.T @ (H2 @ H2.T)").stops_at

    assert (stop.step, stop.expression) == (1, "W2 -= learning_rate * dW2")
    assert "could not be broadcast" in stop.message


def test_gradient_that_numpy_broadcasts_is_trained_with_and_named(train):
    result = train("dW1 = (A0.T @ delta1).sum(axis=1, keepdims=True)")

    assert result.stops_at is None
    [update] = result.broadcasts
    assert (update.expression, update.shape) == ("W1 -= learning_rate * dW1", (13, 8))
    assert update.operands[1].shape == (13, 1)
    assert result.yours.losses[-1] > result.right.losses[-1]


def test_broadcasting_within_a_line_is_named(train):
    [step] = train("delta3 = (P - Y[:1]) / N").broadcasts

    assert step.expression == "P - Y[:1]"


def test_reversed_sign_diverges(train):
    result = train("delta3 = (Y - P) / N")

    assert result.stops_at.diverged
    assert max(result.yours.losses) <= MAX_LOSS
    assert f"diverges at step {result.stops_at.step}" in summarize(result)


@pytest.mark.parametrize("lines", ["dW2 = 1e300 * W2", "dW2 = W2 / 0", "dW1 = exp(1e5 * W1 ** 2)"])
def test_numbers_that_are_not_finite_end_the_training(train, lines):
    result = train(lines)

    assert result.stops_at.diverged
    assert all(np.isfinite(result.yours.losses))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("dW2 = outer(A0, A0)", "at most 1,000,000 numbers"),
        ("dW2 = A7", "line 1, column 7"),
        ("dW2 =", "line 1, column 6"),
    ],
)
def test_lines_that_cannot_be_run_name_their_column(digits, lines, message):
    with pytest.raises(LineError, match=message):
        training.train(lines, (400, 8, 10, 10), _wide(digits))


def _wide(digits):
    """Digits with 400 inputs."""
    widened = [np.resize(X, (len(X), 400)) for X in (digits.X, digits.held_out_X)]
    return training.Digits(widened[0], digits.Y, widened[1], digits.held_out_Y)


def test_training_ends_as_soon_as_it_is_cancelled(train):
    steps = []

    def cancel():
        steps.append(1)
        if len(steps) == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(RIGHT, on_step=cancel)
    assert len(steps) == 7
