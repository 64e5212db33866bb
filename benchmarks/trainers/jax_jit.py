"""JAX: the whole step, Adam included, in one jitted function that overwrites its state."""

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks import trainers
from benchmarks.subject import Work, serve_tasks


def loss_of(W: Any, X: Any, y: Any) -> Any:
    H = X
    for W_k in W[:-1]:
        H = jax.nn.sigmoid(H @ W_k[1:] + W_k[0])
    logs = jax.nn.log_softmax(H @ W[-1][1:] + W[-1][0])
    return -jnp.take_along_axis(logs, y[:, None], axis=1).mean()  # over the batch


@functools.partial(jax.jit, donate_argnums=0)
def step(state: Any, X: Any, y: Any, indices: Any) -> Any:
    W, m, s, t = state
    loss, dW = jax.value_and_grad(loss_of)(W, X[indices], y[indices])
    t = t + 1
    m = [0.9 * a + 0.1 * g for a, g in zip(m, dW, strict=True)]
    s = [0.999 * a + 0.001 * g * g for a, g in zip(s, dW, strict=True)]
    size, correction = trainers.RATE / (1 - 0.9**t), 1 / jnp.sqrt(1 - 0.999**t)
    W = [w - size * a / (jnp.sqrt(b) * correction + 1e-8) for w, a, b in zip(W, m, s, strict=True)]
    return (W, m, s, t), loss


def prepare(batch: int, count: int) -> Work:
    images, labels = trainers.data(count)
    X = jnp.asarray(np.divide(images, 255, dtype=np.float32))
    y = jnp.asarray(labels.astype(np.int32))
    rng = np.random.default_rng(1)

    def epoch() -> float:
        W = [jnp.asarray(W_k) for W_k in trainers.weights()]
        zeros = [jnp.zeros_like(W_k) for W_k in W]
        state = (W, zeros, [jnp.copy(zero) for zero in zeros], jnp.zeros((), jnp.float32))
        total = 0.0
        order = rng.permutation(count)
        for first in range(0, count - batch + 1, batch):
            state, loss = step(state, X, y, order[first : first + batch])
            total += loss
        return float(total) / (count // batch)

    return epoch


if __name__ == "__main__":
    serve_tasks(prepare, version=jax.__version__)
