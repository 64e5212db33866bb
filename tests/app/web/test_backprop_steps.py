"""The steps of backpropagation match docs/derivation.md and what the service computes."""

import html
import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from app.web.backprop_steps import steps
from app.web.convention_latex import Latex
from app.web.mathml import math
from model.explanation.conventions.convention import (
    CHOICES,
    NOTATIONS,
    Convention,
    parse_convention,
)
from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.formulas import backward_formulas

DOCUMENT = (Path(__file__).parents[3] / "docs" / "derivation.md").read_text("utf-8")
SEED = [784, 100, 10, 10]

MATHML_CORE = {
    *["math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac"],
    *["msub", "msup", "msubsup", "munder", "mover"],
}

VIEWS = {
    "transposed": lambda array: array.T,
    "units": lambda array: array[1:],
    "bias": lambda array: array[:1],
    "inputs": lambda array: array[:, 1:],
    "ones": lambda array: array[:, :1],
    "complement": lambda array: 1 - array,
    "sum": lambda array: array * 3,
}
CONVENTIONS = [
    Convention(*words, notation) for words in product(*CHOICES.values()) for notation in NOTATIONS
]
IN_PAGES = ["inkling", "nielsen", "ng", "cs231n", "inkling,columns", "nielsen,rows,bias-folded"]

STEPS = [
    *(("tiny", convention) for convention in CONVENTIONS),
    *(("seed", parse_convention(text)) for text in IN_PAGES),
]


def equations_of(convention):
    """Return the equations of all steps but the loss and the update."""
    return [equation for step in steps(SEED, convention)[1:-1] for equation in step.equations]


def seen_as(operand, arrays):
    """Return the array of an operand as the formula has it."""
    array = arrays[operand.array]
    for view in operand.view:
        array = VIEWS[view](array)
    return array


def test_steps_of_seed_are_eleven():
    assert [step.slug for step in steps(SEED)] == [
        *["loss", "delta3", "dw3", "back2", "delta2", "dw2", "back1", "delta1", "dw1"],
        *["dx", "update"],
    ]


def test_steps_of_a_network_without_hidden_layers_are_five():
    assert [step.slug for step in steps([784, 10])] == ["loss", "delta1", "dw1", "dx", "update"]


def test_steps_of_a_deeper_network_cover_every_layer():
    slugs = [step.slug for step in steps([784, 6, 5, 4, 10])]
    assert slugs[:3] == ["loss", "delta4", "dw4"]
    assert slugs[-5:] == ["back1", "delta1", "dw1", "dx", "update"]
    assert len(slugs) == 14


def test_steps_match_the_table_of_the_derivation():
    table = re.findall(r"^\| ([A-Z][^$|]*) \| \$`(.*?)`\$ \| (\$`.*?) \|$", DOCUMENT, re.MULTILINE)
    expected = [
        (step.title, step.formula, ", ".join(f"$`{e.shapes()}`$" for e in step.equations))
        for step in steps(SEED)
    ]
    assert table == expected


def test_formulas_match_those_at_the_start_of_the_derivation():
    aligned = re.search(r"\\begin\{aligned\}\n(.*?)\\end\{aligned\}", DOCUMENT, re.DOTALL)[1]
    lines = {
        left.strip() + " = " + right.strip()
        for line in aligned.replace("\\\\", "").splitlines()
        for left, right in re.findall(r"([^&]+)&= ([^&]+)", line)
    }
    formulas = {step.slug: step.formula for step in steps(SEED)}
    written_out = {
        formulas[f"delta{k}"].replace(
            formulas[f"back{k}"].partition(" = ")[0],
            "(" + formulas[f"back{k}"].partition(" = ")[2] + ")",
        )
        for k in (1, 2)
    }
    assert lines == {formulas[slug] for slug in ("delta3", "dw1", "dw2", "dw3")} | written_out


def test_loss_matches_the_derivation():
    assert f"```math\n{steps(SEED)[0].formula}\n```" in DOCUMENT


def written(mathml):
    """Return the text of formulas without spaces."""
    return re.sub(r"\s", "", html.unescape(re.sub("<[^>]*>", "", mathml)))


def joined(captions, is_prefix):
    """Return the equation that captions make: the result's one begins with the divisor."""
    *operands, result = captions
    divisor, _, name = result.rpartition("=")
    product, number = "".join(operands), divisor.removeprefix("/")
    if not number:
        return f"{name}={product}"
    if is_prefix:
        return f"{name}=1{number}{product}"
    return f"{name}={product}/{number}" if product[0] == "(" else f"{name}=({product})/{number}"


