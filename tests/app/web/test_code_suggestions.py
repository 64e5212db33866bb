"""Suggestions in the editor of submitted code: names, shapes and lines agree with the check."""

import html
import json
import re
from itertools import pairwise

import numpy as np
import pytest

from app.web.backprop_steps import steps
from app.web.code_suggestions import CodeSuggestions
from model.explanation.conventions.convention import PRESETS, parse_convention
from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.environment import build_environment

CONVENTIONS = [*PRESETS, "inkling,columns", "nielsen,rows,bias-folded", "cs231n,columns"]
NETWORKS = [(12, 10), (12, 5, 4), (12, 8, 7, 10), (12, 6, 5, 4, 3)]


def problem(sizes, N):
    """Return random weights, inputs and one-hot labels."""
    rng = np.random.default_rng(4)
    weights = [rng.standard_normal((1 + inputs, units)) for inputs, units in pairwise(sizes)]
    return weights, rng.random((N, sizes[0])), np.eye(sizes[-1])[rng.integers(0, sizes[-1], N)]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("sizes", NETWORKS)
def test_names_have_the_shapes_of_the_arrays_that_are_checked(convention, sizes):
    parsed = parse_convention(convention)
    environment = build_environment(*problem(sizes, 3), parsed)
    arrays = {**environment.given, **environment.gradients}

    names = {item["name"]: item["shape"] for item in CodeSuggestions(sizes, parsed).names()}
    targets = CodeSuggestions(sizes, parsed).targets()

    for name, shape in names.items():
        assert arrays[name].shape == tuple(3 if size == "N" else size for size in shape)
    assert set(environment.given) <= set(names)
    assert [target["name"] for target in targets] == list(environment.gradients)
    assert {target["layer"] for target in targets} == set(range(len(sizes)))
    assert {target["slug"] for target in targets} == {
        step.slug for step in steps(sizes, parsed) if step.kind not in ("loss", "update")
    }


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("sizes", NETWORKS[1:])
def test_first_line_stops_at_a_product_that_should_be_elementwise(convention, sizes):
    parsed = parse_convention(convention)
    line = CodeSuggestions(sizes, parsed).initial_line()

    [result] = check(line, *problem(sizes, 1), convention=parsed)

    assert result.stops_at.operator == "@"
    assert "matrix-product" in result.diagnosis


def test_first_line_of_the_page_is_that_of_the_question():
    line = CodeSuggestions((784, 100, 10, 10), parse_convention("inkling")).initial_line()

    assert line == "dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)"


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("sizes", NETWORKS[1:])
def test_lines_of_common_mistakes_have_these_mistakes(convention, sizes):
    parsed = parse_convention(convention)
    lines = CodeSuggestions(sizes, parsed).wrong_lines()
    expected = {
        "matrix_product": "matrix-product",
        "transposed_product": "matrix-product",
        "with_bias": "bias-row-kept",
        "without_wrong_row": "wrong-row-dropped",
    }

    for name, diagnosis in expected.items():
        wrong = getattr(lines, name)
        if name in ("with_bias", "without_wrong_row") and not parsed.is_folded:
            assert wrong == ()
            continue
        first, *_ = check(list(wrong), *problem(sizes, 1), convention=parsed)
        assert first.diagnosis == (diagnosis,)
        assert first.agrees is False


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_page_offers_the_mistakes_of_its_convention(client, convention):
    page = html.unescape(client.get(f"/inside/walk?convention={convention}").text)
    parsed = parse_convention(convention)
    section = page[page.index('<section id="goes-wrong"') : page.index('<section id="questions"')]

    assert ('data-mistake="bias-row"' in section) == parsed.is_folded
    assert ("data-lines=" in section) == (convention != "inkling")
    if parsed.has_columns:
        assert "row sums" not in section
        assert "Row 0" not in section


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_page_has_the_names_of_its_convention(client, convention):
    page = client.get(f"/inside/walk?convention={convention}").text
    sent = json.loads(html.unescape(re.search(r"data-names='(.*?)'", page)[1]))
    hint = re.search(r'<p class="muted" id="submitted-code-hint">.*?</p>', page)[0]
    suggestions = CodeSuggestions((784, 100, 10, 10), parse_convention(convention))

    assert sent == json.loads(json.dumps(suggestions.names()))
    for text in (*suggestions.example(), suggestions.slice_example()):
        assert html.escape(text) in hint


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("sizes", NETWORKS)
def test_suggested_line_of_a_key_computes_the_same_in_each_convention(convention, sizes):
    parsed = parse_convention(convention)
    editor, network = CodeSuggestions(sizes, parsed), problem(sizes, 3)
    keys = {target["name"]: target["key"] for target in editor.targets()}
    suggestions = editor.suggestions()

    assert suggestions["initial"] == editor.initial_line()
    assert set(keys.values()) <= set(suggestions)
    for name, key in keys.items():
        *_, result = check(suggestions[key], *network, convention=parsed)
        assert (result.name, result.agrees) == (name, True)
    inkling = CodeSuggestions(sizes, PRESETS["inkling"])
    of_folded_bias = {"with_bias", "without_wrong_row"}
    expected = {key for key in inkling.suggestions() if key not in of_folded_bias}
    assert expected <= set(suggestions)


def test_key_of_an_array_is_its_name_in_this_project():
    names = CodeSuggestions((784, 100, 10, 10), PRESETS["ng"]).names()

    assert {"name": "A1", "key": "H1", "shape": [100, "N"]} in names
    assert {"name": "A3", "key": "P", "shape": [10, "N"]} in names
