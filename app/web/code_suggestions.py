"""Suggestions in the editor of submitted code: names with shapes, right lines, common mistakes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.web.operands import Operands
from model.explanation.conventions.arrays import given_symbols, gradient_symbols
from model.explanation.conventions.code import code, right_line, without_bias
from model.explanation.conventions.convention import INKLING, Convention
from model.explanation.conventions.expressions import (
    Elementwise,
    Kind,
    OneMinus,
    Product,
    Symbol,
    Transposed,
)
from model.explanation.conventions.formulas import (
    Formula,
    backward_formulas,
    in_convention,
)
from model.explanation.conventions.names import code_name

_STEP_SLUGS = {"delta": "delta", "dW": "dw", "db": "dw", "dH": "back"}
"""Start of the slug of the step that computes a gradient; see `app.web.backprop_steps`."""

_VARIABLES: dict[Kind, Kind] = {"delta": "z", "dW": "W", "db": "b", "dH": "H"}
"""The array with respect to which each gradient is."""


@dataclass(frozen=True)
class WrongLines:
    """Lines with a common mistake, for the error signal and the gradient of the last hidden layer.

    Attributes
    ----------
    matrix_product, transposed_product : tuple of str
        A matrix product where an elementwise one belongs, with the derivative of the sigmoid as it
        is, or transposed.
    with_bias, without_wrong_row : tuple of str
        The weights with their biases, or without another row or column instead; empty if the bias
        is apart.
    """

    matrix_product: tuple[str, ...]
    transposed_product: tuple[str, ...]
    with_bias: tuple[str, ...]
    without_wrong_row: tuple[str, ...]


class CodeSuggestions:
    """Names and lines for a network, in a convention.

    Parameters
    ----------
    sizes : sequence of int
        The number of units of every layer, inputs first.
    convention : Convention
    """

    def __init__(self, sizes: Sequence[int], convention: Convention) -> None:
        self._convention = convention
        self._layers = len(sizes) - 1
        self._operands = Operands(sizes, convention)

    def names(self) -> list[dict[str, Any]]:
        """Return the arrays with key and shape: N, then those of the forward pass, then gradients.

        The key is its name in this project's convention, and the same in every other.
        The gradients of layer 1 are missing but for its delta: nothing is computed from them.
        """
        symbols = [Symbol("N")]
        symbols += [s for s in given_symbols(self._layers, self._convention) if s.kind != "N"]
        symbols += [
            symbol
            for symbol in gradient_symbols(self._layers, self._convention)
            if symbol.layer > 1 or (symbol.layer == 1 and symbol.kind in {"delta", "dH"})
        ]
        entries = {
            self._name(symbol): {
                "name": self._name(symbol),
                "key": self._key(symbol),
                "shape": self._shape(symbol),
            }
            for symbol in symbols
        }
        return [*entries.values()]

    def targets(self) -> list[dict[str, Any]]:
        """Return name, key, step, layer (from 1) and variable of each gradient."""
        return [
            {
                "name": self._name(symbol),
                "key": self._key(symbol),
                "slug": f"{_STEP_SLUGS[symbol.kind]}{symbol.layer}" if symbol.layer else "dx",
                "layer": symbol.layer,
                "isOfWeights": symbol.kind in {"dW", "db"},
                "variable": self._name(Symbol(_VARIABLES[symbol.kind], symbol.layer)),
            }
            for symbol in gradient_symbols(self._layers, self._convention)
        ]

    def initial_line(self) -> str:
        """Return the line in the editor at first: a common wrong one for the last hidden layer."""
        k = max(1, self._layers - 1)
        A = Symbol("A" if self._convention.is_folded else "H", k - 1)
        inputs, error = self._name(A), f"({self._name(Symbol('P'))} - {self._name(Symbol('Y'))})"
        result = self._name(Symbol("dW", k))
        if self._layers < 2:
            factors = [error, inputs] if self._convention.has_columns else [inputs, error]
            return f"{result} = {' @ '.join(factors)}"
        W, H = self._name(Symbol("W", k + 1)), self._name(Symbol("H", k))
        factors = [f"{inputs}.T", error, f"{W}.T", f"{H} * (1 - {H})"]
        if self._convention.has_columns:
            factors = [factors[3], factors[2], factors[1], factors[0]]
        return f"{result} = {' @ '.join(factors)}"

    def suggestions(self) -> dict[str, str]:
        """Return all suggested lines, by keys that are the same in all conventions."""
        lines = {"initial": self.initial_line()}
        if self._layers > 1:
            wrong = asdict(self.wrong_lines())
            lines |= {name: "\n".join(code) for name, code in wrong.items() if code}
        symbols = gradient_symbols(self._layers, self._convention)
        return lines | {self._key(symbol): self._line(symbol) for symbol in symbols}

    def example(self) -> tuple[str, str]:
        """Return the name of an error signal, and the line of the gradient that follows from it."""
        k = max(1, self._layers - 1)
        return self._name(Symbol("delta", k)), self._line(Symbol("dW", k))

    def slice_example(self) -> str:
        """Return an example of a slice: the weights without the bias, or the first row of z."""
        if not self._convention.is_folded:
            return f"{self._name(Symbol('z', self._layers))}[0]"
        axis = int(self._convention.has_columns)
        return f"{self._name(Symbol('W', self._layers))}[{without_bias(axis)}]"

    def wrong_lines(self) -> WrongLines:
        """Return lines with common mistakes, for a network with a hidden layer."""
        k = self._layers - 1
        slope = Elementwise((Symbol("H", k), OneMinus(Symbol("H", k))))
        dH = Symbol("dH", k)
        right = self._line(Symbol("delta", k))
        has_columns = self._convention.has_columns
        used = without_bias(int(has_columns))
        last_left_out = ":, :-1" if has_columns else ":-1"
        is_folded = self._convention.is_folded
        return WrongLines(
            self._with_gradient(self._wrong(Product(dH, slope))),
            self._with_gradient(self._wrong(Product(dH, Transposed(slope)))),
            self._with_gradient(right.replace(f"[{used}]", "")) if is_folded else (),
            self._with_gradient(right.replace(used, last_left_out)) if is_folded else (),
        )

    def _wrong(self, product: Product) -> str:
        k = self._layers - 1
        [formula] = in_convention([Formula(Symbol("delta", k), product)], self._convention)
        text = code(formula.expression, self._convention, self._layers)
        formulas = backward_formulas(k + 1, self._convention)
        dH = next(f for f in formulas if f.result == Symbol("dH", k))
        back = f"({code(dH.expression, self._convention, self._layers)})"
        return f"{self._name(formula.result)} = {text.replace(self._name(dH.result), back)}"

    def _with_gradient(self, delta: str) -> tuple[str, ...]:
        return delta, self._line(Symbol("dW", self._layers - 1))

    def _line(self, symbol: Symbol) -> str:
        return right_line(symbol, self._convention, self._layers)

    def _name(self, symbol: Symbol) -> str:
        return code_name(symbol, self._convention.notation, self._layers)

    def _key(self, symbol: Symbol) -> str:
        return code_name(symbol, INKLING.notation, self._layers)

    def _shape(self, symbol: Symbol) -> list[int | str]:
        if symbol.kind == "N":
            return []
        if symbol.kind == "X":
            symbol = Symbol("H", 0)
        return [*self._operands.of(symbol).shape]
