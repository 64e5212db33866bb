"""One step of training, fast: the passes of `model.network` in buffers that are used again.

The weights of all layers lie in one vector, and so do their gradients; each matrix is a view of
its part. An optimiser, which works on every number alone, then takes the whole network at once.
The layers' inputs are written straight beside their column of ones.

The formulas are those of `model.network.forward` and `backward`, and the tests hold both to the
same numbers.
"""

import itertools
from collections.abc import Sequence

import numpy as np

from model.network import Array


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

    Attributes
    ----------
    inputs : float32 array, shape (N, 784)
        To be filled with the batch, from row 0 on, before `gradient` is called.
    targets : float32 array, shape (N, 10)
        To be filled with the target distributions of the batch.
    probabilities : float32 array, shape (N, 10)
        What the network answered, after `gradient`.
    """

    def __init__(self, sizes: Sequence[int], batch_size: int) -> None:
        self._A = [np.ones((batch_size, 1 + size), dtype=np.float32) for size in sizes[:-1]]
        self._delta = [np.empty((batch_size, size), dtype=np.float32) for size in sizes[1:]]
        self._slope = [np.empty((batch_size, size), dtype=np.float32) for size in sizes[1:-1]]
        self.inputs = self._A[0][:, 1:]
        self.targets = np.empty((batch_size, sizes[-1]), dtype=np.float32)
        self.probabilities = np.empty((batch_size, sizes[-1]), dtype=np.float32)

    def gradient(self, W: Sequence[Array], dW: Sequence[Array], n: int) -> float:
        """Put the gradient of the mean loss of the first `n` samples into `dW`; return that loss.

        Parameters
        ----------
        W : sequence of float32 arrays
            W1, W2, ...; see `model.network`.
        dW : sequence of float32 arrays
            Of the same shapes; overwritten.
        n : int
            Samples in the batch, at most N.
        """
        A = [each[:n] for each in self._A]
        delta = [each[:n] for each in self._delta]
        P, Y = self.probabilities[:n], self.targets[:n]
        last = len(W) - 1
        for k in range(last):
            H = A[k + 1][:, 1:]  # (n, size), beside the column of ones
            np.matmul(A[k], W[k], out=H)
            H *= 0.5  # sigmoid(z) = (1 + tanh(z / 2)) / 2
            np.tanh(H, out=H)
            H *= 0.5
            H += 0.5
        z = np.matmul(A[last], W[last], out=delta[last])  # (n, 10)
        z -= z.max(axis=1, keepdims=True)  # each row on its own, so that exp cannot overflow
        np.exp(z, out=P)
        total = P.sum(axis=1, keepdims=True)  # (n, 1), the sum over the classes
        P /= total
        # The targets sum to 1, so -sum Y log P is log(total) - sum Y z.
        loss = (np.log(total).sum() - np.vdot(Y, z)) / n
        np.subtract(P, Y, out=delta[last])
        delta[last] /= n  # the loss is a mean over the batch
        for k in range(last, 0, -1):
            np.matmul(A[k].T, delta[k], out=dW[k])  # sums over the batch
            H, slope = A[k][:, 1:], self._slope[k - 1][:n]
            np.matmul(delta[k], W[k][1:].T, out=delta[k - 1])
            np.multiply(H, H, out=slope)
            np.subtract(H, slope, out=slope)  # H (1 - H)
            delta[k - 1] *= slope
        np.matmul(A[0].T, delta[0], out=dW[0])
        return float(loss)
