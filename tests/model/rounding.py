"""Bounds of the rounding error of a training pass, valid for every order of summation.

A sum of n products in floating point with unit roundoff u is within ``gamma_n |x|.|w|`` of the
exact one, where ``gamma_n = n u / (1 - n u)``, in every order of summation and with or without
fused multiply-adds (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section
3.1). Kernels for different processors add in different orders, so a tolerance that was measured on
one machine may fail on the next; these bounds hold on all.
"""

from dataclasses import dataclass

import numpy as np

from model.network import backward, cross_entropy, forward

FUNCTION_ULPS = 4
"""Largest error of numpy's vectorized exp, log and tanh, in units in the last place (2 u each)."""


@dataclass(frozen=True)
class Bounds:
    """Largest absolute errors: a number, and arrays of the shapes of P and of each dW."""

    loss: float
    P: np.ndarray
    dW: list[np.ndarray]


def gamma(n: int, u: float) -> float:
    """Return the relative error bound of a sum of `n` products."""
    return n * u / (1 - n * u)


def rounding_bounds(weights, X, Y, dtype) -> Bounds:
    """Return the error bounds of one pass in `dtype` over arguments that are exact in it.

    Parameters
    ----------
    weights, X, Y : float64 arrays
        As for `model.network.loss`; each row of `Y` sums to exactly 1.
    dtype : numpy dtype
        Precision of the pass that is to be tested.
    """
    u = float(np.finfo(dtype).eps) / 2
    f = 2 * FUNCTION_ULPS * u  # relative error of exp, log or tanh
    N, last = len(X), len(weights) - 1
    trace = forward(weights, X)
    absolute = [np.abs(W) for W in weights]

    # Forward. z = A W: the sum's own error, and what comes from the error of A. The sigmoid is
    # 1/2 + tanh(z / 2) / 2, of slope 1/4 at most and with |tanh(z / 2) / 2| <= 1/2.
    error_A = [np.zeros_like(trace.A[0])]
    error_S = []
    error_z = []
    for k, W in enumerate(absolute):
        larger_A = np.abs(trace.A[k]) + error_A[k]
        error_z.append(gamma(W.shape[0], u) * (larger_A @ W) + error_A[k] @ W)
        if k < last:
            error_S.append(error_z[k] / 4 + f / 2)
            error = np.zeros_like(trace.A[k + 1])
            error[:, 1:] = error_S[k] + u * (1 + error_S[k])
            error_A.append(error)

    # Softmax of d = z - max z: an error e of each d changes exp(d) by a factor of at most exp(e),
    # and so does the sum over the classes.
    d = trace.z[-1] - trace.z[-1].max(axis=1, keepdims=True)
    classes = d.shape[1]
    e = (error_z[-1] + u * np.abs(d)).max(axis=1, keepdims=True)  # (N, 1), worst of each row
    error_P = trace.P * np.expm1(2 * e + 2 * f + 2 * (classes + 2) * u)

    # Loss: the sum of log(sum exp d) - sum Y d over the batch, divided by N.
    log_total = np.log(np.exp(d).sum(axis=1, keepdims=True))
    error_log = e + f + 2 * classes * u + f * log_total
    terms = log_total + (Y * np.abs(d)).sum(axis=1, keepdims=True)
    error_loss = (error_log + e).mean() + gamma(classes * N + 4, u) * (terms + error_log + e).mean()

    # Backward. Each product as in the forward pass; H (1 - H) = 1/4 - S^2, where S = H - 1/2.
    delta = backward(weights, trace, Y).delta
    error_delta = (error_P + 2 * u * (np.abs(trace.P - Y) + error_P)) / N
    error_dW = []
    for k in range(last, -1, -1):
        larger_delta = np.abs(delta[k]) + error_delta
        larger_A = np.abs(trace.A[k]) + error_A[k]
        error_dW.insert(
            0,
            gamma(N, u) * (larger_A.T @ larger_delta)
            + error_A[k].T @ larger_delta
            + np.abs(trace.A[k]).T @ error_delta,
        )
        if k:
            H = trace.A[k][:, 1:]
            S = np.abs(H - 0.5)
            error_slope = (2 * S + error_S[k - 1]) * error_S[k - 1] + u / 2
            W = absolute[k][1:].T
            passed_back = np.abs(delta[k] @ weights[k][1:].T)
            error_back = gamma(len(W), u) * (larger_delta @ W) + error_delta @ W
            error_delta = (
                error_back * (H * (1 - H) + error_slope)
                + passed_back * error_slope
                + u * (passed_back + error_back) * (0.25 + error_slope)
            )
    return Bounds(float(error_loss), error_P, error_dW)


def exact_pass(weights, X, Y) -> tuple[float, np.ndarray, list[np.ndarray]]:
    """Return loss, P and dW of `model.network` in float64, which serve as exact for float32."""
    trace = forward(weights, X)
    return float(cross_entropy(trace.z[-1], Y)), trace.P, backward(weights, trace, Y).dW
