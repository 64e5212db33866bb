"""POST /explain with a mistake: where the shapes stop fitting, or what the numbers hide."""

import numpy as np
import pytest


@pytest.fixture
def variants(explain):
    """Return a function from a mistake and a body to its two variants by name."""

    def post(mistake, body):
        reply = explain({**body, "mistake": mistake})["mistake"]
        assert reply["name"] == mistake
        return {variant["name"]: variant for variant in reply["variants"]}

    return post


def shapes(variant):
    return [operand["shape"] for operand in variant["operands"]]


def test_matrix_product_of_three_drawings_does_not_fit(variants, instances):
    loud = variants("matrix-product", instances[0])["as-it-stands"]
    assert loud["line"] == "delta2 = (delta3 @ W3[1:].T) @ (H2 * (1 - H2))"
    assert shapes(loud) == [[1, 10], [1, 10]]
    assert (loud["fits"], loud["check"], loud["arrays"]) == (False, None, {})
    assert "size 1 is different from 10" in loud["message"]


def test_matrix_product_transposed_gives_the_published_101_x_1(
    variants, explain, decode_arrays, instances
):
    merged = variants("matrix-product", instances[0])["transposed"]
    right = decode_arrays(explain(instances[0])["arrays"])["dW2"]
    wrong = decode_arrays(merged["arrays"])["dW2"]
    assert wrong.shape == (101, 1)
    # docs/derivation.md, section 8: it is the row sums of the true gradient.
    np.testing.assert_allclose(wrong, right.sum(axis=1, keepdims=True), rtol=1e-9)


@pytest.mark.parametrize(("N", "size"), [(1, 1), (3, 3)])
def test_matrix_product_transposed_fails_on_the_way_to_layer_1(variants, instances, N, size):
    loud = variants("matrix-product", {"instances": instances[:N]})["transposed"]
    assert loud["line"] == "back1 = delta2 @ W2[1:].T"
    assert shapes(loud) == [[size, size], [10, 100]]
    assert not loud["fits"]
    assert f"size 10 is different from {size}" in loud["message"]
    assert set(loud["arrays"]) == {"delta2", "dW2"}


def test_matrix_product_transposed_with_one_hidden_layer_runs_to_the_end(variants, instances):
    silent = variants("matrix-product", {**instances[0], "model": "shallow"})["transposed"]
    assert silent["fits"]
    assert shapes(silent) == [[1, 7], [7, 1]]
    assert "dW1 came out as 785 x 1" in silent["message"]


def test_matrix_product_transposed_with_one_hidden_layer_fails_at_the_update(variants, instances):
    loud = variants("matrix-product", {"instances": instances, "model": "shallow"})["transposed"]
    assert loud["line"] == "W1 -= rate * dW1"
    assert shapes(loud) == [[785, 7], [785, 3]]
    assert "could not be broadcast" in loud["message"]


def test_matrix_product_of_ten_drawings_fits_and_fails_the_check(variants, instances):
    ten = [*instances, *instances, *instances, instances[0]]
    silent = variants("matrix-product", {"instances": ten})["as-it-stands"]
    assert silent["fits"]
    assert shapes(silent) == [[10, 10], [10, 10]]
    assert silent["check"]["relative"] > 0.1


def test_bias_row_kept_does_not_fit(variants, instances):
    loud = variants("bias-row", {"instances": instances})["whole"]
    assert loud["line"] == "delta2 = (delta3 @ W3.T) * (H2 * (1 - H2))"
    assert shapes(loud) == [[3, 11], [3, 10]]
    assert (loud["fits"], loud["check"]) == (False, None)
    assert "(3,11) (3,10)" in loud["message"]


def test_wrong_row_dropped_fits_and_fails_the_check(
    variants, explain, decode_arrays, models, instances
):
    silent = variants("bias-row", {"instances": instances})["wrong-row"]
    right = decode_arrays(explain({"instances": instances})["arrays"])
    W3 = models["seed"].weights[2].astype(np.float64)
    back = right["delta3"] @ W3[:10].T  # rows 0 to 9: with the bias, without the last unit
    wrong = right["A1"].T @ (back * right["slope2"])
    assert silent["fits"]
    assert silent["line"] == "delta2 = (delta3 @ W3[:-1].T) * (H2 * (1 - H2))"
    np.testing.assert_allclose(decode_arrays(silent["arrays"])["dW2"], wrong, rtol=1e-9)


@pytest.mark.parametrize(
    ("mistake", "name"), [("bias-row", "wrong-row"), ("matrix-product", "transposed")]
)
def test_check_of_a_mistake_is_of_its_largest_error(
    explain, decode_arrays, variants, instances, mistake, name
):
    silent = variants(mistake, instances[0])[name]
    right = decode_arrays(explain(instances[0])["arrays"])["dW2"]
    wrong = np.broadcast_to(decode_arrays(silent["arrays"])["dW2"], right.shape)
    check = silent["check"]
    entry = (check["row"], check["column"])
    assert check["matrix"] == "W2"
    assert check["analytic"] == pytest.approx(wrong[entry])
    assert check["numeric"] == pytest.approx(right[entry], abs=1e-8)
    assert abs(check["difference"]) == pytest.approx(np.abs(wrong - right).max(), rel=1e-4)


def test_mistake_is_at_the_last_hidden_layer_of_each_network(explain, variants, instances):
    body = {"instances": instances, "model": "deep"}
    assert explain({**body, "mistake": "bias-row"})["mistake"]["layer"] == 3
    loud = variants("bias-row", body)["whole"]
    assert loud["line"] == "delta3 = (delta4 @ W4.T) * (H3 * (1 - H3))"
    assert shapes(loud) == [[3, 5], [3, 4]]


def test_bias_row_kept_for_a_single_unit_fails_on_the_way_to_layer_1(variants, instances):
    # (N x 2) * (N x 1) broadcasts, so that the line of the mistake runs; the product does not.
    loud = variants("bias-row", {"instances": instances, "model": "narrow"})["whole"]
    assert loud["line"] == "back1 = delta2 @ W2[1:].T"
    assert shapes(loud) == [[3, 2], [1, 9]]
    assert not loud["fits"]


def test_matrix_product_of_a_single_unit_and_drawing_is_right_by_chance(variants, instances):
    silent = variants("matrix-product", {**instances[0], "model": "narrow"})["as-it-stands"]
    assert silent["fits"]
    assert "by chance" in silent["message"]
    assert silent["check"]["relative"] < 1e-5


def test_arrays_of_a_mistake_have_the_requested_format(explain, decode_arrays, instances):
    body = {**instances[0], "mistake": "bias-row"}
    lists = explain(body)["mistake"]["variants"][1]["arrays"]
    packed = explain(body, arrays="base64")["mistake"]["variants"][1]["arrays"]
    for name, array in decode_arrays(lists).items():
        np.testing.assert_array_equal(decode_arrays(packed)[name], array.astype(np.float32))