@pytest.mark.parametrize("convention", IN_PAGES)
@pytest.mark.parametrize("model", ["seed", "tiny"])
def test_captions_of_the_arrays_read_as_the_formula(client, model, convention):
    page = client.get(f"/inside/walk?model={model}&convention={convention}").text
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert len(articles) > 3
    is_prefix = parse_convention(convention).mean != "mean-at-loss"
    for article in articles[1:-1]:  # the loss sums, the update is written for all layers at once
        formula = re.search(r'class="step-formula"[^>]*>(.*?)</div>', article, re.DOTALL)[1]
        equations = article.split('<div class="equation"')[1:]
        text = ""
        for equation in equations:
            captions = re.findall(r"<figcaption>(.*?) <span", equation, re.DOTALL)
            text += joined([*map(written, captions)], is_prefix)
        assert written(formula) == text


@pytest.mark.parametrize("convention", CONVENTIONS, ids=str)
def test_caption_is_the_name_of_the_drawn_array_without_the_divisor(convention):
    for equation in equations_of(convention):
        *captions, result = equation.captions()
        sign = equation.operator.replace(",", "")
        for operand, caption in zip(equation.operands, captions, strict=True):
            bare = caption.removeprefix(f"{sign} ") if caption != captions[0] else caption
            around = {operand.latex, f"({operand.latex}", f"{operand.latex})"}
            assert bare in around, (equation.name, caption)
        divisor = f"/ {equation.divisor} " if equation.divisor else ""
        assert result == f"{divisor}{equation.relation} {equation.result.latex}"


@pytest.mark.parametrize("convention", CONVENTIONS, ids=str)
def test_shape_equation_has_the_signs_of_the_formula_and_comes_out(convention):
    for step in steps(SEED, convention)[1:-1]:
        signs = sum(equation.shapes().count(r"\odot") for equation in step.equations)
        assert signs == step.formula.count(r"\odot"), step.slug
    for equation in equations_of(convention):
        left, _, right = equation.shapes(7).rpartition(equation.relation)
        sizes = [(int(n), int(m)) for n, m in re.findall(r"\((\d+) \\times (\d+)\)", left)]
        total = tuple(map(int, right.split(r"\times")))
        assert len(sizes) == len(equation.operands)
        if equation.operator:
            assert left.count(equation.operator) == len(sizes) - 1
            assert {*sizes} == {total}
        else:
            assert [n for n, _ in sizes[1:]] == [m for _, m in sizes[:-1]]
            assert total == (sizes[0][0], sizes[-1][1])


@pytest.mark.parametrize(
    ("convention", "axis"),
    [("inkling", "row"), ("inkling,columns", "column"), ("nielsen", None), ("cs231n", None)],
)
def test_paths_say_that_the_bias_comes_before_the_units(client, convention, axis):
    page = client.get(f"/inside/walk?convention={convention}").text
    sections = re.findall(r'<section class="unit-paths".*?</section>', page, re.DOTALL)
    assert len(sections) > 3
    for section in sections:
        said = re.search(r"as (\w+) 0 is the bias", section)
        assert (said and said[1]) == axis


def test_result_shapes_match_the_derivation():
    table = dict(re.findall(r"^\| \$`([^`]*)`\$ \| ([N\d]+ x \d+) \|", DOCUMENT, re.MULTILINE))
    for step in steps(SEED)[1:-1]:
        [equation] = step.equations
        shape = " x ".join(map(str, equation.result.shape))
        assert table[equation.result.latex] == shape, step.slug


@pytest.fixture(scope="module")
def explained(client):
    """Return a function from a model to the sizes, arrays and loss that the service returns."""

    def of(model):
        pixels = np.random.default_rng(2).random((3, 784)).round(3)
        instances = [{"pixels": x.tolist(), "label": n} for n, x in enumerate(pixels)]
        reply = client.post(f"/explain?model={model}", json={"instances": instances}).json()
        weights = client.get(f"/models/{model}/weights").json()["arrays"]
        sent = {**reply["arrays"], **weights}
        arrays = {name: np.array(array["data"]) for name, array in sent.items()}
        return reply["sizes"], arrays, reply["loss"]

    return of


@pytest.mark.parametrize(("model", "convention"), STEPS, ids=str)
def test_shapes_match_the_arrays_of_the_service(explained, model, convention):
    sizes, arrays, _ = explained(model)
    for step in steps(sizes, convention):
        for equation in step.equations:
            operands = [*equation.operands]
            if equation.result.array in arrays:
                operands.append(equation.result)
            for operand in operands:
                array = seen_as(operand, arrays)
                expected = tuple(3 if size == "N" else size for size in operand.shape)
                assert array.shape == expected, (step.slug, operand)


