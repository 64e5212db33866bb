"""Symbols, formulas, shapes and words of a convention, for the texts of the steps."""

from collections.abc import Sequence
from dataclasses import replace

from app.web.convention_latex import ONES, Latex
from app.web.operands import Operand, Operands
from model.explanation.conventions.code import line
from model.explanation.conventions.convention import INKLING, Convention
from model.explanation.conventions.expressions import Kind, Symbol, Transposed, WithoutBias
from model.explanation.conventions.formulas import (
    Formula,
    backward_formulas,
    forward_formulas,
    inline,
)
from model.explanation.conventions.names import code_name


class StepTexts:
    """Symbols and formulas in LaTeX, and words, for ``templates/inside_texts.html``.

    Parameters
    ----------
    sizes : sequence of int
        The number of units of every layer, inputs first.
    convention : Convention
    """

    ones = ONES

    def __init__(self, sizes: Sequence[int], convention: Convention) -> None:
        self._sizes = sizes
        self._layers = len(sizes) - 1
        self.convention = convention
        self._latex = Latex(convention, self._layers)
        self._operands = Operands(sizes, convention)
        self._latex_of_layer_k = Latex(convention, self._layers, number="k")
        self._backward = backward_formulas(self._layers, convention)
        self._forward = forward_formulas(self._layers, convention)
        self._formulas = self._forward + self._backward

    @property
    def row(self) -> str:
        """The word for a row of this project's arrays: column, if samples are columns."""
        return "column" if self.convention.has_columns else "row"

    @property
    def column(self) -> str:
        """The word for a column of this project's arrays: row, if samples are columns."""
        return "row" if self.convention.has_columns else "column"

    @property
    def sample_loss(self) -> str:
        """The loss of one sample."""
        return self._latex.sample_loss

    def symbol(self, kind: Kind, k: int = 0) -> str:
        """Return the symbol of an array of a layer."""
        return self._latex.symbol(Symbol(kind, k))

    def name(self, kind: Kind, k: int = 0) -> str:
        """Return the name of an array in code."""
        return code_name(Symbol(kind, k), self.convention.notation, self._layers)

    def operand(self, kind: Kind, k: int = 0) -> Operand:
        """Return the description of an array or a number."""
        if kind in {"N", "loss", "rate"}:
            return Operand(kind, (), self.symbol(kind), self.name(kind), (1, 1))
        return self._operands.of(Symbol(kind, k))

    def used_weights(self, k: int) -> Operand:
        """Return the description of the weights as the way back uses them: without biases."""
        W = Symbol("W", k)
        if not self.convention.is_folded:
            return self._operands.of(W)
        return self._operands.of(WithoutBias(W, int(self.convention.has_columns)))

    def symbol_of_layer_k(self, kind: Kind) -> str:
        """Return the symbol of an array of layer k, with the letter k."""
        return self._latex_of_layer_k.symbol(Symbol(kind, 1))

    def layer(self, k: int) -> str:
        """Return the number of a layer."""
        return self._latex.layer(k)

    def inputs(self, k: int) -> str:
        """Return the symbol of what a layer's weights are multiplied by."""
        return self.symbol("A" if self.convention.is_folded else "H", k - 1)

    def transposed_inputs(self, k: int) -> str:
        """Return the symbol of what a layer's weights are multiplied by, transposed."""
        kind: Kind = "A" if self.convention.is_folded else "H"
        return self._latex(Transposed(Symbol(kind, k - 1)))

    def without_bias(self, k: int) -> str:
        """Return the weights of a layer without the row or column of the bias."""
        return self._latex(WithoutBias(Symbol("W", k), int(self.convention.has_columns)))

    def weighted_sums(self, k: int) -> str:
        """Return the formula of the weighted sums of a layer, with its inputs written out."""
        formula = self.formula("z", k)
        if not self.convention.is_folded:
            return formula
        return formula.replace(self.symbol("A", k - 1), self.formula("A", k - 1))

    def indexed(self, symbol: str, row: str, column: str) -> str:
        """Return an entry of an array."""
        indices = f"{column}{row}" if self.convention.has_columns else f"{row}{column}"
        base, separator, number = symbol.partition("_")
        number = number.strip("{}")
        return f"{base}_{{{number},{indices}}}" if separator else f"{symbol}_{{{indices}}}"

    def formula(self, kind: Kind, k: int = 0) -> str:
        """Return the right side of the formula of an array."""
        return self._latex.right_side(self._of(kind, k).expression)

    @property
    def forward_equations(self) -> list[list[str]]:
        """The formulas of the forward pass, for each layer those from its inputs to its outputs."""
        written = [f"{self._latex(f.result)} = {self._latex(f.expression)}" for f in self._forward]
        count = len(written) // self._layers
        return [written[i : i + count] for i in range(0, len(written), count)]

    def code(self, kind: Kind, k: int) -> str:
        """Return the formula of an array as a line of numpy."""
        formula = inline(self._of(kind, k), self._backward)
        return line(formula, self.convention, self._layers)

    def format_shape(self, rows: int | str, columns: int | str) -> str:
        """Return the shape of an array with these rows and columns where samples are rows."""
        if self.convention.has_columns:
            rows, columns = columns, rows
        return f"{rows} × {columns}"

    def input_count(self, k: int) -> int:
        """Return how many inputs the weights of a layer have, with the one for the bias."""
        return self._sizes[k - 1] + self.convention.is_folded

    @property
    def accepts_inkling_code(self) -> bool:
        """Whether lines of code in this project's convention are valid in this one.

        So are those of `model.explanation.common_mistakes`, and of the questions on the page.
        """
        convention = self.convention
        is_of_mean = not convention.sums_deltas
        return replace(convention, mean=INKLING.mean) == INKLING and is_of_mean

    def _of(self, kind: Kind, k: int) -> Formula:
        return next(f for f in self._formulas if f.result == Symbol(kind, k))
