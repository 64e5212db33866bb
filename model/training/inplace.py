"""One step of training, fast: the passes of `model.network` in buffers that are used again.

The weights of all layers lie in one vector, and so do their gradients; each matrix is a view of
its part. An optimiser, which works on every number alone, then takes the whole network at once.
The layers' inputs are written straight beside their column of ones.

The formulas are those of `model.network.forward` and `backward`, and the tests hold both to the
same numbers.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from model.network import Array

AT_ONCE = 512
"""So many samples pass through the network at a time: what they need stays in the processor's
cache, which makes the passes of a batch of 4,096 a tenth faster. Larger batches go in parts."""


def flat(weights: Sequence[Array]) -> Array:
    """Return all weights in one new vector, W1 first, each matrix row by row."""
    return np.concatenate([W.ravel() for W in weights])


def matrices(vector: Array, sizes: Sequence[int]) -> list[Array]:
    """Return W1, W2, ... as views of a vector made by `flat`; `sizes` are the layers' units."""
    shapes = [(1 + inputs, outputs) for inputs, outputs in itertools.pairwise(sizes)]
    ends = itertools.accumulate(rows * columns for rows, columns in shapes)
    return [
        vector[end - rows * columns : end].reshape(rows, columns)
        for (rows, columns), end in zip(shapes, ends, strict=True)
    ]


class Workspace:
    """Buffers for the forward and backward pass of one network on batches of up to N samples.

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer, inputs first.
    batch_size : int
        N.
    dtype : numpy dtype
        Training computes in float32; tests also compare the formulas in float64.

    Attributes
    ----------
    inputs : array, shape (N, 784)
        To be filled with the batch, from row 0 on, before `gradient` is called.
    targets : array, shape (N, 10)
        To be filled with the target distributions of the batch.
    probabilities : array, shape (N, 10)
        What the network answered, after `gradient`.
    """

    def __init__(self, sizes: Sequence[int], batch_size: int, dtype: Any = np.float32) -> None:
        rows = min(batch_size, AT_ONCE)
        self._A0 = np.ones((batch_size, 1 + sizes[0]), dtype=dtype)
        self._A = [np.ones((rows, 1 + size), dtype=dtype) for size in sizes[1:-1]]
        self._delta = [np.empty((rows, size), dtype=dtype) for size in sizes[1:]]
        self._half = [np.empty((rows, size), dtype=dtype) for size in sizes[1:-1]]
        self._ones = np.ones((sizes[-1], 1), dtype=dtype)
        self.inputs = self._A0[:, 1:]
        self.targets = np.empty((batch_size, sizes[-1]), dtype=dtype)
        self.probabilities = np.empty((batch_size, sizes[-1]), dtype=dtype)

    def gradient(self, W: Sequence[Array], dW: Sequence[Array], n: int) -> float:
        """Put the gradient of the mean loss of the first `n` samples into `dW`; return that loss.

        Parameters
        ----------
        W : sequence of arrays
            W1, W2, ...; see `model.network`.
        dW : sequence of arrays
            Of the same shapes; overwritten.
        n : int
            Samples in the batch, at most N.
        """
        loss = self._part(W, dW, slice(0, min(n, AT_ONCE)), n)
        more = [np.empty_like(each) for each in dW] if n > AT_ONCE else []
        for start in range(AT_ONCE, n, AT_ONCE):
            loss += self._part(W, more, slice(start, min(start + AT_ONCE, n)), n)
            for total, part in zip(dW, more, strict=True):
                total += part
        return float(loss / n)

    def _part(self, W: Sequence[Array], dW: Sequence[Array], part: slice, n: int) -> Any:
        """Put what a part of the batch adds to the gradient into `dW`; return its sum of losses."""
        count = part.stop - part.start
        A = [self._A0[part], *(each[:count] for each in self._A)]
        half = [each[:count] for each in self._half]
        delta = [each[:count] for each in self._delta]
        P, Y = self.probabilities[part], self.targets[part]
        last = len(W) - 1
        # Of sigmoid(z) = 1/2 + S with S = tanh(z / 2) / 2, S alone is kept, for its buffer has no
        # column of ones: passes over whole rows take a fifth of the time.
        for k in range(last):
            S = half[k]
            np.matmul(A[k], W[k], out=S)  # (count, size)
            S *= 0.5
            np.tanh(S, out=S)
            S *= 0.5
            np.add(S, 0.5, out=A[k + 1][:, 1:])
        z = np.matmul(A[last], W[last], out=delta[last])  # (count, 10)
        z -= z.T.copy().max(axis=0)[:, np.newaxis]  # of each row, so that exp cannot overflow
        np.exp(z, out=P)
        total = P @ self._ones  # (count, 1), the sum over the classes
        P /= total
        # The targets sum to 1, so -sum Y log P is log(total) - sum Y z.
        loss: Any = np.log(total).sum() - np.vdot(Y, z)
        np.subtract(P, Y, out=delta[last])
        delta[last] /= n  # the loss is a mean over the batch
        for k in range(last, 0, -1):
            np.matmul(A[k].T, delta[k], out=dW[k])  # sums over the batch
            np.matmul(delta[k], W[k][1:].T, out=delta[k - 1])
            slope = half[k - 1]
            np.multiply(slope, slope, out=slope)
            np.subtract(0.25, slope, out=slope)  # H (1 - H), as H is 1/2 + S
            delta[k - 1] *= slope
        np.matmul(A[0].T, delta[0], out=dW[0])
        return loss
