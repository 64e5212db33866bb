"""Inkling's preprocessing."""

from benchmarks.contestant import Work, answer
from benchmarks.preparers import picture
from model.preprocessing.pipeline import preprocess


def prepare(side: int, times: int) -> Work:
    image = picture(side)

    def work() -> None:
        for _ in range(times):
            preprocess(image)

    return work


if __name__ == "__main__":
    answer(prepare)
