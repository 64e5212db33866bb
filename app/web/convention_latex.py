"""Formulas of a convention in LaTeX."""

from model.explanation.conventions.convention import Convention, Notation
from model.explanation.conventions.expressions import (
    Elementwise,
    Expression,
    Kind,
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
)
from model.explanation.conventions.names import LAYER_OFFSET

ONES = r"\mathbf{1}"
"""A column of ones, one for each sample."""

_BASES: dict[Notation, dict[Kind, str]] = {
    "inkling": {
        "A": "A",
        "H": "H",
        "z": "z",
        "W": "W",
        "b": "b",
        "delta": r"\delta",
    },
    "nielsen": {
        "A": r"\tilde{a}",
        "H": "a",
        "P": "a",
        "z": "z",
        "W": "w",
        "b": "b",
        "delta": r"\delta",
    },
    "ng": {
        "A": r"\tilde{A}",
        "H": "A",
        "P": "A",
        "z": "Z",
        "W": "W",
        "b": "b",
        "delta": "dZ",
        "dW": "dW",
        "db": "db",
        "dH": "dA",
    },
    "cs231n": {
        "A": r"\tilde{h}",
        "H": "h",
        "z": "z",
        "W": "W",
        "b": "b",
        "delta": "dz",
        "dW": "dW",
        "db": "db",
        "dH": "dh",
    },
}
"""Letters that carry the number of a layer; other gradients are partial derivatives."""

_PLAIN: dict[Notation, dict[Kind, str]] = {
    "inkling": {"X": "X", "P": "P", "Y": "Y", "N": "N", "rate": r"\eta", "loss": "L"},
    "nielsen": {"X": "x", "Y": "y", "N": "m", "rate": r"\eta", "loss": "C"},
    "ng": {"X": "X", "Y": "Y", "N": "m", "rate": r"\alpha", "loss": "J"},
    "cs231n": {
        "X": "X",
        "P": r"\text{probs}",
        "Y": "Y",
        "N": "N",
        "rate": r"\alpha",
        "loss": "L",
    },
}
_SAMPLE_LOSSES: dict[Notation, str] = {
    "inkling": "L_n",
    "nielsen": "C_n",
    "ng": "L^{(n)}",
    "cs231n": "L_n",
}
_DENOMINATORS: dict[Kind, Kind] = {"dW": "W", "db": "b", "dH": "H"}


