"""POST /explain: every array, against a textbook's forward pass and autograd's gradients."""

import numpy as np
import pytest

from app.explanation.schemas import Explanation
from app.openapi import examples
from tests.app.explanation.oracle import backward_by_autograd

every_model = pytest.mark.parametrize("model", ["seed", "deep", "narrow", "flat"])

NAMES = [
    *["A0", "z1", "H1", "A1", "z2", "H2", "A2", "z3", "P", "Y", "delta3", "dW3"],
    *["back2", "slope2", "delta2", "dW2", "back1", "slope1", "delta1", "dW1", "dX"],
]


def test_reply_conforms_to_the_schema(explain, instances):
    for form in ("lists", "base64"):
        for mistake in ("matrix-product", "bias-row"):
            body = {"instances": instances, "steps": 2, "mistake": mistake, "arrays": form}
            body["least_ink"] = True
            reply = explain(body)
            parsed = Explanation.model_validate(reply, strict=True)
            assert set(parsed.model_dump(exclude_unset=True)) == set(reply)


def test_arrays_have_the_names_and_shapes_of_the_derivation(explain, instances):
    arrays = explain({"instances": instances})["arrays"]
    shapes = [tuple(array["shape"]) for array in arrays.values()]
    assert list(arrays) == NAMES
    assert shapes[:9] == [
        *[(3, 785), (3, 100), (3, 100), (3, 101), (3, 10), (3, 10), (3, 11), (3, 10), (3, 10)]
    ]
    assert shapes[9:] == [
        *[(3, 10), (3, 10), (11, 10), (3, 10), (3, 10), (3, 10), (101, 10)],
        *[(3, 100), (3, 100), (3, 100), (785, 100), (3, 784)],
    ]


@every_model
def test_forward_arrays_equal_textbook_formulas(
    explain, decode_arrays, models, batch, instances, model
):
    got = decode_arrays(explain({"instances": instances, "model": model})["arrays"])
    H = batch[0].astype(np.float64)
    weights = [W.astype(np.float64) for W in models[model].weights]
    for k, W in enumerate(weights):
        np.testing.assert_array_equal(got[f"A{k}"], np.c_[np.ones(3), H])
        z = H @ W[1:] + W[0]
        np.testing.assert_allclose(got[f"z{k + 1}"], z, rtol=1e-10)
        if k < len(weights) - 1:
            H = got[f"H{k + 1}"]
            np.testing.assert_allclose(H, 1 / (1 + np.exp(-z)), rtol=1e-12)
    np.testing.assert_allclose(got["P"], np.exp(z) / np.exp(z).sum(1, keepdims=True), rtol=1e-10)


@every_model
def test_backward_arrays_equal_autograd(explain, decode_arrays, models, batch, instances, model):
    reply = explain({"instances": instances, "model": model})
    loss, expected = backward_by_autograd(models[model].weights, *batch)
    got = decode_arrays(reply["arrays"])
    assert reply["loss"] == pytest.approx(loss, rel=1e-12)
    for name, array in expected.items():
        np.testing.assert_allclose(got[name], array, rtol=1e-9, atol=1e-17, err_msg=name)


@every_model
def test_arrays_include_all_of_autograd(explain, models, batch, instances, model):
    arrays = explain({"instances": instances, "model": model})["arrays"]
    assert set(backward_by_autograd(models[model].weights, *batch)[1]) <= set(arrays)


@every_model
def test_delta_equals_back_times_slope_elementwise(
    explain, decode_arrays, models, instances, model
):
    got = decode_arrays(explain({"instances": instances, "model": model})["arrays"])
    for k in range(1, len(models[model].weights)):
        H = got[f"H{k}"]
        np.testing.assert_allclose(got[f"slope{k}"], H - H * H, rtol=1e-12)
        np.testing.assert_allclose(got[f"delta{k}"], got[f"back{k}"] * got[f"slope{k}"])


def test_Y_of_several_labels_is_one_hot(explain, decode_arrays, batch, instances):
    reply = explain({"instances": instances})
    assert reply["labels"] == batch[1]
    np.testing.assert_array_equal(decode_arrays(reply["arrays"])["Y"], np.eye(10)[batch[1]])


def test_gradient_of_a_batch_is_the_mean_over_its_drawings(explain, decode_arrays, instances):
    together = decode_arrays(explain({"instances": instances})["arrays"])
    alone = [decode_arrays(explain(instance)["arrays"]) for instance in instances]
    for name in ("dW1", "dW2", "dW3"):
        mean = np.mean([arrays[name] for arrays in alone], axis=0)
        np.testing.assert_allclose(together[name], mean, rtol=1e-9, atol=1e-17)


def test_arrays_without_a_label_are_of_the_forward_pass(explain, instances):
    reply = explain({"pixels": instances[0]["pixels"]})
    assert list(reply["arrays"]) == NAMES[:9]
    assert (reply["labels"], reply["loss"], reply["step"], reply["mistake"]) == (None,) * 4
    assert reply["batch"] == 1


def test_arrays_in_base64_are_the_lists_in_float32(explain, decode_arrays, instances):
    lists = decode_arrays(explain({"instances": instances})["arrays"])
    packed = decode_arrays(explain({"instances": instances, "arrays": "base64"})["arrays"])
    assert list(lists) == list(packed)
    for name, array in lists.items():
        np.testing.assert_array_equal(packed[name], array.astype(np.float32), err_msg=name)


def test_explanation_agrees_with_the_prediction(explain):
    drawing = examples.forms()["strokes"]
    reply = explain({**drawing, "label": 7})
    predicted = explain(drawing, "/predict", include="input")
    assert reply["digit"] == [predicted["digit"]]
    assert reply["model"] == predicted["model"]
    assert reply["arrays"]["P"]["data"][0] == pytest.approx(predicted["probabilities"], abs=1e-5)
    assert reply["arrays"]["A0"]["data"] == [[1, *predicted["input"]]]


def test_sizes_and_digit_are_those_of_each_model(explain, models, instances):
    for name in ("seed", "deep", "flat"):
        reply = explain({"instances": instances}, model=name)
        P = np.array(reply["arrays"]["P"]["data"])
        assert reply["sizes"] == models[name].sizes
        assert reply["digit"] == P.argmax(axis=1).tolist()
        assert reply["model"] == {"name": name, "version": models[name].version}


def test_weights_are_not_modified_by_explanations(explain, service, instances):
    before = explain({"instances": instances}), service.get("/models/seed/weights").json()
    explain({"instances": instances, "steps": 50, "learning_rate": 5, "mistake": "bias-row"})
    explain({"instances": instances, "matrix": "W1", "row": 9, "column": 3}, "/explain/check")
    assert (explain({"instances": instances}), service.get("/models/seed/weights").json()) == before
