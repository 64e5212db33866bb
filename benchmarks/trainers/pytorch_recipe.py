"""A recipe in PyTorch: images augmented by its own means (``own``), or by Inkling (``shared``)."""

import math
import os
import sys
import time
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers.pytorch import network
from model.initialization import initialize
from model.training import training_data
from model.training.augmentation import Augmentation
from model.training.batches import BatchLoader
from model.training.recipe import load_recipe

REACH = 13
"""Of the elastic distortion's kernel, in pixels."""


def prepare(recipe: str, epochs: int) -> Work:
    settings = load_recipe(recipe)
    material = training_data.load(settings)
    images = torch.from_numpy(material.sources["mnist"].images).reshape(-1, 1, 28, 28)
    labels = torch.from_numpy(material.sources["mnist"].labels).long()

    def own_batches() -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for rows in torch.randperm(len(images)).split(settings.batch_size):
            X = augmented(images[rows].float() / 255, settings.augmentation)
            yield X.reshape(-1, 784), labels[rows]

    def shared_batches(epoch: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for pixels, targets in loader.epoch(epoch):
            yield torch.from_numpy(pixels).float() / 255, torch.from_numpy(targets)

    loader = BatchLoader(settings, material)

    def learn() -> float:
        """Return the seconds of the first `epochs`."""
        sizes = (784, *settings.hidden, 10)
        net = network(initialize(sizes, np.random.default_rng(settings.seed)))
        loss_of = nn.CrossEntropyLoss()
        parameters = list(net.parameters())
        optimizer = torch.optim.Adam(parameters, lr=settings.learning_rate, fused=True)
        steps, means = 0, [parameter.detach().clone() for parameter in parameters]
        total_steps = settings.epochs * loader.batches_per_epoch
        began = time.perf_counter()
        for epoch in range(epochs):
            for X, Y in own_batches() if sys.argv[1] == "own" else shared_batches(epoch):
                rate = settings.learning_rate * 0.5 * (1 + math.cos(math.pi * steps / total_steps))
                optimizer.param_groups[0]["lr"] = rate * min(1, (steps + 1) / settings.warmup_steps)
                optimizer.zero_grad()
                loss_of(net(X), Y).backward()
                optimizer.step()
                share = 1 - min(settings.averaging, (1 + steps) / (10 + steps))
                with torch.no_grad():
                    torch._foreach_lerp_(means, parameters, share)
                steps += 1
        return time.perf_counter() - began

    return learn


def augmented(X: torch.Tensor, settings: Augmentation) -> torch.Tensor:
    """Distort each image of a batch, shape (N, 1, 28, 28), on its own."""
    X = functional.grid_sample(X, distortions(len(X), settings), align_corners=False)
    amount = (torch.rand(len(X), 1, 1, 1) * 2 - 1) * settings.thickness
    thicker, thinner = dilated(X), -dilated(-X)
    return (1 - amount.abs()) * X + amount.abs() * torch.where(amount > 0, thicker, thinner)


def distortions(n: int, settings: Augmentation) -> torch.Tensor:
    """Return `n` affine and elastic distortions as sampling grids, shape (n, 28, 28, 2)."""
    angle, shear, shift_x, shift_y, *scale = torch.rand(6, n) * 2 - 1
    angle, shear = angle * math.radians(settings.rotation_deg), shear * settings.shear
    stretch_x, stretch_y = (torch.exp(math.log1p(settings.scale) * factor) for factor in scale)
    cosine, sine, shift = torch.cos(angle), torch.sin(angle), settings.shift_px / 14
    rows = [cosine / stretch_x, (sine + shear) / stretch_x, shift_x * shift]
    rows += [-sine / stretch_y, cosine / stretch_y, shift_y * shift]
    affine = torch.stack(rows, 1).reshape(n, 2, 3)
    grid = functional.affine_grid(affine, [n, 1, 28, 28], align_corners=False)
    offsets = torch.arange(-REACH, REACH + 1).float()
    kernel = torch.exp(-0.5 * (offsets / settings.elastic_sigma_px) ** 2)
    kernel /= kernel.square().sum().sqrt()
    noise = torch.randn(2 * n, 1, 28 + 2 * REACH, 28 + 2 * REACH)
    smooth = functional.conv2d(noise, kernel.reshape(1, 1, -1, 1))
    smooth = functional.conv2d(smooth, kernel.reshape(1, 1, 1, -1))
    return grid + settings.elastic_px / 14 * smooth.reshape(n, 2, 28, 28).permute(0, 2, 3, 1)


def dilated(X: torch.Tensor) -> torch.Tensor:
    """Return the maximum of each pixel and its 4 neighbors."""
    tall = functional.max_pool2d(X, (3, 1), 1, (1, 0))
    return torch.maximum(tall, functional.max_pool2d(X, (1, 3), 1, (0, 1)))


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve_tasks(prepare)
