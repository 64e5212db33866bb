"""The network: forward pass, loss and backward pass, for any hidden sizes.

Rows are samples and N is the batch. Row 0 of every weight matrix is the bias: a column of ones
stands before every layer's input. For the sizes 784-100-10-10 that reads

    A0 = [1 X]     z1 = A0 W1     H1 = sigmoid(z1)      W1 785 x 100
    A1 = [1 H1]    z2 = A1 W2     H2 = sigmoid(z2)      W2 101 x 10
    A2 = [1 H2]    z3 = A2 W3     P  = softmax(z3)      W3  11 x 10
    loss = mean over the batch of -log P[label]

Everything here is a pure function over a list of weight matrices and computes in the dtype of its
arguments: float32 to train and predict, float64 and complex128 to check. No function branches on
more than the real part of a number, so a complex step passes through (Martins, Sturdza and Alonso,
"The Complex-Step Derivative Approximation", 2003).

The backward pass is derived step by step in ``docs/derivation.md``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLASSES = 10

Array = NDArray[Any]
"""An array of float32, float64 or complex128."""

Weights = Sequence[Array]
"""W1, W2, ... with shapes (1 + inputs, outputs); row 0 is the bias."""

Predict = Callable[[Array], Array]
"""From inputs, shape (N, 784), to probabilities, shape (N, 10)."""

_FEW_ROWS, _MAX_MULTIPLICATIONS = 16, 10**6
"""OpenBLAS copies weights into another order before it multiplies them, except in a product of at
most a million multiplications. For few rows the copy takes longer than the product."""

_MANY_WEIGHTS = 900_000
"""Number of weights from which a matrix does not stay in the cache, so that reading it takes the
longest. Weights of inputs that are 0 in all of a few rows, such as blank pixels, are left out."""


@dataclass(frozen=True)
class Trace:
    """Values of a forward pass that the backward pass and the explanation use.

    Attributes
    ----------
    A : list of arrays
        Layer inputs with the column of ones in front, ``A[k]`` of shape (N, 1 + size_k).
    z : list of arrays
        Weighted sums ``z[k] = A[k] @ W[k]``, shape (N, size_{k+1}). The last are the logits.
    """

    A: list[Array]
    z: list[Array]

    @cached_property
    def P(self) -> Array:
        """Probabilities, shape (N, 10), each row summing to 1."""
        return softmax(self.z[-1])


@dataclass(frozen=True)
class Gradients:
    """Gradients of the loss with respect to weights and weighted sums.

    Attributes
    ----------
    dW : list of arrays
        ``dW[k]`` has the shape of ``W[k]``.
    delta : list of arrays
        ``delta[k]`` is the gradient of the loss for ``z[k]``, shape (N, size_{k+1}).
    """

    dW: list[Array]
    delta: list[Array]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), elementwise.

    Through tanh, which saturates instead of overflowing: sigmoid(z) = (1 + tanh(z / 2)) / 2. In
    float32 the sum rounds to exactly 0 from about -20 down, in float64 from about -38.
    """
    return 0.5 * np.tanh(0.5 * z) + 0.5


def log_softmax(z: Array) -> Array:
    """Return the logarithm of the softmax of each row, shape (N, C) as `z`.

    The largest real part of the row is subtracted first, which changes nothing in exact arithmetic
    and keeps exp from overflowing.
    """
    shifted: Array = z - z.real.max(axis=1, keepdims=True)  # each row on its own
    total: Array = np.exp(shifted).sum(axis=1, keepdims=True)  # (N, 1), the sum over the classes
    return shifted - np.log(total)


def softmax(z: Array) -> Array:
    """Return the softmax of each row, shape (N, C) as `z`; every row sums to 1."""
    P: Array = np.exp(log_softmax(z))
    return P


def with_ones(X: Array) -> Array:
    """Return [1 X]: `X` of shape (N, D) with a column of ones in front, shape (N, 1 + D)."""
    A = np.empty((X.shape[0], 1 + X.shape[1]), dtype=X.dtype)
    A[:, 0] = 1
    A[:, 1:] = X
    return A


def one_hot(labels: NDArray[np.integer[Any]], classes: int, dtype: Any = np.float32) -> Array:
    """Return Y of shape (N, classes) with ``Y[n, labels[n]] = 1`` and 0 elsewhere.

    Raises
    ------
    ValueError
        If a label is negative, or no class.
    """
    if labels.size and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(
            f"expected labels from 0 to {classes - 1}, got {labels.min()} to {labels.max()}"
        )
    Y = np.zeros((labels.size, classes), dtype=dtype)
    Y[np.arange(labels.size), labels] = 1
    return Y


