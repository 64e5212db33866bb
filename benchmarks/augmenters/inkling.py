"""Inkling's own: 64 images share a distortion, in groups that are shuffled every epoch."""

import numpy as np

from benchmarks.augmenters import COUNT, KINDS
from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers import data
from model.training.augmentation import augment


def prepare(kind: str) -> Work:
    images, _ = data(COUNT)
    rng = np.random.default_rng(1)

    def distort() -> None:
        augment(images, KINDS[kind], rng)

    return distort


if __name__ == "__main__":
    serve_tasks(prepare)
