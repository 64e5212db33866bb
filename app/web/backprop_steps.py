r"""The steps of backpropagation that the page /inside shows, for a network of any depth.

For 784-100-10-10 they are eleven: loss, delta3, dw3, back2, delta2, dw2, back1, delta1, dw1, dx,
update.
Formulas are LaTeX and also in ``docs/derivation.md``. Shape equations are LaTeX, too, with N for
the batch size: ``(101 \times N)(N \times 10) = 101 \times 10``. The texts of the steps are in
``templates/inside_texts.html``. All of them follow a convention.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.web.convention_latex import Latex
from app.web.equation import Equation
from app.web.operands import Operand, Operands
from model.explanation.conventions.convention import INKLING, Convention
from model.explanation.conventions.expressions import (
    Elementwise,
    Minus,
    Over,
    Product,
    SumOverSamples,
    Symbol,
    Times,
)
from model.explanation.conventions.expressions import Kind as ArrayKind
from model.explanation.conventions.formulas import Formula, backward_formulas
from model.explanation.conventions.names import LAYER_OFFSET, code_name

Kind = Literal["loss", "error", "gradient", "dH", "sigmoid_derivative", "update"]
"""How the entries of a result are computed from those of its operands."""


@dataclass(frozen=True)
class Step:
    """One step of backpropagation.

    Attributes
    ----------
    slug : str
        Identifier of the step in addresses: /inside#step=delta2.
    kind : str
    title : str
    short : str
        The computed quantity, in LaTeX.
    formula : str
        LaTeX.
    equations : tuple of Equation
        One; for a gradient another one for the bias if it is apart; for the update one for each
        matrix, starting with the last layer.
    """

    slug: str
    kind: Kind
    title: str
    short: str
    formula: str
    equations: tuple[Equation, ...]


def steps(sizes: Sequence[int], convention: Convention = INKLING) -> list[Step]:
    """Return the steps of backpropagation for a network of these layer sizes.

    Parameters
    ----------
    sizes : sequence of int
        The number of units of every layer, inputs first.
    convention : Convention, optional
        Of the formulas and shapes.
    """
    return _Steps(sizes, convention).all()


class _Steps:
    """The steps for a network and a convention."""

    def __init__(self, sizes: Sequence[int], convention: Convention) -> None:
        self._layers = len(sizes) - 1
        self._convention = convention
        self._operands = Operands(sizes, convention)
        self._latex = self._operands.latex
        self._formulas = backward_formulas(self._layers, convention)

    def all(self) -> list[Step]:
        last = self._layers
        result = [self._loss(), self._error(), self._gradient(last)]
        for k in range(last - 1, 0, -1):
            result += [self._dH_step(k), self._sigmoid_derivative(k), self._gradient(k)]
        return [*result, self._pixels(), self._update()]

    def _loss(self) -> Step:
        P, Y = Symbol("P"), Symbol("Y")
        L, N = (self._latex(Symbol(kind)) for kind in ("loss", "N"))
        sample = self._latex.sample_loss
        index = "cn" if self._convention.has_columns else "nc"
        formula = (
            rf"{L} = \frac{{1}}{{{N}}} \sum_{{n}} {sample}, \qquad {sample} = - \sum_{{c}} "
            rf"{self._latex(Y)}_{{{index}}} \log {self._latex(P)}_{{{index}}}"
        )
        operands = self._operands.of(P), self._operands.of(Y)
        loss = Operand("loss", (), L, "loss", (1, 1))
        equation = Equation(self._layers, operands, ",", loss, r"\to", batch=N)
        return Step("loss", "loss", "Loss", L, formula, (equation,))

    def _error(self) -> Step:
        k = self._layers
        title = f"Error signal of layer {self._number(k)}"
        return self._step(f"delta{k}", "error", title, Symbol("delta", k))

    def _gradient(self, k: int) -> Step:
        title, results = f"Gradient of the weights {self._name('W', k)}", [Symbol("dW", k)]
        if not self._convention.is_folded:
            title = f"Gradients of {self._name('W', k)} and {self._name('b', k)}"
            results.append(Symbol("db", k))
        return self._step(f"dw{k}", "gradient", title, *results)

    def _dH_step(self, k: int) -> Step:
        title = f"Backpropagate through the weights {self._name('W', k + 1)}"
        return self._step(f"back{k}", "dH", title, Symbol("dH", k))

    def _pixels(self) -> Step:
        return self._step("dx", "dH", "Backpropagate to the pixels", Symbol("dH", 0))

    def _sigmoid_derivative(self, k: int) -> Step:
        title = f"Multiply by the sigmoid derivative of layer {self._number(k)}"
        return self._step(f"delta{k}", "sigmoid_derivative", title, Symbol("delta", k))

    def _step(self, slug: str, kind: Kind, title: str, *results: Symbol) -> Step:
        formulas = [next(f for f in self._formulas if f.result == result) for result in results]
        equations = tuple(self._equation(formula) for formula in formulas)
        written = [
            f"{equation.result.latex} = {self._latex.right_side(formula.expression)}"
            for formula, equation in zip(formulas, equations, strict=True)
        ]
        return Step(
            slug, kind, title, equations[0].result.latex, r", \qquad ".join(written), equations
        )

    def _equation(self, formula: Formula) -> Equation:
        expression, divisor = formula.expression, ""
        if isinstance(expression, Over):
            divisor, expression = self._latex(expression.number), expression.operand
        operands: Sequence[Operand]
        match expression:
            case Product(left, right):
                operator, operands = "", [self._operands.of(left), self._operands.of(right)]
            case Minus(left, right):
                operator, operands = "-", [self._operands.of(left), self._operands.of(right)]
            case Elementwise(factors):
                operator, operands = r"\odot", [self._operands.of(factor) for factor in factors]
            case SumOverSamples(operand, axis):
                operator, summed = "", self._operands.of(operand)
                operands = [summed, self._operands.ones(is_row=False)]
                if axis == 0:
                    operands = [self._operands.ones(is_row=True), summed]
            case _:
                raise TypeError(f"expected a formula of a step, got {formula}")
        return Equation(
            formula.result.layer,
            tuple(operands),
            operator,
            self._operands.of(formula.result),
            divisor=divisor,
            is_prefix=self._latex.is_prefix,
            batch=self._latex(Symbol("N")),
            name=self._updated_name(formula.result),
        )

    def _update(self) -> Step:
        latex = Latex(self._convention, self._layers, number="k")
        generic = [f for f in self._formulas if f.result.kind in {"W", "b"}]
        written = [
            rf"{latex(formula.result)} \leftarrow {latex(formula.expression)}"
            for formula in generic
            if formula.result.layer == 1
        ]
        equations = tuple(self._update_equation(formula) for formula in generic)
        formula = r", \qquad ".join(written)
        short = self._latex(Symbol("W", 1)).partition("_")[0].partition("^")[0]
        return Step("update", "update", "Gradient descent step", short, formula, equations)

    def _update_equation(self, formula: Formula) -> Equation:
        match formula.expression:
            case Minus(W, Times(rate, step)):
                number = self._latex(rate)
                if isinstance(step, Over):
                    number = rf"\frac{{{number}}}{{{self._latex(step.number)}}}"
                    step = step.operand
                old, gradient = self._operands.of(W), self._operands.of(step)
            case _:
                raise TypeError(f"expected an update, got {formula}")
        new = Operand(f"{old.array}'", old.view, old.latex, f"{old.code}'", old.shape)
        return Equation(
            formula.result.layer,
            (old, gradient),
            f"- {number}",
            new,
            r"\to",
            batch=self._latex(Symbol("N")),
            name=old.code,
        )

    def _number(self, k: int) -> int:
        return k + LAYER_OFFSET[self._convention.notation]

    def _name(self, kind: ArrayKind, k: int) -> str:
        return code_name(Symbol(kind, k), self._convention.notation, self._layers)

    def _updated_name(self, gradient: Symbol) -> str:
        if gradient.kind not in {"dW", "db"}:
            return ""
        return self._name("W" if gradient.kind == "dW" else "b", gradient.layer)
