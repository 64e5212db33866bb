r"""The steps of the walk backward, for a network of any depth.

For 784-100-10-10 they are ten: loss, delta3, dw3, back2, delta2, dw2, back1, delta1, dw1, update.
A formula is LaTeX and stands in ``docs/derivation.md`` too. A shape equation is LaTeX as well, with
N for the batch: ``(101 \times N)(N \times 10) = 101 \times 10``. The texts beside the steps are
those of ``templates/inside_texts.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["loss", "error", "gradient", "back", "slope", "update"]
"""How the entries of a result are worked out of those of its operands."""

View = Literal["whole", "transposed", "units-transposed", "complement"]
"""How an array stands in a formula: A, A^T, W[1:]^T or 1 - H."""

Size = int | Literal["N"]
Shape = tuple[Size, Size]


@dataclass(frozen=True)
class Factor:
    """An array where it stands in a formula.

    Attributes
    ----------
    array : str
        Its name in the reply of /explain, "dW2", or for weights in that of /models/NAME/weights.
    view : str
    latex : str
    shape : tuple
        As it stands there, so after transposing.
    """

    array: str
    view: View
    latex: str
    shape: Shape

    def size(self, batch: Size = "N") -> str:
        """Return its shape in LaTeX, for a batch of so many."""
        rows, columns = (batch if size == "N" else size for size in self.shape)
        return rf"{rows} \times {columns}"


@dataclass(frozen=True)
class Equation:
    """Some factors and what they make.

    Attributes
    ----------
    layer : int
        Whose result it is, counted from 1.
    factors : tuple of Factor
    sign : str
        What joins them, in LaTeX; empty for the product of matrices.
    makes : str
        What stands before the result, in LaTeX.
    result : Factor
    """

    layer: int
    factors: tuple[Factor, ...]
    sign: str
    result: Factor
    makes: str = "="

    def shapes(self, batch: Size = "N") -> str:
        """Return the shape equation in LaTeX, for a batch of so many."""
        sign = f" {self.sign} " if self.sign else ""
        joined = sign.join(f"({factor.size(batch)})" for factor in self.factors)
        return rf"{joined} {self.makes} {self.result.size(batch)}"


@dataclass(frozen=True)
class Step:
    """One step of the walk.

    Attributes
    ----------
    slug : str
        Its place in an address: /inside#step=delta2.
    kind : str
    title : str
    short : str
        What it computes, in LaTeX.
    formula : str
        LaTeX.
    equations : tuple of Equation
        One; for the update one for each matrix, the last layer's first.
    """

    slug: str
    kind: Kind
    title: str
    short: str
    formula: str
    equations: tuple[Equation, ...]


def steps(sizes: Sequence[int]) -> list[Step]:
    """Return the steps for a network of these layers.

    Parameters
    ----------
    sizes : sequence of int
        The number of units of every layer, inputs first.
    """
    last = len(sizes) - 1
    walk = [_loss(sizes), _error(sizes), _gradient(sizes, last)]
    for k in range(last - 1, 0, -1):
        walk += [_back(sizes, k), _slope(sizes, k), _gradient(sizes, k)]
    return [*walk, _update(sizes)]


def _loss(sizes: Sequence[int]) -> Step:
    loss = Factor("loss", "whole", "L", (1, 1))
    return Step(
        "loss",
        "loss",
        "The loss",
        "L",
        r"L = \frac{1}{N} \sum_{n} L_n, \qquad L_n = - \sum_{c} Y_{nc} \log P_{nc}",
        (Equation(len(sizes) - 1, _outputs(sizes), ",", loss, r"\to"),),
    )


def _error(sizes: Sequence[int]) -> Step:
    k = len(sizes) - 1
    result = Factor(f"delta{k}", "whole", _delta(k), ("N", sizes[k]))
    return Step(
        f"delta{k}",
        "error",
        f"The error signal of layer {k}",
        _delta(k),
        f"{_delta(k)} = (P - Y) / N",
        (Equation(k, _outputs(sizes), "-", result),),
    )


def _outputs(sizes: Sequence[int]) -> tuple[Factor, Factor]:
    shape: Shape = ("N", sizes[-1])
    return Factor("P", "whole", "P", shape), Factor("Y", "whole", "Y", shape)


def _gradient(sizes: Sequence[int], k: int) -> Step:
    inputs, units = 1 + sizes[k - 1], sizes[k]
    A = Factor(f"A{k - 1}", "transposed", rf"A_{_sub(k - 1)}^\top", (inputs, "N"))
    delta = Factor(f"delta{k}", "whole", _delta(k), ("N", units))
    result = Factor(f"dW{k}", "whole", _dW(k), (inputs, units))
    return Step(
        f"dw{k}",
        "gradient",
        f"The gradient of the weights W{k}",
        _dW(k),
        f"{_dW(k)} = {A.latex} {delta.latex}",
        (Equation(k, (A, delta), "", result),),
    )


def _back(sizes: Sequence[int], k: int) -> Step:
    units, following = sizes[k], sizes[k + 1]
    delta = Factor(f"delta{k + 1}", "whole", _delta(k + 1), ("N", following))
    latex = rf"W_{_sub(k + 1)}[1{{:}}]^\top"
    W = Factor(f"W{k + 1}", "units-transposed", latex, (following, units))
    result = Factor(f"back{k}", "whole", _dH(k), ("N", units))
    return Step(
        f"back{k}",
        "back",
        f"Back through the weights W{k + 1}",
        _dH(k),
        rf"{_dH(k)} = {delta.latex} \, {W.latex}",
        (Equation(k, (delta, W), "", result),),
    )


def _slope(sizes: Sequence[int], k: int) -> Step:
    shape: Shape = ("N", sizes[k])
    H = f"H_{_sub(k)}"
    factors = (
        Factor(f"back{k}", "whole", _dH(k), shape),
        Factor(f"H{k}", "whole", H, shape),
        Factor(f"H{k}", "complement", f"1 - {H}", shape),
    )
    result = Factor(f"delta{k}", "whole", _delta(k), shape)
    return Step(
        f"delta{k}",
        "slope",
        f"Through the sigmoid of layer {k}",
        _delta(k),
        rf"{_delta(k)} = {_dH(k)} \odot {H} \odot (1 - {H})",
        (Equation(k, factors, r"\odot", result),),
    )


def _update(sizes: Sequence[int]) -> Step:
    def of(k: int) -> Equation:
        W, shape = f"W_{_sub(k)}", (1 + sizes[k - 1], sizes[k])
        factors = Factor(f"W{k}", "whole", W, shape), Factor(f"dW{k}", "whole", _dW(k), shape)
        return Equation(k, factors, "-", Factor(f"W{k}'", "whole", W, shape), r"\to")

    return Step(
        "update",
        "update",
        "One step of gradient descent",
        "W",
        r"W_k \leftarrow W_k - \eta \, \partial L / \partial W_k",
        tuple(of(k) for k in range(len(sizes) - 1, 0, -1)),
    )


def _delta(k: int) -> str:
    return rf"\delta_{_sub(k)}"


def _dW(k: int) -> str:  # noqa: N802
    return rf"\partial L / \partial W_{_sub(k)}"


def _dH(k: int) -> str:  # noqa: N802
    return rf"\partial L / \partial H_{_sub(k)}"


def _sub(k: int) -> str:
    """Return a number as an index in LaTeX."""
    return str(k) if k < 10 else f"{{{k}}}"
