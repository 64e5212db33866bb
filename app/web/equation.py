"""Equations between arrays, with their shapes, in LaTeX."""

from dataclasses import dataclass

from app.web.operands import Operand, Size


@dataclass(frozen=True)
class Equation:
    """An equation between arrays: operands and their result.

    Attributes
    ----------
    layer : int
        Layer of the result, counted from 1; 0 for the pixels.
    operands : tuple of Operand
    operator : str
        Operator between the operands, in LaTeX; empty for the matrix product.
    result : Operand
    relation : str
        Sign before the result, in LaTeX.
    divisor : str
        Number by which the operands together are divided, in LaTeX; empty for none.
    is_prefix : bool
        Whether 1 over the divisor stands before the operands.
    batch : str
        Name of the batch size, in LaTeX.
    name : str
        Name of the array that the equation is about, among those of its step.
    """

    layer: int
    operands: tuple[Operand, ...]
    operator: str
    result: Operand
    relation: str = "="
    divisor: str = ""
    is_prefix: bool = False
    batch: str = "N"
    name: str = ""

    def captions(self) -> list[str]:
        """Return the captions of the operands and of the result, in LaTeX.

        Joined they are the equation. Each names its own array and what stands before it, so the
        divisor is in the caption of the result, whose entries are divided.
        """
        captions = [operand.latex for operand in self.operands]
        operator = "" if self.operator == "," else self.operator
        captions[1:] = [f"{operator} {caption}" for caption in captions[1:]]
        relation = self.relation
        if self.divisor:
            relation = f"/ {self.divisor} {relation}"
            if operator:
                captions[0], captions[-1] = f"({captions[0]}", f"{captions[-1]})"
        return [*captions, f"{relation} {self.result.latex}"]

    def shapes(self, batch: Size | None = None) -> str:
        """Return the shape equation in LaTeX for this batch size, by default with its name."""
        size = self.batch if batch is None else batch
        operator = f" {self.operator} " if self.operator else ""
        left = operator.join(f"({operand.size(size)})" for operand in self.operands)
        if self.divisor and self.is_prefix:
            left = rf"\frac{{1}}{{{size}}} " + (f"({left})" if self.operator else left)
        elif self.divisor:
            left = f"({left}) / {size}"
        return rf"{left} {self.relation} {self.result.size(size)}"
