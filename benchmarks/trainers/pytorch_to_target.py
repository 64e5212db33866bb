"""The same recipe in PyTorch."""

import math
import os
import time

import numpy as np
import torch
from torch import nn

from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers.inkling_to_target import SHAPE, TRAINED_ON, load_images
from benchmarks.trainers.pytorch import network


def prepare(target: float) -> Work:
    images, labels = load_images()
    X = torch.from_numpy(np.divide(images, 255, dtype=np.float32))
    y = torch.from_numpy(labels.astype(np.int64))

    def learn() -> dict[str, float]:
        torch.manual_seed(SHAPE["seed"])
        net, loss_of = network(), nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(net.parameters(), lr=SHAPE["learning_rate"], fused=True)
        steps = SHAPE["epochs"] * math.ceil(TRAINED_ON / SHAPE["batch_size"])
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
        began = time.perf_counter()
        for epoch in range(SHAPE["epochs"]):
            for indices in torch.randperm(TRAINED_ON).split(SHAPE["batch_size"]):
                optimizer.zero_grad()
                loss_of(net(X[indices]), y[indices]).backward()
                optimizer.step()
                schedule.step()
            with torch.inference_mode():
                accuracy = (net(X[TRAINED_ON:]).argmax(1) == y[TRAINED_ON:]).float().mean().item()
            if accuracy >= target:
                return {"learning_s": time.perf_counter() - began, "epochs": epoch + 1}
        raise RuntimeError(f"expected {target}, got {accuracy}")

    return learn


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve_tasks(prepare)