class Latex:
    """Writes symbols and formulas of a convention.

    Parameters
    ----------
    convention : Convention
    layers : int
        The number of weight matrices.
    number : str, optional
        Stands for the number of a layer that is not the input, such as "k".
    """

    def __init__(self, convention: Convention, layers: int, number: str | None = None) -> None:
        self._notation = convention.notation
        self._convention = convention
        self._layers = layers
        self._number = number

    def symbol(self, symbol: Symbol) -> str:
        """Return an array or a number."""
        kind, k = symbol.kind, symbol.layer
        plain, bases = _PLAIN[self._notation], _BASES[self._notation]
        if self._notation == "cs231n" and k == self._layers and kind in {"z", "delta"}:
            return r"\text{scores}" if kind == "z" else r"\text{dscores}"
        if kind in plain:
            return plain[kind]
        if kind == "H" and k == 0 and self._notation in {"inkling", "cs231n"}:
            return plain["X"]
        if k == 0 and self._notation == "cs231n" and kind in {"A", "dH"}:
            return r"\tilde{X}" if kind == "A" else "dX"
        if kind not in bases:
            return self._partial_derivative(symbol)
        return self._numbered(bases[kind], self._layers if kind == "P" else k)

    @property
    def sample_loss(self) -> str:
        """The loss of sample n."""
        return _SAMPLE_LOSSES[self._notation]

    def layer(self, k: int) -> str:
        """Return the number of a layer, as this notation counts."""
        return self._number if self._number and k else str(k + LAYER_OFFSET[self._notation])

    def __call__(self, expression: Expression) -> str:
        """Return an expression."""
        match expression:
            case Product(left, right):
                space = " " if isinstance(left, Transposed) else r" \, "
                text = self._within(left) + space + self._within(right)
            case Elementwise(factors):
                text = r" \odot ".join(map(self._within, factors))
            case Plus(left, right):
                text = f"{self(left)} + {self._within(right)}"
            case Minus(left, right):
                text = f"{self(left)} - {self._within(right)}"
            case Times(rate, Over(operand, number)):
                text = rf"\frac{{{self(rate)}}}{{{self(number)}}} \, {self._within(operand)}"
            case Times(number, operand):
                text = rf"{self(number)} \, {self._within(operand)}"
            case OneMinus(operand):
                text = f"1 - {self._within(operand)}"
            case _:
                text = self._operand(expression)
        return text

    @property
    def is_prefix(self) -> bool:
        """Whether 1 over the batch size stands before what it divides."""
        return self._convention.mean != "mean-at-loss"

    def right_side(self, expression: Expression) -> str:
        """Return the right side of a formula, of which a number may divide the whole."""
        if not isinstance(expression, Over):
            return self(expression)
        operand, number = expression.operand, self(expression.number)
        if self.is_prefix:
            inner = self._within(operand) if isinstance(operand, Minus) else self(operand)
            return rf"\frac{{1}}{{{number}}} \, {inner}"
        return f"({self(operand)}) / {number}"

    def _operand(self, expression: Expression) -> str:
        match expression:
            case Symbol():
                text = self.symbol(expression)
            case Transposed(operand):
                text = self._transposed(operand)
            case WithoutBias(operand, axis):
                text = self(operand) + (r"[{:},1{:}]" if axis else r"[1{:}]")
            case SumOverSamples(operand, axis):
                summed = self._within(operand)
                text = f"{summed} {ONES}" if axis else rf"{ONES}^\top {summed}"
            case Sigmoid(operand):
                text = rf"\sigma({self(operand)})"
            case Softmax(operand):
                text = rf"\text{{softmax}}({self(operand)})"
            case WithOnes(operand, axis):
                text = rf"[1 \; {self(operand)}]" if axis else rf"[1; \, {self(operand)}]"
            case _:
                raise TypeError(f"expected an expression, got {type(expression).__name__}")
        return text

    def _transposed(self, operand: Expression) -> str:
        text = self._within(operand)
        if isinstance(operand, Symbol) and text.endswith("]}"):  # W^{[3]}
            return text.removesuffix("}") + r"\top}"
        if isinstance(operand, Symbol) and self._notation == "nielsen":
            return rf"({text})^\top"
        return rf"{text}^\top"

    def _within(self, expression: Expression) -> str:
        text = self(expression)
        is_sum = isinstance(expression, Plus | Minus | OneMinus)
        return f"({text})" if is_sum else text

    def _numbered(self, base: str, k: int) -> str:
        number = self.layer(k)
        if self._notation == "nielsen":
            return f"{base}^{{{number}}}"
        if self._notation == "ng":
            return f"{base}^{{[{number}]}}"
        return f"{base}_{number}" if len(number) == 1 else f"{base}_{{{number}}}"

    def _partial_derivative(self, symbol: Symbol) -> str:
        """Return a derivative of the loss, or of each sample's if 1/N comes later."""
        convention, loss = self._convention, _PLAIN[self._notation]["loss"]
        variable = self.symbol(Symbol(_DENOMINATORS[symbol.kind], symbol.layer))
        of_weights = symbol.kind in {"dW", "db"}
        is_sum = convention.sums_gradients if of_weights else convention.sums_deltas
        derivative = rf"\partial {self.sample_loss if is_sum else loss} / \partial {variable}"
        return rf"\sum_n {derivative}" if is_sum and of_weights else derivative
