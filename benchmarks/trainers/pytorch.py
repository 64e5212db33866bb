"""PyTorch with its fused Adam, the fastest: ``eager`` or ``compiled``."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks import trainers
from benchmarks.subject import Work, serve_tasks


def network(weights: Sequence[np.ndarray]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for W in weights:
        linear = nn.Linear(W.shape[0] - 1, W.shape[1])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W[1:].T))
            linear.bias.copy_(torch.from_numpy(W[0]))  # row 0 is the bias
        layers += [linear, nn.Sigmoid()]
    return nn.Sequential(*layers[:-1])  # the softmax is part of the loss


def prepare(batch: int, count: int, kind: str = "") -> Work:
    kind = kind or sys.argv[1]
    images, labels = trainers.data(count)
    X = torch.from_numpy(np.divide(images, 255, dtype=np.float32))
    y = torch.from_numpy(labels.astype(np.int64))
    net, loss_of = network(trainers.weights()), nn.CrossEntropyLoss()
    forward: Callable[[Any, Any], Any] = lambda inputs, truth: loss_of(net(inputs), truth)  # noqa: E731
    optimizer = torch.optim.Adam(net.parameters(), lr=trainers.RATE, fused=True)
    if kind == "compiled":
        forward = torch.compile(forward)

    beginning = {name: tensor.clone() for name, tensor in net.state_dict().items()}

    def epoch() -> float:
        net.load_state_dict(beginning)
        optimizer.state.clear()
        total = 0.0
        for indices in torch.randperm(count)[: count - count % batch].split(batch):
            optimizer.zero_grad()
            loss = forward(X[indices], y[indices])
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / (count // batch)

    return epoch


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve_tasks(prepare, version=torch.__version__)
