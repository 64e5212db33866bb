"""Limits on the numbers and multiplications that lines may ask for."""

import math
from dataclasses import dataclass

from model.explanation.submitted_code.syntax import LineError, Node

MAX_NUMBERS = 8_000_000
"""Maximum count of numbers in all results: 64 MB. W1 of 784-1200-500-10 has 942,000."""

MAX_PRODUCTS = 400_000_000
"""Maximum number of multiplications in all matrix products; they take a tenth of a second."""

MAX_DIMENSIONS = 4

Shape = tuple[int, ...]


@dataclass
class Budget:
    """Remaining budget of numbers and multiplications that lines may ask for."""

    numbers: int = MAX_NUMBERS
    products: int = MAX_PRODUCTS

    def __post_init__(self) -> None:
        self._limits = self.numbers, self.products

    def spend(self, node: Node, shape: Shape, products: int = 0) -> None:
        """Deduct the cost of a result before it is computed.

        Raises
        ------
        LineError
            If there is not enough left, or the result has too many dimensions.
        """
        if len(shape) > MAX_DIMENSIONS:
            message = f"expected at most {MAX_DIMENSIONS} dimensions, got {len(shape)}"
            raise LineError(message, node.line, node.column)
        self.numbers -= math.prod(shape)
        self.products -= products
        if self.numbers < 0:
            self._fail(node, f"at most {self._limits[0]:,} numbers in all results together")
        if self.products < 0:
            self._fail(node, f"at most {self._limits[1]:,} multiplications in all matrix products")

    @staticmethod
    def _fail(node: Node, limit: str) -> None:
        raise LineError(f"expected {limit}, got more at {node.text[:60]!a}", node.line, node.column)
