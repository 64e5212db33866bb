"""Gradient check: the analytic gradient compared with a numeric one, matrix by matrix.

The numeric gradient moves one weight at a time by a tiny imaginary step ih and reads the derivative
from the imaginary part of the loss, dL/dw = Im L(w + ih) / h (Martins, Sturdza and Alonso, "The
Complex-Step Derivative Approximation", 2003). Nothing is subtracted, so that h may be far below the
rounding error and the result is exact to the last digits. It runs the network forward only and
shares no formula with `model.network.backward`.

Moving the entry (i, j) of W_k leaves every layer before it as it was and moves column j of
z_k = A_{k-1} W_k by ih times column i of A_{k-1}. So each move starts from there and runs forward
through what follows, thousands of moves stacked as rows of one batch: all 79,620 weights of
784-100-10-10 in a few seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, forward, sample_losses, sigmoid

TOLERANCE = 1e-6
"""Largest relative difference of a gradient that passes."""

_STEP = 1e-30
_CHUNK_ROWS = 8192  # of one stacked batch: large enough for speed, 13 MB for 100 units
_MAX_COST = 10_000_000  # perturbed weighted sums per sample and matrix; 784-100 takes 7,850,000

Entries = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Row and column indices of entries of a matrix."""


@dataclass(frozen=True)
class MatrixCheck:
    """Difference of the two gradients of one weight matrix.

    Attributes
    ----------
    name : str
        W1, W2, ...
    shape : tuple of int
    checked : int
        Number of compared entries: all, or a random part of a very large matrix.
    absolute : float
        The largest |a - n|, where a is the analytic and n the numeric derivative.
    relative : float
        The largest |a - n| / max(|a|, |n|, s / 1e6), where s is the largest |a| or |n| of the
        matrix. The floor s / 1e6 is for weights that hardly matter: both gradients carry a rounding
        error of about 1e-16 s, which says nothing when it is divided by a derivative of 1e-20 s.
    """

    name: str
    shape: tuple[int, int]
    checked: int
    absolute: float
    relative: float

    @property
    def passed(self) -> bool:
        """Whether the relative difference is within `TOLERANCE`; NaN is not."""
        return self.relative <= TOLERANCE


def random_batch(
    inputs: int, classes: int, N: int, rng: np.random.Generator
) -> tuple[Array, NDArray[np.integer]]:
    """Return random inputs, float64 of shape (N, inputs), and random labels of shape (N,).

    The inputs are uniform numbers to the sixth power: none is 0, which would hide the weights
    behind it, and their mean of 1/7 is about that of MNIST, so that trained units do not saturate.
    """
    return rng.random((N, inputs)) ** 6, rng.integers(0, classes, N)


def check(
    weights: Weights,
    X: Array,
    Y: Array,
    dW: Sequence[Array],
    rng: np.random.Generator,
    max_entries: int | None = None,
) -> list[MatrixCheck]:
    """Compare the gradients `dW` with numeric ones.

    Parameters
    ----------
    weights : sequence of arrays
        float64; see `model.network` for the shapes.
    X, Y : array, shapes (N, inputs) and (N, classes)
        The batch; a few samples will do.
    dW : sequence of arrays
        Gradients to check: of the mean loss of the batch, for each weight matrix.
    rng : numpy.random.Generator
        Chooses the entries of a matrix that is too large to check in full.
    max_entries : int, optional
        Entries of a matrix to check at most; by default as many as take a second or two.

    Raises
    ------
    ValueError
        If a gradient has another shape than its matrix.
    """
    shapes, got = [W.shape for W in weights], [G.shape for G in dW]
    if got != shapes:
        raise ValueError(f"expected gradients of shapes {shapes}, got {got}")
    checks = []
    for k, W in enumerate(weights):
        entries = _select_entries(W.shape, rng, max_entries)
        numeric = numeric_gradient(weights, X, Y, k, entries)
        absolute, relative = _largest_differences(dW[k][entries], numeric)
        checks.append(MatrixCheck(f"W{k + 1}", W.shape, len(numeric), absolute, relative))
    return checks


def numeric_gradient(weights: Weights, X: Array, Y: Array, k: int, entries: Entries) -> Array:
    """Return the derivative of the mean loss for each of ``weights[k][entries]``."""
    rows, columns = entries
    trace = forward(weights, X)
    A, z, following = trace.A[k], trace.z[k], weights[k + 1 :]
    chunk = max(1, _CHUNK_ROWS // len(X))
    pieces = []
    for start in range(0, len(rows), chunk):
        i, j = rows[start : start + chunk], columns[start : start + chunk]
        count = len(i)
        perturbed = np.repeat(
            z[np.newaxis].astype(np.complex128), count, axis=0
        )  # (count, N, units)
        perturbed[np.arange(count), :, j] += 1j * _STEP * A[:, i].T
        stacked = perturbed.reshape(-1, z.shape[1])  # (count * N, units)
        logits = forward(following, sigmoid(stacked)).z[-1] if following else stacked
        losses = sample_losses(logits, np.tile(Y, (count, 1))).reshape(count, -1)
        pieces.append(losses.mean(axis=1).imag / _STEP)  # mean over the batch
    return np.concatenate(pieces)


def _select_entries(
    shape: tuple[int, int], rng: np.random.Generator, max_entries: int | None
) -> Entries:
    """Return all entries, or a random part of a very large matrix."""
    size = shape[0] * shape[1]
    if max_entries is None:
        max_entries = max(2000, _MAX_COST // shape[1])
    indices = (
        np.arange(size) if size <= max_entries else rng.choice(size, max_entries, replace=False)
    )
    rows, columns = np.unravel_index(indices, shape)
    return rows, columns


def _largest_differences(analytic: Array, numeric: Array) -> tuple[float, float]:
    """Return the largest absolute and relative difference, as `MatrixCheck` defines them."""
    difference = np.abs(analytic - numeric)
    size = np.maximum(np.abs(analytic), np.abs(numeric))
    # Where a whole matrix is 0 in both gradients, 0 / tiny is 0.
    floor = max(float(size.max()) / 1e6, float(np.finfo(np.float64).tiny))
    return float(difference.max()), float((difference / np.maximum(size, floor)).max())
