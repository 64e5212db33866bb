"""Loss and gradient of a batch in preallocated buffers, for speed.

The weights of all layers lie in one vector, and so do their gradients; each matrix is a view of
its part. An optimizer, which treats every number alike, then updates the whole network at once.
Each layer writes its output straight beside the next layer's column of ones.

The formulas are those of `model.network.forward` and `backward`; the tests hold both to the same
numbers.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Array

CHUNK_ROWS = 512
"""Samples per pass; larger batches go in several. Its buffers then stay in the processor's cache,
which makes the passes of a batch of 4,096 a tenth faster."""


def flatten(weights: Sequence[Array]) -> Array:
    """Return all weights in one new vector, W1 first, each matrix row by row."""
    return np.concatenate([W.ravel() for W in weights])


def unflatten(vector: Array, sizes: Sequence[int]) -> list[Array]:
    """Return W1, W2, ... as views of a vector made by `flatten`; `sizes` are the layers' units."""
    shapes = [(1 + inputs, outputs) for inputs, outputs in itertools.pairwise(sizes)]
    ends = itertools.accumulate(rows * columns for rows, columns in shapes)
    return [
        vector[end - rows * columns : end].reshape(rows, columns)
        for (rows, columns), end in zip(shapes, ends, strict=True)
    ]


class InPlaceBackprop:
    """Forward and backward pass of one network on batches of up to `max_batch_size` samples.

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer, inputs first.
    max_batch_size : int
    dtype : numpy dtype
        Training computes in float32; tests also compare the formulas in float64.

    Attributes
    ----------
    gradient : array, shape (parameters,)
        Gradient of the last batch's mean loss.
    dW : list of arrays
        The same for W1, W2, ..., as views of `gradient`.
    P : array, shape (N, 10)
        Predicted probabilities of the last batch.
    """

    def __init__(self, sizes: Sequence[int], max_batch_size: int, dtype: Any = np.float32) -> None:
        rows = min(max_batch_size, CHUNK_ROWS)
        self._A = [np.ones((rows, 1 + size), dtype=dtype) for size in sizes[:-1]]
        self._A[0] *= 255  # as the pixels, which stay whole numbers: see `_compute_chunk`
        self._delta = [np.empty((rows, size), dtype=dtype) for size in sizes[1:]]
        self._centered = [np.empty((rows, size), dtype=dtype) for size in sizes[1:-1]]
        self._ones = np.ones((sizes[-1], 1), dtype=dtype)
        self._probabilities = np.empty((max_batch_size, sizes[-1]), dtype=dtype)
        self._pixel_scale = np.dtype(dtype).type(1 / 255)
        parameters = sum((1 + a) * b for a, b in itertools.pairwise(sizes))
        self.gradient = np.empty(parameters, dtype=dtype)
        self.dW = unflatten(self.gradient, sizes)
        self.P = self._probabilities[:0]

    def compute_gradients(
        self, weights: Sequence[Array], pixels: NDArray[np.uint8], targets: Array
    ) -> float:
        """Return the mean loss of a batch; its gradient is then in `gradient` and `dW`.

        Parameters
        ----------
        weights : sequence of arrays
            W1, W2, ...; see `model.network`.
        pixels : uint8 array, shape (N, 784)
            0 paper to 255 ink.
        targets : array, shape (N, 10)
            Target distributions, each row summing to 1.
        """
        N = len(pixels)
        self.P = self._probabilities[:N]
        first = slice(0, min(N, CHUNK_ROWS))
        loss = self._compute_chunk(weights, self.dW, pixels, targets, first)
        chunk_dW = [np.empty_like(dW) for dW in self.dW] if N > CHUNK_ROWS else []
        for start in range(CHUNK_ROWS, N, CHUNK_ROWS):
            chunk = slice(start, min(start + CHUNK_ROWS, N))
            loss += self._compute_chunk(weights, chunk_dW, pixels, targets, chunk)
            for total, part in zip(self.dW, chunk_dW, strict=True):
                total += part
        return float(loss / N)

    def _compute_chunk(
        self,
        W: Sequence[Array],
        dW: Sequence[Array],
        pixels: NDArray[np.uint8],
        targets: Array,
        chunk: slice,
    ) -> Any:
        """Write the chunk's share of the gradient into `dW`; return the sum of its losses."""
        rows = chunk.stop - chunk.start
        A = [layer[:rows] for layer in self._A]
        centered = [layer[:rows] for layer in self._centered]
        delta = [layer[:rows] for layer in self._delta]
        P, Y = self.P[chunk], targets[chunk]
        last = len(W) - 1
        # A[0] is 255 [1 X]: its products are scaled instead, which are an eighth of its size.
        np.copyto(A[0][:, 1:], pixels[chunk])
        # Of sigmoid(z) = 1/2 + S with S = tanh(z / 2) / 2, S alone is kept, for its buffer has no
        # column of ones: passes over whole rows take a fifth of the time.
        for k in range(last):
            S = centered[k]
            np.matmul(A[k], W[k], out=S)  # (rows, size)
            S *= 0.5 if k else 0.5 * self._pixel_scale
            np.tanh(S, out=S)
            S *= 0.5
            np.add(S, 0.5, out=A[k + 1][:, 1:])
        z = np.matmul(A[last], W[last], out=delta[last])  # (rows, 10)
        if not last:  # no hidden layer
            z *= self._pixel_scale
        z -= z.T.copy().max(axis=0)[:, np.newaxis]  # of each row, so that exp cannot overflow
        np.exp(z, out=P)
        total = P @ self._ones  # (rows, 1), the sum over the classes
        P /= total
        # The targets sum to 1, so -sum Y log P is log(total) - sum Y z.
        loss = np.log(total).sum() - np.vdot(Y, z)
        np.subtract(P, Y, out=delta[last])
        delta[last] /= len(pixels)  # the loss is a mean over the batch
        for k in range(last, 0, -1):
            np.matmul(A[k].T, delta[k], out=dW[k])  # sums over the batch
            np.matmul(delta[k], W[k][1:].T, out=delta[k - 1])
            slope = centered[k - 1]
            np.multiply(slope, slope, out=slope)
            np.subtract(0.25, slope, out=slope)  # H (1 - H), as H is 1/2 + S
            delta[k - 1] *= slope
        delta[0] *= self._pixel_scale
        np.matmul(A[0].T, delta[0], out=dW[0])
        return loss
