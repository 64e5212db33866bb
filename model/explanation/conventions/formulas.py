"""The forward and the backward pass in this project's convention, and the rules for the others.

The bias apart: [1 H] times W with b as row 0 is H W + b, so that [1 H]^T delta falls into the sum
of delta and H^T delta. 1/N later: every delta is linear in the first one. Samples as columns: all
arrays are transposed; see `model.explanation.conventions.expressions.transposed`.
"""

from dataclasses import dataclass

from model.explanation.conventions.convention import Convention
from model.explanation.conventions.expressions import (
    Elementwise,
    Expression,
    Minus,
    OneMinus,
    Over,
    Plus,
    Product,
    Sigmoid,
    Softmax,
    SumOverSamples,
    Symbol,
    Times,
    Transposed,
    WithOnes,
    WithoutBias,
    transposed,
)

N = Symbol("N")
RATE = Symbol("rate")


@dataclass(frozen=True)
class Formula:
    """``result = expression``."""

    result: Symbol
    expression: Expression


def forward_formulas(layers: int, convention: Convention) -> list[Formula]:
    """Return the formulas of the forward pass in order, for this many weight matrices."""
    formulas: list[Formula] = []
    for k in range(1, layers + 1):
        z, H = Symbol("z", k), Symbol("H", k)
        A = Formula(Symbol("A", k - 1), WithOnes(Symbol("H", k - 1)))
        formulas += [A, Formula(z, Product(A.result, Symbol("W", k)))]
        output = k == layers
        formulas.append(Formula(Symbol("P"), Softmax(z)) if output else Formula(H, Sigmoid(z)))
    return in_convention(formulas, convention)


def backward_formulas(layers: int, convention: Convention) -> list[Formula]:
    """Return the formulas of the backward pass in order, last layer first.

    For each layer its delta, then the gradients of its weights; dH of the layer before, which is dX
    at the end; and then all updates.
    """
    error = Minus(Symbol("P"), Symbol("Y"))
    formulas = [Formula(Symbol("delta", layers), Over(error, N))]
    for k in range(layers, 0, -1):
        A, delta, H = Symbol("A", k - 1), Symbol("delta", k), Symbol("H", k - 1)
        formulas.append(Formula(Symbol("dW", k), Product(Transposed(A), delta)))
        dH, back = Symbol("dH", k - 1), Transposed(WithoutBias(Symbol("W", k)))
        formulas.append(Formula(dH, Product(delta, back)))
        if k > 1:
            slope = (H, OneMinus(H))
            formulas.append(Formula(Symbol("delta", k - 1), Elementwise((dH, *slope))))
    for k in range(layers, 0, -1):
        W, dW = Symbol("W", k), Symbol("dW", k)
        formulas.append(Formula(W, Minus(W, Times(RATE, dW))))
    return in_convention(formulas, convention)


def inline(formula: Formula, formulas: list[Formula]) -> Formula:
    """Return the formula of a delta with that of dH in it; others as they are."""
    if not isinstance(formula.expression, Elementwise):
        return formula
    first, *slope = formula.expression.factors
    dH = next(other.expression for other in formulas if other.result == first)
    return Formula(formula.result, Elementwise((dH, *slope)))


def in_convention(formulas: list[Formula], convention: Convention) -> list[Formula]:
    """Return formulas of this project's convention in another one."""
    if not convention.is_folded:
        formulas = [part for formula in formulas for part in _bias_apart(formula)]
    formulas = [Formula(f.result, _mean_moved(f, convention)) for f in formulas]
    if convention.has_columns:
        formulas = [Formula(f.result, transposed(f.expression)) for f in formulas]
    return formulas


def _bias_apart(formula: Formula) -> list[Formula]:
    """Return the formulas of a weight matrix without the bias, and of the bias."""
    result, k = formula.result, formula.result.layer
    match formula.expression:
        case WithOnes():
            return []
        case Product(Symbol("A", layer), W):
            return [Formula(result, Plus(Product(Symbol("H", layer), W), Symbol("b", k)))]
        case Product(Transposed(Symbol("A", layer)), delta):
            apart = Formula(Symbol("db", k), SumOverSamples(delta))
            return [Formula(result, Product(Transposed(Symbol("H", layer)), delta)), apart]
        case Product(delta, Transposed(WithoutBias(W))):
            return [Formula(result, Product(delta, Transposed(W)))]
        case Minus(Symbol("W"), Times(rate, _)):
            b = Symbol("b", k)
            return [formula, Formula(b, Minus(b, Times(rate, Symbol("db", k))))]
    return [formula]


def _mean_moved(formula: Formula, convention: Convention) -> Expression:
    expression, kind = formula.expression, formula.result.kind
    match expression:
        case Over(error, number) if number == N and convention.sums_deltas:
            return error
        case _ if kind in {"dW", "db"} and convention.mean == "mean-at-dw":
            return Over(expression, N)
        case Minus(W, Times(rate, dW)) if convention.sums_gradients:
            return Minus(W, Times(rate, Over(dW, N)))
    return expression
