"""One epoch of training against PyTorch: same network, start, images, batches and optimiser.

Both learn from MNIST's 60,000 training images held in memory; PyTorch takes its batches by index
from one tensor, the fastest way it has, and by ``DataLoader``, the way of its tutorials. Rounds
alternate, and the ratio is taken within each round, so that a busy machine slows both.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.table import Table
from threadpoolctl import threadpool_limits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from model.augmentation import Augmentation
from model.datasets import mnist
from model.recipe import Recipe
from model.sources import LabelledImages, TrainingData
from model.training import start, train

ROUNDS = 5
RECIPE = Recipe(
    hidden=(100, 10),
    sources={"mnist": 0},
    epochs=1,
    batch_size=64,
    learning_rate=0.003,
    warmup_steps=0,
    schedule="constant",
    optimizer="adam",
    averaging=0.0,
    validation_size=0,
    augmentation=Augmentation(),
)
Epoch = Callable[[], tuple[float, float]]
"""Trains for one epoch from the start; returns its seconds and its mean loss."""


def measure(*, quick: bool) -> dict[str, Any]:
    images, labels = mnist.load("train")
    count = 3200 if quick else len(labels)
    data = LabelledImages(images[:count].reshape(-1, 784), labels[:count])
    epochs: dict[str, Epoch] = {
        "Inkling": lambda: inkling_epoch(data),
        "PyTorch, by index": lambda: pytorch_epoch(data, batches_by_index),
        "PyTorch, DataLoader": lambda: pytorch_epoch(data, batches_by_loader),
    }
    result: dict[str, Any] = {"torch": torch.__version__, "batch_size": RECIPE.batch_size}
    for threads in sorted({1, os.cpu_count() or 1}):
        torch.set_num_threads(threads)
        with threadpool_limits(threads):
            result[f"threads_{threads}"] = compare(epochs, 1 if quick else ROUNDS)
    return result


def compare(epochs: dict[str, Epoch], rounds: int) -> dict[str, Any]:
    """Return each one's seconds and loss, and how many times as long as Inkling it takes."""
    runs = [{name: epoch() for name, epoch in epochs.items()} for _ in range(rounds)]
    report = {}
    for name in epochs:
        ratios = [run[name][0] / run["Inkling"][0] for run in runs]
        report[name] = {
            "median_s": statistics.median(run[name][0] for run in runs),
            "loss": statistics.mean(run[name][1] for run in runs),
            "ratio": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
        }
    return report


def inkling_epoch(data: LabelledImages) -> tuple[float, float]:
    run = start(RECIPE)
    with tempfile.TemporaryDirectory() as folder:
        train(run, TrainingData({"mnist": data}, {"mnist": len(data)}, {}), Path(folder))
    return run.history[0]["seconds"], run.history[0]["loss"]


def pytorch_epoch(
    data: LabelledImages,
    batches: Callable[[torch.Tensor, torch.Tensor], Iterator[Any]],
) -> tuple[float, float]:
    net = pytorch_network()
    X = torch.from_numpy(np.divide(data.images, 255, dtype=np.float32))
    y = torch.from_numpy(data.labels.astype(np.int64))
    optimizer = torch.optim.Adam(net.parameters(), lr=RECIPE.learning_rate, fused=True)
    loss_of = nn.CrossEntropyLoss()
    total = 0.0
    steps = 0
    began = time.perf_counter()
    for inputs, labels in batches(X, y):
        optimizer.zero_grad()
        loss = loss_of(net(inputs), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        steps += 1
    return time.perf_counter() - began, total / steps


def pytorch_network() -> nn.Sequential:
    """Return the network with the very weights that Inkling starts with."""
    layers: list[nn.Module] = []
    for W in start(RECIPE).weights:
        linear = nn.Linear(W.shape[0] - 1, W.shape[1])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W[1:].T))
            linear.bias.copy_(torch.from_numpy(W[0]))  # row 0 is the bias
        layers += [linear, nn.Sigmoid()]
    return nn.Sequential(*layers[:-1])  # the softmax is part of the loss


def batches_by_index(X: torch.Tensor, y: torch.Tensor) -> Iterator[Any]:
    for chosen in torch.randperm(len(X)).split(RECIPE.batch_size):
        yield X[chosen], y[chosen]


def batches_by_loader(X: torch.Tensor, y: torch.Tensor) -> Iterator[Any]:
    return iter(DataLoader(TensorDataset(X, y), batch_size=RECIPE.batch_size, shuffle=True))


def table(result: dict[str, Any]) -> Table:
    rows = Table(
        title=f"One epoch of 784-100-10-10 on MNIST, batches of {result['batch_size']}, Adam; "
        f"PyTorch {result['torch']}"
    )
    for heading in ("threads", "trainer", "median s", "mean loss", "times as long as Inkling"):
        rows.add_column(heading, justify="left" if heading == "trainer" else "right")
    for key, trainers in result.items():
        if not key.startswith("threads_"):
            continue
        for name, row in trainers.items():
            ratio = row["ratio"]
            rows.add_row(
                key.removeprefix("threads_"),
                name,
                f"{row['median_s']:.2f}",
                f"{row['loss']:.3f}",
                f"{ratio['median']:.2f} ({ratio['min']:.2f} to {ratio['max']:.2f})",
            )
    return rows
