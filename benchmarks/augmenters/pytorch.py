"""PyTorch: a distortion of its own for every image, all images of a batch at once."""

import math
import os

import torch
from torch.nn import functional

from benchmarks.augmenters import COUNT, KINDS
from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers import data

BATCH = 512


def prepare(kind: str) -> Work:
    images, _ = data(COUNT)
    pictures = torch.from_numpy(images.copy()).reshape(-1, 1, 28, 28)
    settings = KINDS[kind]
    reach = 13
    offsets = torch.arange(-reach, reach + 1).float()
    kernel = torch.exp(-0.5 * (offsets / settings.elastic_sigma_px) ** 2)
    kernel /= kernel.square().sum().sqrt()

    def grid(n: int) -> torch.Tensor:
        angle, shear, shift_x, shift_y, *scale = torch.rand(6, n) * 2 - 1
        angle, shear = angle * math.radians(settings.rotation_deg), shear * settings.shear
        stretch_x, stretch_y = (torch.exp(math.log1p(settings.scale) * factor) for factor in scale)
        cosine, sine, shift = torch.cos(angle), torch.sin(angle), settings.shift_px / 14
        rows = [cosine / stretch_x, (sine + shear) / stretch_x, shift_x * shift]
        rows += [-sine / stretch_y, cosine / stretch_y, shift_y * shift]
        grid = functional.affine_grid(
            torch.stack(rows, 1).reshape(n, 2, 3), [n, 1, 28, 28], align_corners=False
        )
        if settings.elastic_px:
            noise = torch.randn(2 * n, 1, 28 + 2 * reach, 28 + 2 * reach)
            smooth = functional.conv2d(noise, kernel.reshape(1, 1, -1, 1))
            smooth = functional.conv2d(smooth, kernel.reshape(1, 1, 1, -1))
            moved = smooth.reshape(n, 2, 28, 28).permute(0, 2, 3, 1)
            grid = grid + settings.elastic_px / 14 * moved
        return grid

    def distort() -> None:
        for batch in pictures.split(BATCH):
            X = batch.float()
            if settings.rotation_deg or settings.elastic_px:
                X = functional.grid_sample(X, grid(len(X)), align_corners=False)
            if settings.thickness:
                amount = (torch.rand(len(X), 1, 1, 1) * 2 - 1) * settings.thickness
                X = (1 - amount.abs()) * X + amount.abs() * torch.where(
                    amount > 0, dilated(X), -dilated(-X)
                )
            if settings.brush_jitter:
                X = X * torch.exp(settings.brush_jitter * torch.randn(len(X), 1, 1, 1))
            X.clamp(0, 255).byte()

    return distort


def dilated(X: torch.Tensor) -> torch.Tensor:
    """Return the maximum of each pixel and its 4 neighbors."""
    tall = functional.max_pool2d(X, (3, 1), 1, (1, 0))
    return torch.maximum(tall, functional.max_pool2d(X, (1, 3), 1, (0, 1)))


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve_tasks(prepare)
