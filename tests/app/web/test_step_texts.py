"""Texts of the steps on /inside: the equations of the forward pass, and each step on its own."""

import html
import re

import pytest

from app.web.step_texts import StepTexts
from model.explanation.conventions.convention import INKLING
from tests.app.web.test_backprop_steps import IN_PAGES

EQUATIONS = {
    "inkling": "A0=[1X] z1=A0W1 H1=s(z1)",
    "nielsen": "z2=w2a1+b2 a2=s(z2)",
    "ng": "Z[1]=W[1]A[0]+b[1] A[1]=s(Z[1])",
    "cs231n": "z1=XW1+b1 h1=s(z1)",
    "inkling,columns": "A0=[1;X] z1=W1A0 H1=s(z1)",
}
ELSEWHERE = re.compile(
    r"\b(as in|see|like) the (step|layer)s? (above|below|before)|\b(previous|earlier|last) step\b"
    r"|\bas (above|before|below)\b|\blayer (above|below)\b|\bsee above\b",
    re.IGNORECASE,
)


def walk(client, convention):
    """Return the articles of the steps."""
    page = client.get(f"/inside/walk?convention={convention}").text
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


def text_of(markup):
    """Return the text of formulas without spaces, with s for sigma."""
    text = re.sub(r"\s", "", html.unescape(re.sub("<[^>]*>", "", markup)))
    return text.replace("\N{GREEK SMALL LETTER SIGMA}", "s")


@pytest.mark.parametrize("convention", EQUATIONS)
def test_forward_equations_are_those_of_the_convention(client, convention):
    [details] = re.findall(
        '<details class="forward-equations">.*?</details>', walk(client, convention)[0], re.DOTALL
    )
    layers = re.findall("<li>.*?</li>", details, re.DOTALL)
    first = [text_of(equation) for equation in re.findall("<math.*?</math>", layers[0], re.DOTALL)]

    assert len(layers) == 3
    assert "softmax" in text_of(layers[-1])
    assert " ".join(first) == EQUATIONS[convention]


@pytest.mark.parametrize("sizes", [(784, 10), (784, 100, 10, 10), (784, 6, 5, 4, 10)])
def test_forward_equations_of_each_layer_end_with_its_outputs(sizes):
    layers = StepTexts(sizes, INKLING).forward_equations

    assert [layer[-1].partition(" = ")[0] for layer in layers] == [
        *(f"H_{k}" for k in range(1, len(sizes) - 1)),
        "P",
    ]


@pytest.mark.parametrize("convention", IN_PAGES)
def test_no_step_refers_to_what_another_says(client, convention):
    for article in walk(client, convention):
        words = re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", article)))
        assert not ELSEWHERE.search(words), ELSEWHERE.search(words)
