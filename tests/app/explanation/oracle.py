"""Independent oracle: the network in textbook form, differentiated by the `autograd` package.

Nothing of `model/` is used: biases are separate, the sigmoid and the softmax are written as
they are defined, and derivatives come from autograd. The gradients for X, z and H are those for
zeros that are added to them.
"""

import autograd
import autograd.numpy as anp
import numpy as np


def _loss(parameters, X, labels):
    H = X + parameters["X"]
    last = len(parameters["W"]) - 1
    for k, (W, b) in enumerate(zip(parameters["W"], parameters["b"], strict=True)):
        z = anp.dot(H, W) + b + parameters["z"][k]
        H = 1 / (1 + anp.exp(-z)) + parameters["H"][k] if k < last else z
    E = anp.exp(H)
    P = E / anp.sum(E, axis=1, keepdims=True)
    return -anp.mean(anp.log(P[anp.arange(len(labels)), labels]))


def backward_by_autograd(weights, X, labels):
    """Return the loss, and by name the arrays of the backward pass: delta, back, dW and dX."""
    weights = [np.asarray(W, dtype=np.float64) for W in weights]
    zeros = [np.zeros((len(X), W.shape[1])) for W in weights]
    parameters = {
        "W": [W[1:] for W in weights],
        "b": [W[0] for W in weights],
        "X": np.zeros(np.shape(X)),
        "z": zeros,
        "H": [zero.copy() for zero in zeros],
    }
    loss, gradient = autograd.value_and_grad(_loss)(parameters, np.asarray(X, float), labels)
    named = {"dX": gradient["X"]}
    for k in range(len(weights)):
        named[f"delta{k + 1}"] = gradient["z"][k]
        named[f"dW{k + 1}"] = np.vstack([gradient["b"][k], gradient["W"][k]])
        if k < len(weights) - 1:
            named[f"back{k + 1}"] = gradient["H"][k]
    return float(loss), named


def losses_by_autograd(weights, X, labels, rate, steps):
    """Return the losses before the first step and after each."""
    weights = [np.asarray(W, dtype=np.float64) for W in weights]
    losses = []
    for _ in range(steps + 1):
        loss, named = backward_by_autograd(weights, X, labels)
        losses.append(loss)
        weights = [W - rate * named[f"dW{k + 1}"] for k, W in enumerate(weights)]
    return losses
