r"""The steps of backpropagation that the page /inside shows, for a network of any depth.

For 784-100-10-10 they are ten: loss, delta3, dw3, back2, delta2, dw2, back1, delta1, dw1, update.
Formulas are LaTeX and also in ``docs/derivation.md``. Shape equations are LaTeX, too, with N for
the batch size: ``(101 \times N)(N \times 10) = 101 \times 10``. The texts of the steps are in
``templates/inside_texts.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["loss", "error", "gradient", "dH", "sigmoid_derivative", "update"]
"""How the entries of a result are computed from those of its operands."""

ArrayView = Literal["whole", "transposed", "units-transposed", "complement"]
"""Form in which an array occurs in a formula: A, A^T, W[1:]^T or 1 - H."""

Size = int | Literal["N"]
Shape = tuple[Size, Size]


@dataclass(frozen=True)
class Operand:
    """An operand or the result of an equation.

    Attributes
    ----------
    array : str
        Its name in the reply of /explain, "dW2", or for weights in that of /models/NAME/weights.
    view : str
        Form in which the array occurs.
    latex : str
    shape : tuple
        Shape after transposing or slicing.
    """

    array: str
    view: ArrayView
    latex: str
    shape: Shape

    def size(self, batch: Size = "N") -> str:
        """Return the shape in LaTeX for this batch size."""
        rows, columns = (batch if size == "N" else size for size in self.shape)
        return rf"{rows} \times {columns}"


@dataclass(frozen=True)
class Equation:
    """An equation between arrays: operands and their result.

    Attributes
    ----------
    layer : int
        Layer of the result, counted from 1.
    operands : tuple of Operand
    operator : str
        Operator between the operands, in LaTeX; empty for the matrix product.
    result : Operand
    relation : str
        Sign before the result, in LaTeX.
    divisor : str
        Number by which the operands together are divided, in LaTeX; empty for none.
    """

    layer: int
    operands: tuple[Operand, ...]
    operator: str
    result: Operand
    relation: str = "="
    divisor: str = ""

    def terms(self) -> list[str]:
        """Return the operands in LaTeX with their operators; joined they are the formula."""
        terms = [operand.latex for operand in self.operands]
        operator = "" if self.operator == "," else self.operator
        terms[1:] = [f"{operator} {term}" for term in terms[1:]]
        if self.divisor:
            terms[0] = f"({terms[0]}"
            terms[-1] += f") / {self.divisor}"
        return terms

    def shapes(self, batch: Size = "N") -> str:
        """Return the shape equation in LaTeX for this batch size."""
        operator = f" {self.operator} " if self.operator else ""
        left = operator.join(f"({operand.size(batch)})" for operand in self.operands)
        if self.divisor:
            left = f"({left}) / {batch if self.divisor == 'N' else self.divisor}"
        return rf"{left} {self.relation} {self.result.size(batch)}"


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
        One; for the update one for each weight matrix, starting with the last layer.
    """

    slug: str
    kind: Kind
    title: str
    short: str
    formula: str
    equations: tuple[Equation, ...]


def steps(sizes: Sequence[int]) -> list[Step]:
    """Return the steps of backpropagation for a network of these layer sizes.

    Parameters
    ----------
    sizes : sequence of int
        The number of units of every layer, inputs first.
    """
    last = len(sizes) - 1
    result = [_loss(sizes), _error(sizes), _gradient(sizes, last)]
    for k in range(last - 1, 0, -1):
        result += [_dH_step(sizes, k), _sigmoid_derivative(sizes, k), _gradient(sizes, k)]
    return [*result, _update(sizes)]


def _loss(sizes: Sequence[int]) -> Step:
    loss = Operand("loss", "whole", "L", (1, 1))
    return Step(
        "loss",
        "loss",
        "Loss",
        "L",
        r"L = \frac{1}{N} \sum_{n} L_n, \qquad L_n = - \sum_{c} Y_{nc} \log P_{nc}",
        (Equation(len(sizes) - 1, _outputs(sizes), ",", loss, r"\to"),),
    )


