"""One entry of a gradient, as backpropagation gives it and as a measurement does.

The measurement moves one weight up and down by epsilon, runs the network forward each time, and
takes the slope of the loss between the two: (L(w + epsilon) - L(w - epsilon)) / (2 epsilon). Its
error shrinks with epsilon squared until rounding takes over, near 1e-5 in float64. Anyone can
redo it with a pocket calculator, which is its point here; `model.gradcheck` is more exact.
"""

from dataclasses import dataclass

from model.network import Array, Weights, loss


@dataclass(frozen=True)
class Entry:
    """The two values of one entry.

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
    place: tuple[int, int],
    analytic: float,
    epsilon: float,
) -> Entry:
    """Measure one entry of the gradient, and return it beside its analytic value.

    Parameters
    ----------
    weights : sequence of arrays
        float64; they are left as they are.
    X, Y : array, shapes (N, inputs) and (N, classes)
    k : int
        Which matrix: ``weights[k]``, so 0 for W1.
    place : tuple of int
        Row and column in it.
    analytic : float
        What is to be compared.
    epsilon : float
        How far the weight is moved.
    """
    moved = [*weights]
    moved[k] = weights[k].copy()
    weight = float(moved[k][place])
    moved[k][place] = weight + epsilon
    above = float(loss(moved, X, Y))
    moved[k][place] = weight - epsilon
    below = float(loss(moved, X, Y))
    return Entry(float(analytic), (above - below) / (2 * epsilon), above, below)
