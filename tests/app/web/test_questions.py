"""The common questions: their lines do what the text says, and their steps exist."""

import re

import numpy as np
import pytest

from app.web.backprop_steps import steps
from app.web.questions import QUESTIONS, SIZES
from model.explanation.submitted_code.check import check
from model.initialization import initialize
from model.network import backward, forward, sigmoid
from tools import questions_page

NAMES = {"X", "A0", "A1", "A2", "z1", "z2", "z3", "H1", "H2", "P", "Y", "N", "W1", "W2", "W3"}
RATE = 0.1


def softmax(z, axis=1):
    """The softmax as a textbook writes it."""
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


def arrays(N):
    """Return the arrays of a random batch, and its gradients."""
    rng = np.random.default_rng(N)
    weights = initialize(SIZES, rng, dtype=np.float64)
    for W in weights:
        W[0] = rng.standard_normal(W.shape[1])
    X, Y = rng.random((N, 784)), np.eye(10)[rng.integers(0, 10, N)]
    trace = forward(weights, X)
    gradients = backward(weights, trace, Y)
    values = {"X": X, "Y": Y, "P": trace.P, "N": N}
    values |= {f"A{k}": A for k, A in enumerate(trace.A)}
    values |= {f"z{k}": z for k, z in enumerate(trace.z, 1)}
    values |= {f"H{k}": sigmoid(z) for k, z in enumerate(trace.z[:2], 1)}
    values |= {f"W{k}": W for k, W in enumerate(weights, 1)}
    assert set(values) == NAMES
    truth = {f"dW{k}": dW for k, dW in enumerate(gradients.dW, 1)}
    truth |= {f"delta{k}": delta for k, delta in enumerate(gradients.delta, 1)}
    return values, truth


def evaluate(lines, values):
    """Return the name and value of the last line."""
    scope = {"sum": np.sum, "softmax": softmax, "__builtins__": {}, **values}
    for line in lines:
        name, expression = line.split(" = ", 1)
        scope[name] = eval(expression, scope)  # the text is this project's own
    return name, scope[name]


def mistaken_gradient(mistake, true, v):
    """Return what a mistake makes of a gradient, each from its definition."""
    error = (v["P"] - v["Y"]) / v["N"]
    updated_W3 = v["W3"] - RATE * v["A2"].T @ error
    results = {
        "matrix-product": lambda: v["A1"].T @ (error @ v["W3"][1:].T @ slope(v["H2"]).T),
        "factor-order": lambda: true.T,
        "missing-mean": lambda: true * v["N"],
        "mean-twice": lambda: true / v["N"],
        "extra-output-slope": lambda: true * slope(v["P"]),
        "missing-slope": lambda: true / slope(v["H2"]),
        "softmax-axis": lambda: (softmax(v["z3"], axis=0) - v["Y"]) / v["N"],
        "updated-weights": lambda: (error @ updated_W3[1:].T) * slope(v["H2"]),
    }
    return results[mistake]()


def slope(H):
    return H * (1 - H)


def shapes(text, N):
    """Return the shapes that stand in a text as numbers, "101 x N" with N filled in."""
    pairs = re.findall(r"(\d+|N) x (\d+|N)", text)
    return [tuple(N if size == "N" else int(size) for size in pair) for pair in pairs]


@pytest.mark.parametrize("N", [1, 3])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_line_of_a_question_has_the_described_outcome(question, N):
    values, truth = arrays(N)
    mistake = re.search("Wrong: `(.*?)`", question.outcome)
    if question.outcome.startswith("NumPy raises an error"):
        with pytest.raises(ValueError, match="matmul"):
            evaluate(question.lines, values)
        return

    name, value = evaluate(question.lines, values)

    assert value.shape == shapes(question.outcome, N)[0]
    true = truth[name]
    agrees = value.shape == true.shape and np.allclose(value, true, rtol=1e-9, atol=1e-15)
    if question.outcome.startswith("Agrees"):
        assert agrees
    elif mistake:
        expected = mistaken_gradient(mistake[1], true, values)
        np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-15)
        assert agrees == (N == 1 and "With one drawing it agrees" in question.outcome)
    else:
        assert "every entry is 0" in question.outcome
        assert not value.any()


@pytest.mark.parametrize("N", [1, 3])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_check_of_a_line_names_the_mistake_of_the_question(question, N):
    values, _ = arrays(N)
    weights = [values[f"W{k}"] for k in (1, 2, 3)]

    *_, result = check(list(question.lines), weights, values["X"], values["Y"])

    named = re.findall("Wrong: `([a-z-]+)`", question.outcome)
    if question.outcome.startswith("NumPy raises an error"):
        assert result.stops_at is not None
    else:
        assert list(result.diagnosis) == named
        invisible = N == 1 and "With one drawing it agrees" in question.outcome
        assert result.agrees == (question.outcome.startswith("Agrees") or invisible)


MERGED = [q for q in QUESTIONS if "`matrix-product`" in q.outcome]