def _error(sizes: Sequence[int]) -> Step:
    k = len(sizes) - 1
    result = Operand(f"delta{k}", "whole", _delta(k), ("N", sizes[k]))
    return Step(
        f"delta{k}",
        "error",
        f"Error signal of layer {k}",
        _delta(k),
        f"{_delta(k)} = (P - Y) / N",
        (Equation(k, _outputs(sizes), "-", result, divisor="N"),),
    )


def _outputs(sizes: Sequence[int]) -> tuple[Operand, Operand]:
    shape: Shape = ("N", sizes[-1])
    return Operand("P", "whole", "P", shape), Operand("Y", "whole", "Y", shape)


def _gradient(sizes: Sequence[int], k: int) -> Step:
    inputs, units = 1 + sizes[k - 1], sizes[k]
    A = Operand(f"A{k - 1}", "transposed", rf"A_{_sub(k - 1)}^\top", (inputs, "N"))
    delta = Operand(f"delta{k}", "whole", _delta(k), ("N", units))
    result = Operand(f"dW{k}", "whole", _dW(k), (inputs, units))
    return Step(
        f"dw{k}",
        "gradient",
        f"Gradient of the weights W{k}",
        _dW(k),
        f"{_dW(k)} = {A.latex} {delta.latex}",
        (Equation(k, (A, delta), "", result),),
    )


def _dH_step(sizes: Sequence[int], k: int) -> Step:
    units, next_units = sizes[k], sizes[k + 1]
    delta = Operand(f"delta{k + 1}", "whole", _delta(k + 1), ("N", next_units))
    latex = rf"W_{_sub(k + 1)}[1{{:}}]^\top"
    W = Operand(f"W{k + 1}", "units-transposed", latex, (next_units, units))
    result = Operand(f"back{k}", "whole", _dH(k), ("N", units))
    return Step(
        f"back{k}",
        "dH",
        f"Backpropagate through the weights W{k + 1}",
        _dH(k),
        rf"{_dH(k)} = {delta.latex} \, {W.latex}",
        (Equation(k, (delta, W), "", result),),
    )


def _sigmoid_derivative(sizes: Sequence[int], k: int) -> Step:
    shape: Shape = ("N", sizes[k])
    H = f"H_{_sub(k)}"
    operands = (
        Operand(f"back{k}", "whole", _dH(k), shape),
        Operand(f"H{k}", "whole", H, shape),
        Operand(f"H{k}", "complement", f"(1 - {H})", shape),
    )
    result = Operand(f"delta{k}", "whole", _delta(k), shape)
    return Step(
        f"delta{k}",
        "sigmoid_derivative",
        f"Multiply by the sigmoid derivative of layer {k}",
        _delta(k),
        rf"{_delta(k)} = {_dH(k)} \odot {H} \odot (1 - {H})",
        (Equation(k, operands, r"\odot", result),),
    )


def _update(sizes: Sequence[int]) -> Step:
    def equation(k: int) -> Equation:
        W, shape = f"W_{_sub(k)}", (1 + sizes[k - 1], sizes[k])
        operands = Operand(f"W{k}", "whole", W, shape), Operand(f"dW{k}", "whole", _dW(k), shape)
        return Equation(k, operands, r"- \eta", Operand(f"W{k}'", "whole", W, shape), r"\to")

    return Step(
        "update",
        "update",
        "Gradient descent step",
        "W",
        r"W_k \leftarrow W_k - \eta \, \partial L / \partial W_k",
        tuple(equation(k) for k in range(len(sizes) - 1, 0, -1)),
    )


def _delta(k: int) -> str:
    return rf"\delta_{_sub(k)}"


def _dW(k: int) -> str:
    return rf"\partial L / \partial W_{_sub(k)}"


def _dH(k: int) -> str:
    return rf"\partial L / \partial H_{_sub(k)}"


def _sub(k: int) -> str:
    """Return a number as a subscript in LaTeX."""
    return str(k) if k < 10 else f"{{{k}}}"