@pytest.mark.parametrize(("model", "convention"), STEPS, ids=str)
def test_operands_with_their_operator_equal_the_result(explained, model, convention):
    sizes, arrays, loss = explained(model)
    join = {"": np.matmul, r"\odot": np.multiply, "-": np.subtract}
    equations = [equation for step in steps(sizes, convention)[1:-1] for equation in step.equations]
    for equation in equations:
        result, *others = [seen_as(operand, arrays) for operand in equation.operands]
        for other in others:
            result = join[equation.operator](result, other)
        if equation.divisor:
            result = result / 3
        expected = seen_as(equation.result, arrays)
        np.testing.assert_allclose(
            result, expected, rtol=1e-6, atol=1e-12, err_msg=equation.result.code
        )
    P, Y = (arrays[operand.array] for operand in steps(sizes)[0].equations[0].operands)
    assert loss == pytest.approx(-(Y * np.log(P)).sum() / 3)


def test_shape_equation_of_one_drawing_is_that_of_an_outer_product():
    step = {step.slug: step for step in steps(SEED)}["dw2"]
    [equation] = step.equations
    assert equation.shapes() == r"(101 \times N)(N \times 10) = 101 \times 10"
    assert equation.shapes(1) == r"(101 \times 1)(1 \times 10) = 101 \times 10"


def test_layer_numbers_above_nine_are_grouped_in_braces():
    deep = steps([784, *[5] * 11, 10])
    assert deep[1].formula == r"\delta_{12} = (P - Y) / N"


@pytest.mark.parametrize("path", ["/inside", "/inside/walk", "/inside/walk?model=tiny"])
def test_page_has_every_step_with_its_link_formula_and_text(client, path):
    page = client.get(path).text
    sizes = [784, 5, 10] if "tiny" in path else SEED
    for step in steps(sizes):
        assert f'href="#step={step.slug}"' in page
        article = re.search(rf'<article [^>]*data-slug="{step.slug}".*?</article>', page, re.DOTALL)
        assert article, step.slug
        assert article[0].count("<math") > 4
        assert article[0].count("<p>") >= 2
        assert 'display="block"' in article[0]


def test_walk_of_another_model_has_its_sizes(client):
    assert 'data-sizes="784-5-10"' in client.get("/inside/walk?model=tiny").text


def test_walk_of_an_unknown_model_is_not_found(client):
    reply = client.get("/inside/walk?model=nobody")
    assert reply.status_code == 404
    assert reply.json()["type"] == "/problems/unknown-model"


@pytest.mark.parametrize("convention", IN_PAGES)
def test_formulas_of_the_page_are_well_formed(client, convention):
    page = client.get(f"/inside/walk?convention={convention}").text
    formulas = re.findall(r"<math.*?</math>", page, re.DOTALL)
    assert len(formulas) > 100
    elements = [element for text in formulas for element in ET.fromstring(text).iter()]
    assert {element.tag for element in elements} <= MATHML_CORE


def symbols(formula):
    """Return the symbols of a formula, in LaTeX: A_1, \\delta_2, P, N and so on."""
    return set(re.findall(r"\\delta_\d|\\eta|\b[AHWz]_\w|\b[LPYN]\b", formula)) - {"L"}


@pytest.mark.parametrize("model", ["seed", "tiny"])
def test_text_of_each_step_defines_its_symbols_and_stands_alone(client, model):
    page = client.get(f"/inside/walk?model={model}").text
    sizes = [784, 5, 10] if model == "tiny" else SEED

    assert "layer above" not in page
    for step in steps(sizes):
        article = re.search(rf'<article [^>]*data-slug="{step.slug}".*?</article>', page, re.DOTALL)
        text = re.search(r'<ul class="definitions".*?</ul>', article[0], re.DOTALL)[0]
        defined = re.sub("</?mrow>", "", text)
        for symbol in symbols(step.formula):
            assert re.sub("</?(?:math|mrow)[^>]*>", "", math(symbol)) in defined, step.slug


def arrays_in(expression):
    """Return the symbols of an expression."""
    if isinstance(expression, Symbol):
        return {expression}
    parts = [
        part
        for value in vars(expression).values()
        for part in (value if isinstance(value, tuple) else (value,))
        if not isinstance(part, int)
    ]
    return set().union(*map(arrays_in, parts))