@pytest.mark.parametrize("question", MERGED, ids=lambda question: question.title)
def test_merged_gradient_of_one_drawing_is_101_x_1_row_sums(question):
    values, truth = arrays(1)

    _, value = evaluate(question.lines, values)

    assert value.shape == (101, 1)
    np.testing.assert_allclose(value, truth["dW2"].sum(axis=1, keepdims=True), rtol=1e-9)


def test_row_0_of_a_gradient_is_the_sum_of_the_error_signals():
    values, truth = arrays(3)

    row = np.sum((values["P"] - values["Y"]) / values["N"], axis=0)

    assert any("Row 0 is `sum((P - Y) / N, axis=0)`" in q.outcome for q in QUESTIONS)
    np.testing.assert_allclose(truth["dW3"][0], row)


def test_tensor_of_weighted_sums_and_weights_contracts_to_the_gradient():
    values, truth = arrays(3)

    # d z2[n, c] / d W2[i, j] is A1[n, i] if c = j, else 0.
    tensor = np.einsum("ni,cj->ncij", values["A1"], np.eye(10))

    assert tensor.shape == (3, 10, 101, 10)
    assert tensor[0].size == 10_100
    np.testing.assert_allclose(np.einsum("nc,ncij->ij", truth["delta2"], tensor), truth["dW2"])


def test_jacobian_of_the_softmax_times_the_gradient_of_the_loss_is_p_minus_y():
    values, _ = arrays(3)
    P, Y = values["P"], values["Y"]
    G = -Y / P

    by_jacobian = [g @ (np.diag(p) - np.outer(p, p)) for g, p in zip(G, P, strict=True)]

    np.testing.assert_allclose(by_jacobian, P - Y, atol=1e-15)
    np.testing.assert_allclose(P * (G - (G * P).sum(axis=1, keepdims=True)), P - Y, atol=1e-15)
    P, Y = np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]])
    with np.errstate(invalid="ignore"):
        G = -Y / P
        assert np.isnan(P * (G - (G * P).sum(axis=1, keepdims=True))).any()


def test_signs_and_row_sums_of_the_last_error_signal_are_as_described():
    values, truth = arrays(3)
    delta3, Y = truth["delta3"], values["Y"]

    assert (delta3[Y == 1] < 0).all()
    assert (delta3[Y == 0] > 0).all()
    np.testing.assert_allclose(delta3.sum(axis=1), 0, atol=1e-15)


def test_softmax_over_the_samples_is_1_for_a_single_sample():
    values, _ = arrays(1)

    assert (softmax(values["z3"], axis=0) == 1).all()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_question_belongs_to_an_existing_step_and_names_shapes(question):
    assert question.step in {step.slug for step in steps(SIZES)}
    assert all(text.count("`") % 2 == 0 for text in question.paragraphs)
    assert all(text and "\n" not in text for text in question.paragraphs)
    assert re.search(r"\d|N x", question.answer + question.outcome)


def test_products_of_shapes_in_the_answers_fit():
    products = [
        product
        for question in QUESTIONS
        for product in re.findall(r"\((\w+) x (\w+)\)\((\w+) x (\w+)\)", question.answer)
    ]

    assert len(products) > 8
    assert all(inner == next_inner for _, inner, next_inner, _ in products)


def test_titles_of_the_questions_are_different():
    assert len({question.title for question in QUESTIONS}) == len(QUESTIONS) > 20


def test_question_of_the_shape_101_x_1_comes_first():
    assert all(shape in QUESTIONS[0].title for shape in ("101 x 1 ", "101 x 10"))


@pytest.mark.parametrize(
    "text",
    [question.answer for question in QUESTIONS if "Jacobian" in question.answer],
)
def test_answer_that_mentions_a_jacobian_says_what_it_is(text):
    assert re.search(r"Jacobian[^.]*(matrix|array) of (the|all) derivatives of", text)


def test_questions_page_is_up_to_date():
    assert questions_page.PAGE.read_text("utf-8") == questions_page.render()


def test_step_that_mentions_a_jacobian_says_what_it_is(client):
    page = client.get("/inside/walk?model=seed").text
    step = page[page.index('data-slug="delta2"') : page.index('data-slug="dw2"')]

    assert "a Jacobian, the matrix of the derivatives of all activations" in step


@pytest.mark.parametrize("model", ["seed", "tiny"])
def test_page_answers_every_question_and_links_to_steps_that_it_has(client, model):
    page = client.get(f"/inside/walk?model={model}").text
    section = page[page.index('<section id="questions"') :]
    slugs = set(re.findall(r'<article [^>]*data-slug="(\w+)"', page))
    linked = re.findall(r'href="#step=(\w+)"', section)

    assert section.count('<details class="question">') == len(QUESTIONS)
    assert "`" not in section
    assert set(linked) <= slugs
    assert len(linked) == (len(QUESTIONS) if model == "seed" else 0)
