"""Inkling's preprocessing."""

from benchmarks.preparers import example_image
from benchmarks.subject import Work, serve_tasks
from model.preprocessing.pipeline import preprocess


def prepare(side: int, times: int) -> Work:
    image = example_image(side)

    def work() -> None:
        for _ in range(times):
            preprocess(image)

    return work


if __name__ == "__main__":
    serve_tasks(prepare)
