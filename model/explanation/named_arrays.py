"""Arrays of the forward and the backward pass, by the names of the derivation.

With the sizes 784-100-10-10, in the order of computation:

    A0 N x 785    z1 N x 100    H1 N x 100    A1 N x 101    z2, H2 N x 10    A2 N x 11    z3 N x 10
    P, Y, delta3 N x 10                       dW3 11 x 10
    back2 = delta3 W3[1:]^T   N x 10          slope2 = H2 * (1 - H2)   N x 10
    delta2 = back2 * slope2   N x 10          dW2 101 x 10             and so on down to dW1
    dX = delta1 W1[1:]^T   N x 784
"""

from collections.abc import Mapping

import numpy as np

from model.network import Array, Trace, Weights, backward

MAX_MAGNITUDE = float(np.finfo(np.float32).max)
"""Larger numbers cannot be sent as float32, and no sensible network computes them."""


class NotFiniteError(ArithmeticError):
    """A number is infinite, NaN, or beyond the range of float32."""


def to_float64(weights: Weights) -> list[Array]:
    """Return the weights in float64; a matrix that is float64 already is not copied."""
    return [np.asarray(W, dtype=np.float64) for W in weights]


def forward_arrays(trace: Trace) -> dict[str, Array]:
    """Return the arrays of the forward pass: A0, z1, H1, A1, ..., the logits and P.

    Raises
    ------
    NotFiniteError
        If one of them holds a number beyond `MAX_MAGNITUDE`.
    """
    named = {"A0": trace.A[0]}
    for k in range(1, len(trace.A)):
        A = trace.A[k]
        named |= {f"z{k}": trace.z[k - 1], f"H{k}": A[:, 1:], f"A{k}": A}
    named |= {f"z{len(trace.z)}": trace.z[-1], "P": trace.P}
    require_finite_arrays(named)
    return named


def backward_arrays(weights: Weights, trace: Trace, Y: Array) -> dict[str, Array]:
    """Return the arrays of the backward pass: Y; delta, dW, back and slope from the last layer; dX.

    Parameters
    ----------
    weights : sequence of arrays
        The weights that `trace` was computed with.
    trace : Trace
    Y : array, shape (N, classes)

    Raises
    ------
    NotFiniteError
        If one of them holds a number beyond `MAX_MAGNITUDE`.
    """
    with np.errstate(all="ignore"):  # overflow is detected below
        gradients = backward(weights, trace, Y)
        named = {"Y": Y}
        for k in range(len(weights), 0, -1):
            named |= {f"delta{k}": gradients.delta[k - 1], f"dW{k}": gradients.dW[k - 1]}
            if k > 1:
                H = trace.A[k - 1][:, 1:]  # (N, size_{k-1}), without the column of ones
                named[f"back{k - 1}"] = gradients.delta[k - 1] @ weights[k - 1][1:].T
                named[f"slope{k - 1}"] = H * (1 - H)
        named["dX"] = gradients.delta[0] @ weights[0][1:].T
    require_finite_arrays(named)
    return named


def require_finite_arrays(named: Mapping[str, Array]) -> None:
    """Check that all numbers are within `MAX_MAGNITUDE`.

    Raises
    ------
    NotFiniteError
        If one is not; names the array.
    """
    for name, array in named.items():
        magnitude = float(np.abs(array).max())
        if not magnitude <= MAX_MAGNITUDE:  # in this form it is true of NaN too
            raise NotFiniteError(f"expected {name} within {MAX_MAGNITUDE:.3g}, got {magnitude:.3g}")