@pytest.mark.parametrize("convention", IN_PAGES)
def test_text_of_each_step_defines_the_symbols_of_its_convention(client, convention):
    page = client.get(f"/inside/walk?convention={convention}").text
    parsed = parse_convention(convention)
    latex = Latex(parsed, 3)
    slugs = {"delta": "delta", "dW": "dw", "db": "dw", "dH": "back"}

    for formula in backward_formulas(3, parsed):
        if formula.result.kind not in slugs:
            continue
        slug = f"{slugs[formula.result.kind]}{formula.result.layer}".replace("back0", "dx")
        article = re.search(rf'<article [^>]*data-slug="{slug}".*?</article>', page, re.DOTALL)[0]
        text = re.search(r'<ul class="definitions".*?</ul>', article, re.DOTALL)[0]
        defined = re.sub("</?mrow>", "", text)
        for symbol in arrays_in(formula.expression):
            mathml = math(latex.symbol(symbol))
            assert re.sub("</?(?:math|mrow)[^>]*>", "", mathml) in defined, (slug, symbol)


FALSE = {
    "inkling": ["column 0", "1 × 101"],
    "nielsen": ["row 0", "Row 0", "column 0", "101", "W_3", "H_2", "dZ"],
    "ng": ["row 0", "Row 0", "column 0", "101", "row for each drawing", "in the update"],
    "cs231n": ["row 0", "Row 0", "column 0", "101", "column for each drawing", "δ"],
    "inkling,columns": ["row 0", "Row 0", "101 × 10", "row for each drawing"],
}


@pytest.mark.parametrize("convention", FALSE)
def test_steps_say_nothing_that_is_false_in_their_convention(client, convention):
    page = client.get(f"/inside/walk?convention={convention}").text
    steps_html = page[: page.index('<section id="goes-wrong"')]
    text = html.unescape(re.sub("<(?!mn|mi)[^>]*>", "", steps_html))
    for words in FALSE[convention]:
        assert words not in text, words


def test_unknown_convention_of_a_page_is_that_of_this_project(client):
    page = client.get("/inside?convention=hinton").text
    assert 'data-convention="inkling"' in page


def chains_of(page):
    """Return the chains of factors with their shapes, without markup for line breaks."""
    chains = re.search(r'<dl class="chains">.*?</dl>', page, re.DOTALL)[0]
    return re.sub(r"<wbr>|</?span>", "", chains)


def test_step_of_w2_shows_the_merged_chain_of_columns(client):
    page = client.get("/inside/walk?convention=ng").text
    chains = chains_of(page)

    assert "<s>(1 × 10)(10 × 10)(10 × 1)(1 × 100) = 1 × 100</s>" in chains
    assert (
        "[ (10 × 10)(10 × 1) ⊙ (10 × 1) ⊙ (10 × 1) ] (1 × 100) = (10 × 1)(1 × 100) = 10 × 100"
        in chains
    )


def test_step_of_w2_shows_the_merged_chain_beside_the_right_one(client):
    page = client.get("/inside/walk").text
    article = re.search(r'<article [^>]*data-slug="dw2".*?</article>', page, re.DOTALL)[0]
    chains = chains_of(article)

    assert "<s>(101 × 1)(1 × 10)(10 × 10)(10 × 1) = 101 × 1</s>" in chains
    assert (
        "(101 × 1) [ (1 × 10)(10 × 10) ⊙ (1 × 10) ⊙ (1 × 10) ] = (101 × 1)(1 × 10) = 101 × 10"
        in chains
    )
    assert page.count('class="chains"') == 1


@pytest.mark.parametrize("convention", IN_PAGES)
def test_chains_of_w2_are_written_in_symbols_and_define_each(client, convention):
    page = client.get(f"/inside/walk?convention={convention}").text
    article = re.search(r'<article [^>]*data-slug="dw2".*?</article>', page, re.DOTALL)[0]
    formulas = re.findall(r"<dd>(<math.*?</math>)", chains_of(article), re.DOTALL)
    defined = set(re.findall(r'<button class="symbol"[^>]* data-array="(\w+)"', article))

    assert len(formulas) == 2
    assert all("\N{CIRCLED DOT OPERATOR}" in html.unescape(formula) for formula in formulas)
    assert {"delta3", "W3", "H2", "delta2"} <= defined


@pytest.mark.parametrize("convention", IN_PAGES)
@pytest.mark.parametrize("slug", ["dw3", "back2", "delta2", "dw2"])
def test_error_signal_of_the_output_is_probabilities_minus_targets(client, convention, slug):
    page = client.get(f"/inside/walk?convention={convention}").text
    article = re.search(rf'<article [^>]*data-slug="{slug}".*?</article>', page, re.DOTALL)[0]
    definitions = re.findall(r"<li><button [^>]*data-array=.delta3.*?</li>", article, re.DOTALL)

    assert len(definitions) == 1
    assert "probabilities minus targets" in definitions[0]
    text = html.unescape(re.sub("<[^>]*>", "", definitions[0]))
    is_divided = parse_convention(convention).mean in {"mean-at-loss", "mean-at-delta"}
    assert ("divided by the number of drawings" in text) == is_divided
