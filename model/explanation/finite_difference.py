"""Central difference of the loss in one weight, beside the entry of the gradient.

One weight is moved up and down by epsilon, with a forward pass each time:
(L(w + epsilon) - L(w - epsilon)) / (2 epsilon). The error shrinks with epsilon squared until
rounding dominates, near 1e-5 in float64. Anyone can repeat it with a pocket calculator, which is
its purpose here; `model.gradcheck` is more accurate.
"""

from dataclasses import dataclass

from model.network import Array, Weights, loss


@dataclass(frozen=True)
class Entry:
    """An entry of a gradient, analytic and numeric.

    Attributes
    ----------
    analytic, numeric : float
    loss_above, loss_below : float
        The mean loss of the batch with the weight moved up and down.
    """

    analytic: float
    numeric: float
    loss_above: float
    loss_below: float

    @property
    def difference(self) -> float:
        """The analytic value minus the numeric one."""
        return self.analytic - self.numeric

    @property
    def relative(self) -> float:
        """The size of the difference over the larger of the two values; 0 where both are 0."""
        size = max(abs(self.analytic), abs(self.numeric))
        return abs(self.difference) / size if size else 0.0


def compare(
    weights: Weights,
    X: Array,
    Y: Array,
    k: int,
    index: tuple[int, int],
    analytic: float,
    epsilon: float,
) -> Entry:
    """Return one entry of the gradient beside its central difference.

    Parameters
    ----------
    weights : sequence of arrays
        float64; they are not modified.
    X, Y : array, shapes (N, inputs) and (N, classes)
    k : int
        Which matrix: ``weights[k]``, so 0 for W1.
    index : tuple of int
        Row and column in it.
    analytic : float
        The value by backpropagation.
    epsilon : float
        How far the weight is moved up and down.
    """
    moved = [*weights]
    moved[k] = weights[k].copy()
    weight = float(moved[k][index])
    moved[k][index] = weight + epsilon
    above = float(loss(moved, X, Y))
    moved[k][index] = weight - epsilon
    below = float(loss(moved, X, Y))
    return Entry(float(analytic), (above - below) / (2 * epsilon), above, below)
