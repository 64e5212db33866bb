"""Lower bound for trainers in numpy: one pass over the data, and the bare matrix products.

Each batch is gathered and made float32 in a buffer, and the products of its forward and backward
pass are taken in buffers that are used again. There is no activation, no loss and no step.
"""

import numpy as np

from benchmarks import trainers
from benchmarks.subject import Work, serve_tasks


def prepare(batch: int, count: int) -> Work:
    images, _ = trainers.data(count)
    W = trainers.weights()
    dW = [np.empty_like(W_k) for W_k in W]
    A = [np.ones((batch, 1 + size), np.float32) for size in trainers.SIZES[:-1]]
    delta = [np.full((batch, size), 1e-3, np.float32) for size in trainers.SIZES[1:]]
    order = np.random.default_rng(1).permutation(count)

    def epoch() -> float:
        for first in range(0, count - batch + 1, batch):
            rows = images.take(order[first : first + batch], axis=0)
            np.multiply(rows, np.float32(1 / 255), out=A[0][:, 1:])
            for k in range(3):
                np.matmul(A[k], W[k], out=delta[k])
            for k in (2, 1):
                np.matmul(A[k].T, delta[k], out=dW[k])
                np.matmul(delta[k], W[k][1:].T, out=delta[k - 1])
            np.matmul(A[0].T, delta[0], out=dW[0])
        return 0.0

    return epoch


if __name__ == "__main__":
    serve_tasks(prepare)
