"""POST /explain/check: one entry by backpropagation, and by moving its weight."""

import numpy as np
import pytest

from app.explanation.schemas import MeasuredEntry
from tests.app.explanation.oracle import backward_by_autograd

CHECK = "/explain/check"


@pytest.fixture
def entry(explain, instances):
    """Return a function from an entry to what the service measures for the batch."""

    def measured(matrix, row, column, **more):
        parameters = {"matrix": matrix, "row": row, "column": column}
        return explain({"instances": instances, **parameters, **more}, CHECK)

    return measured


def test_reply_conforms_to_the_schema(entry):
    for reply in (entry("W2", 3, 4), entry("W2", 3, 4, mistake="bias-row")):
        parsed = MeasuredEntry.model_validate(reply, strict=True)
        assert parsed.model_dump(exclude_unset=True) == reply


@pytest.mark.parametrize("model", ["seed", "deep", "narrow", "flat"])
def test_analytic_and_numeric_value_equal_autograd(entry, models, batch, model):
    weights = models[model].weights
    _, expected = backward_by_autograd(weights, *batch)
    rng = np.random.default_rng(3)
    for k, W in enumerate(weights, 1):
        largest = np.abs(expected[f"dW{k}"]).max()
        for row, column in [
            (0, 0),
            (W.shape[0] - 1, W.shape[1] - 1),
            *rng.integers(W.shape, size=(9, 2)),
        ]:
            got = entry(f"W{k}", int(row), int(column), model=model)
            value = expected[f"dW{k}"][row, column]
            assert got["analytic"] == pytest.approx(value, rel=1e-9, abs=1e-17)
            assert got["numeric"] == pytest.approx(value, abs=1e-6 * largest + 1e-10)


def test_reply_repeats_the_entry_and_its_calculation(entry):
    got = entry("W3", 2, 7, epsilon=1e-4)
    assert (got["matrix"], got["row"], got["column"], got["epsilon"]) == ("W3", 2, 7, 1e-4)
    slope = (got["loss_above"] - got["loss_below"]) / 2e-4
    assert got["numeric"] == pytest.approx(slope, rel=1e-12)
    assert got["difference"] == got["analytic"] - got["numeric"]
    size = max(abs(got["analytic"]), abs(got["numeric"]))
    assert got["relative"] == pytest.approx(abs(got["difference"]) / size)


def test_losses_are_those_of_the_perturbed_weight(entry, models, batch):
    moved = [W.astype(np.float64) for W in models["seed"].weights]
    moved[2][2, 7] += 1e-2
    got = entry("W3", 2, 7, epsilon=1e-2)
    assert got["loss_above"] == pytest.approx(backward_by_autograd(moved, *batch)[0], rel=1e-12)
    moved[2][2, 7] -= 2e-2
    assert got["loss_below"] == pytest.approx(backward_by_autograd(moved, *batch)[0], rel=1e-12)


def test_error_falls_with_epsilon_squared(entry):
    off = [abs(entry("W3", 0, 7, epsilon=e)["difference"]) for e in (1e-1, 1e-2, 1e-3)]
    assert off[0] > 50 * off[1] > 50 * 50 * off[2]


def test_entry_of_a_pixel_without_ink_is_zero(explain):
    pixels = [0.0] * 784
    pixels[300] = pixels[301] = 1.0
    parameters = {"pixels": pixels, "label": 2, "matrix": "W1", "row": 5, "column": 50}
    got = explain(parameters, CHECK)
    assert (got["analytic"], got["numeric"], got["relative"]) == (0, 0, 0)


def test_drawing_alone_equals_a_batch_of_one(explain, instances):
    parameters = {"matrix": "W2", "row": 1, "column": 1}
    alone = explain({**instances[0], **parameters}, CHECK)
    assert alone == explain({"instances": instances[:1], **parameters}, CHECK)


@pytest.mark.parametrize("mistake", ["bias-row", "matrix-product"])
def test_mistake_changes_the_analytic_value_only(explain, instances, mistake):
    parameters = {**instances[0], "matrix": "W2", "row": 0, "column": 1}
    right, wrong = explain(parameters, CHECK), explain({**parameters, "mistake": mistake}, CHECK)
    assert right["relative"] < 1e-6
    assert wrong["relative"] > 1e-2
    assert wrong["numeric"] == right["numeric"]


def test_wrong_row_dropped_changes_the_gradient_of_w1_too(entry, models, batch):
    X, labels = batch
    W1, W2, W3 = (W.astype(np.float64) for W in models["seed"].weights)
    A0 = np.hstack([np.ones((3, 1)), X])
    H1 = 1 / (1 + np.exp(-A0 @ W1))
    H2 = 1 / (1 + np.exp(-np.hstack([np.ones((3, 1)), H1]) @ W2))
    E = np.exp(np.hstack([np.ones((3, 1)), H2]) @ W3)
    delta3 = (E / E.sum(axis=1, keepdims=True) - np.eye(10)[labels]) / 3
    delta2 = (delta3 @ W3[:-1].T) * H2 * (1 - H2)
    dW1 = A0.T @ ((delta2 @ W2[1:].T) * H1 * (1 - H1))
    wrong, right = entry("W1", 0, 4, mistake="bias-row"), entry("W1", 0, 4)
    assert wrong["analytic"] == pytest.approx(dW1[0, 4], rel=1e-9)
    assert wrong["numeric"] == right["numeric"]
    assert wrong["relative"] > 1e-2


@pytest.mark.parametrize(("matrix", "N"), [("W2", 3), ("W1", 3), ("W1", 1)])
def test_mistake_that_does_not_get_to_the_gradient_is_rejected(rejected, instances, matrix, N):
    parameters = {"matrix": matrix, "row": 0, "column": 1, "mistake": "matrix-product"}
    errors = rejected({"instances": instances[:N], **parameters}, CHECK)
    assert list(errors) == ["body.mistake"]
    gradient = f"d{matrix} run and it fits {matrix}"
    assert (
        f"expected a batch in which all lines up to {gradient}, got one of {N}"
        in (errors["body.mistake"])
    )


def test_mistake_in_a_matrix_that_it_does_not_change_is_rejected(rejected, instances):
    parameters = {"matrix": "W3", "row": 0, "column": 1, "mistake": "bias-row"}
    assert rejected({"instances": instances, **parameters}, CHECK) == {
        "body.matrix": "expected W1 or W2, whose gradient the mistake changes, got W3"
    }
