"""Arrays in formulas: the array of /explain that each one is, and its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.web.convention_latex import ONES, Latex
from model.explanation.conventions.arrays import stored_name
from model.explanation.conventions.code import code
from model.explanation.conventions.convention import Convention
from model.explanation.conventions.expressions import (
    Expression,
    OneMinus,
    Symbol,
    Transposed,
    WithoutBias,
)

View = Literal["units", "bias", "inputs", "ones", "complement", "sum", "transposed"]
"""W[1:], W[:1], A[:, 1:], A[:, :1], 1 - H, N times a mean, A.T."""

Size = int | Literal["N"]
Shape = tuple[Size, Size]


@dataclass(frozen=True)
class Operand:
    """An operand or the result of an equation.

    Attributes
    ----------
    array : str
        Its name in the reply of /explain, "dW2", or for weights in that of /models/NAME/weights.
    view : tuple of str
        What is done to that array, in order.
    latex : str
    code : str
        In numpy's notation.
    shape : tuple
        Of the result of that.
    whole : str
        In numpy's notation with the biases, where they are left out; else empty.
    """

    array: str
    view: tuple[View, ...]
    latex: str
    code: str
    shape: Shape
    whole: str = ""

    def size(self, batch: Size | str = "N") -> str:
        """Return the shape in LaTeX for this batch size."""
        rows, columns = (batch if size == "N" else size for size in self.shape)
        return rf"{rows} \times {columns}"


class Operands:
    """Describes the arrays of a convention, for a network with these units in every layer."""

    def __init__(self, sizes: Sequence[int], convention: Convention) -> None:
        self._sizes, self._convention = sizes, convention
        self._layers = len(sizes) - 1
        self.latex = Latex(convention, self._layers)

    def of(self, expression: Expression) -> Operand:
        """Return the description of a symbol, transposed or without the bias or as 1 - H."""
        array, view, shape = self._describe(expression)
        text, written = self.latex(expression), code(expression, self._convention, self._layers)
        if isinstance(expression, OneMinus):
            text, written = f"({text})", f"({written})"
        is_transposed = view.count("transposed") % 2 == 1
        words = [word for word in view if word != "transposed"]
        return Operand(
            array,
            (*words, "transposed") if is_transposed else tuple(words),
            text,
            written,
            (shape[1], shape[0]) if is_transposed else shape,
            self._whole(expression),
        )

    def _whole(self, expression: Expression) -> str:
        match expression:
            case WithoutBias(operand):
                with_bias = operand
            case Transposed(WithoutBias(operand)):
                with_bias = Transposed(operand)
            case _:
                return ""
        return code(with_bias, self._convention, self._layers)

    def ones(self, is_row: bool) -> Operand:
        """Return a row or a column of ones, one for each sample."""
        latex, written = (rf"{ONES}^\top", "ones.T") if is_row else (ONES, "ones")
        view: tuple[View, ...] = ("ones", "transposed") if is_row else ("ones",)
        return Operand("A0", view, latex, written, (1, "N") if is_row else ("N", 1))

    def _describe(self, expression: Expression) -> tuple[str, list[View], Shape]:
        """Return the array, its views, and the shape before it is transposed."""
        match expression:
            case Transposed(operand):
                array, view, shape = self._describe(operand)
                return array, [*view, "transposed"], shape
            case OneMinus(operand):
                array, view, shape = self._describe(operand)
                return array, [*view, "complement"], shape
            case WithoutBias(operand):
                array, view, (rows, columns) = self._describe(operand)
                if not isinstance(rows, int):
                    raise TypeError(f"expected weights, got {expression}")
                return array, ["units", *view], (rows - 1, columns)
            case Symbol():
                array, view, shape = self._describe_symbol(expression)
                return array, [*view, "transposed"] if self._convention.has_columns else view, shape
        raise TypeError(f"expected an array, got {type(expression).__name__}")

    def _describe_symbol(self, symbol: Symbol) -> tuple[str, list[View], Shape]:
        kind, k, array = symbol.kind, symbol.layer, stored_name(symbol)
        convention, sizes = self._convention, self._sizes
        sums: list[View] = ["sum"]
        if kind in {"W", "b", "dW", "db"}:
            scale = sums if kind in {"dW", "db"} and convention.sums_gradients else []
            if convention.is_folded:
                return array, scale, (1 + sizes[k - 1], sizes[k])
            part: View = "bias" if kind in {"b", "db"} else "units"
            return array, [part, *scale], (1 if part == "bias" else sizes[k - 1], sizes[k])
        if kind in {"P", "Y"}:
            return array, [], ("N", sizes[-1])
        if kind == "A":
            return array, [], ("N", 1 + sizes[k])
        if kind == "H" and k == 0:
            return "A0", ["inputs"], ("N", sizes[0])
        is_sum = kind in {"delta", "dH"} and convention.sums_deltas
        return array, sums if is_sum else [], ("N", sizes[k])
