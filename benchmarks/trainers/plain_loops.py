"""A network as introductions write it: lists of matrices and loops over samples and layers.

Column vectors go through the network one sample after the other, and gradients are summed up over
a batch, as in chapter 1 of Nielsen's "Neural Networks and Deep Learning"; plain gradient descent,
which is less work than Adam.
"""

import numpy as np

from benchmarks import trainers
from benchmarks.subject import Work, serve_tasks


class Network:
    """Weights and biases in lists, one matrix and one column for each layer."""

    def __init__(self) -> None:
        self.weights = [W[1:].T.astype(np.float64) for W in trainers.weights()]
        self.biases = [W[0][:, np.newaxis].astype(np.float64) for W in trainers.weights()]

    def learn_from_batch(self, batch, rate: float) -> float:
        sum_b = [np.zeros(b.shape) for b in self.biases]
        sum_w = [np.zeros(w.shape) for w in self.weights]
        total = 0.0
        for x, y in batch:
            loss, grad_b, grad_w = self.gradients_of_sample(x, y)
            sum_b = [a + b for a, b in zip(sum_b, grad_b, strict=True)]
            sum_w = [a + b for a, b in zip(sum_w, grad_w, strict=True)]
            total += loss
        self.weights = [w - rate / len(batch) * g for w, g in zip(self.weights, sum_w, strict=True)]
        self.biases = [b - rate / len(batch) * g for b, g in zip(self.biases, sum_b, strict=True)]
        return total

    def gradients_of_sample(self, x, y):
        outputs, last = [x], len(self.weights) - 1
        for k, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            z = np.dot(w, outputs[-1]) + b
            outputs.append(softmax(z) if k == last else sigmoid(z))
        loss = -float(np.log(outputs[-1][y.argmax(), 0]))
        delta = outputs[-1] - y
        grad_b = [delta]
        grad_w = [np.dot(delta, outputs[-2].T)]
        for k in range(last, 0, -1):
            h = outputs[k]
            delta = np.dot(self.weights[k].T, delta) * h * (1 - h)
            grad_b.insert(0, delta)
            grad_w.insert(0, np.dot(delta, outputs[k - 1].T))
        return loss, grad_b, grad_w


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def softmax(z):
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum()


def prepare(batch: int, count: int) -> Work:
    images, labels = trainers.data(count)
    columns = [
        (image[:, np.newaxis] / 255, np.eye(10)[:, [y]])
        for image, y in zip(images, labels, strict=True)
    ]
    order = np.random.default_rng(1).permutation(count)

    def epoch() -> float:
        net, total = Network(), 0.0
        for first in range(0, count - batch + 1, batch):
            samples = [columns[k] for k in order[first : first + batch]]
            total += net.learn_from_batch(samples, 0.5)
        return total / (count - count % batch)

    return epoch


if __name__ == "__main__":
    serve_tasks(prepare)
