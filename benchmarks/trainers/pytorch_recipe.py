"""The recipe `quick` in PyTorch; images are distorted as Inkling does it, which is much faster."""

import math
import os
import time
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers.inkling_recipe import recipe
from benchmarks.trainers.pytorch import network
from model.initialization import initialize
from model.training import training_data
from model.training.batches import BatchLoader


def prepare(seed: int) -> Work:
    settings = recipe(seed)
    sizes = (784, *settings.hidden, 10)
    material = training_data.load(settings)
    held_out = material.validation["mnist"]
    held_X = torch.from_numpy(held_out.images.reshape(-1, 784)).float() / 255
    held_y = torch.from_numpy(held_out.labels).long()

    def learn() -> dict[str, Any]:
        net = network(initialize(sizes, np.random.default_rng(seed)))
        loss_of = nn.CrossEntropyLoss()
        parameters = list(net.parameters())
        optimizer = torch.optim.Adam(parameters, lr=settings.learning_rate, fused=True)
        batches = BatchLoader(settings, material)
        buffer = np.empty((settings.batch_size, 784), dtype=np.float32)
        steps, means = 0, [parameter.detach().clone() for parameter in parameters]
        began = time.perf_counter()
        for epoch in range(settings.epochs):
            for pixels, targets in batches.epoch(epoch):
                X = np.multiply(pixels, np.float32(1 / 255), out=buffer[: len(pixels)])
                done = steps / (settings.epochs * batches.batches_per_epoch)
                rate = settings.learning_rate * 0.5 * (1 + math.cos(math.pi * done))
                optimizer.param_groups[0]["lr"] = rate * min(1, (steps + 1) / settings.warmup_steps)
                optimizer.zero_grad()
                loss_of(net(torch.from_numpy(X)), torch.from_numpy(targets)).backward()
                optimizer.step()
                share = 1 - min(settings.averaging, (1 + steps) / (10 + steps))
                with torch.no_grad():
                    torch._foreach_lerp_(means, parameters, share)
                steps += 1
        elapsed_s = time.perf_counter() - began
        with torch.no_grad():
            for parameter, mean in zip(parameters, means, strict=True):
                parameter.copy_(mean)
            score = (net(held_X).argmax(1) == held_y).float().mean().item()
        return {"learning_s": elapsed_s, "score": score}

    return learn


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve_tasks(prepare)