def layer_sizes(weights: Weights) -> list[int]:
    """Return the number of units of every layer, inputs first: ``[784, 100, 10, 10]``."""
    return [weights[0].shape[0] - 1, *(W.shape[1] for W in weights)]


def forward(weights: Weights, X: Array) -> Trace:
    """Run the network.

    Parameters
    ----------
    weights : sequence of arrays
        W1, W2, ...; see the module's docstring for the shapes.
    X : array, shape (N, inputs)
        One sample a row, of the weights' dtype.

    Raises
    ------
    ValueError
        If `X` does not have as many columns as the network has inputs.
    """
    inputs = weights[0].shape[0] - 1
    if X.ndim != 2 or X.shape[1] != inputs:
        raise ValueError(f"expected X of shape (N, {inputs}), got {X.shape}")
    A = [with_ones(X)]
    z = [_product(A[0], weights[0])]
    for W in weights[1:]:
        A.append(with_ones(sigmoid(z[-1])))
        z.append(_product(A[-1], W))
    return Trace(A, z)


def _product(A: Array, W: Array) -> Array:
    """Return A @ W; for few rows as a sum of products in which no weights are copied."""
    if W.size >= _MANY_WEIGHTS and len(A) <= _FEW_ROWS:
        used = np.flatnonzero(A.any(axis=0))  # inputs that are not 0 in some row
        if 2 * len(used) < len(W):
            A, W = A.take(used, axis=1), W.take(used, axis=0)
    if not 1 < len(A) <= _FEW_ROWS:
        return A @ W
    step = max(1, _MAX_MULTIPLICATIONS // (len(A) * W.shape[1]))  # rows of W at a time
    Z: Array = A[:, :step] @ W[:step]
    for first in range(step, len(W), step):
        Z += A[:, first : first + step] @ W[first : first + step]
    return Z


def sample_losses(logits: Array, Y: Array) -> Array:
    """Return the cross-entropy of each sample, -sum_c Y[c] log softmax(logits)[c], shape (N,).

    Parameters
    ----------
    logits : array, shape (N, C)
    Y : array, shape (N, C)
        Target distributions; for plain labels, `one_hot` of them.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    if Y.shape != logits.shape:
        raise ValueError(f"expected Y of shape {logits.shape}, got {Y.shape}")
    losses: Array = -(Y * log_softmax(logits)).sum(axis=1)  # sum over the classes
    return losses


def cross_entropy(logits: Array, Y: Array) -> Any:
    """Return the mean over the batch of `sample_losses`, a scalar."""
    return sample_losses(logits, Y).mean()


def loss(weights: Weights, X: Array, Y: Array) -> Any:
    """Return the mean cross-entropy of the network on (`X`, `Y`), a scalar."""
    return cross_entropy(forward(weights, X).z[-1], Y)


def backward(weights: Weights, trace: Trace, Y: Array) -> Gradients:
    """Return the gradient of the mean cross-entropy for every weight matrix.

    Parameters
    ----------
    weights : sequence of arrays
        The weights that `trace` was computed with.
    trace : Trace
        The result of `forward` for the batch.
    Y : array, shape (N, C)
        Target distributions, each row summing to 1.

    Raises
    ------
    ValueError
        If `Y` has another shape than the probabilities.

    Notes
    -----
    Softmax and cross-entropy together have the gradient ``(P - Y) / N``: in dL/dz_j =
    sum_i dL/dP_i dP_i/dz_j the factors P_i cancel (Nielsen, "Neural Networks and Deep Learning",
    chapter 3). From there on, for each layer from the last to the first,

        dW_k        = A_{k-1}^T delta_k                                (1 + size_{k-1}, size_k)
        delta_{k-1} = (delta_k W_k[1:]^T) * H_{k-1} * (1 - H_{k-1})    (N, size_{k-1})

    where * is elementwise: the sigmoid acts on each unit alone, so its Jacobian is diagonal.
    ``W_k[1:]`` leaves the bias row out: the column of ones is constant and passes nothing back.
    """
    if Y.shape != trace.P.shape:
        raise ValueError(f"expected Y of shape {trace.P.shape}, got {Y.shape}")
    delta = [(trace.P - Y) / len(Y)]  # the loss is a mean over the batch, hence the division
    dW = [trace.A[-1].T @ delta[0]]
    for k in range(len(weights) - 1, 0, -1):
        H = trace.A[k][:, 1:]  # (N, size_k), without the column of ones
        delta.insert(0, (delta[0] @ weights[k][1:].T) * H * (1 - H))  # (N, size_k)
        dW.insert(0, trace.A[k - 1].T @ delta[0])  # the product sums over the batch
    return Gradients(dW, delta)
