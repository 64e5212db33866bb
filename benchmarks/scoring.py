"""Scans that `inkling predict --output` scores in a second, by the number of workers.

    python -m benchmarks.scoring                       # one and two workers, about two minutes
    python -m benchmarks.scoring --workers 1 2 4 8     # on a machine with more cores

The rounds alternate between the numbers of workers, so that a busy minute of the machine hits all
of them. The rate is that after the first tenth of the scans, so without the start of the processes;
the whole time is beside it. What keeps a rate from being linear: the processor time of this process
is work that the workers wait for or compete with; and as many loops over the scans in processes
that share nothing ("bare loops") are as fast as the machine allows, with its caches and clock.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from app.blas_threads import SINGLE_THREAD
from app.scoring.picture import Picture
from app.scoring.run import PICTURES_PER_CHUNK, Callback, score
from app.scoring.scorer import Scorer
from app.settings import Settings
from model.preprocessing.rasterization import draw
from model.serialization import model_file
from tests.support.handwriting import digit

DRAWINGS = 200
SIDE_PX = 128

MAX_BARE = 2000
"""Scans of the bare loops, all together."""


@dataclass(frozen=True)
class Round:
    """One run of the scoring.

    Attributes
    ----------
    seconds : float
        Of the whole run.
    rate : float
        Scans a second after the first tenth.
    bare_rate : float
        Scans a second of as many bare loops.
    parent_s, workers_s : float
        Processor time of this process, and of all workers.
    """

    seconds: float
    rate: float
    bare_rate: float
    parent_s: float
    workers_s: float


class Clock(Callback):
    """Records the number of pictures done, and when."""

    def __init__(self) -> None:
        self.marks: list[tuple[float, int]] = []

    def on_pictures(self, count: int, *, resumed: bool) -> None:
        assert not resumed
        done = self.marks[-1][1] if self.marks else 0
        self.marks.append((time.perf_counter(), done + count))

    def rate(self) -> float:
        """Return the pictures per second after the first tenth."""
        end, total = self.marks[-1]
        start, done = next(mark for mark in self.marks if mark[1] >= total / 10)
        return (total - done) / (end - start)


def write_scans(folder: Path, count: int) -> None:
    """Write `count` scans of digits, of which at most `DRAWINGS` differ."""
    rng = np.random.default_rng(0)
    contents = []
    for number in range(min(DRAWINGS, count)):
        strokes = digit(number % 10, rng.uniform(50, 90), *rng.uniform(5, 25, 2))
        draw(strokes, rng.uniform(4, 9), (SIDE_PX, SIDE_PX)).save(folder / "drawing.png")
        contents.append((folder / "drawing.png").read_bytes())
    (folder / "drawing.png").unlink()
    for number in range(count):
        (folder / f"{number:06}.png").write_bytes(contents[number % len(contents)])


def run(scorer: Scorer, scans: Path, output: Path, workers: int) -> Round:
    """Score all scans once."""
    bare = bare_rate(scorer, scans, workers)
    clock = Clock()
    children = _children_s()
    began, parent_s = time.perf_counter(), time.process_time()
    score(scorer, [os.fspath(scans)], output, workers, clock, overwrite=True)
    return Round(
        time.perf_counter() - began,
        clock.rate(),
        bare,
        time.process_time() - parent_s,
        _children_s() - children,
    )


def bare_rate(scorer: Scorer, scans: Path, count: int) -> float:
    """Return the scans a second of loops in `count` processes that share nothing."""
    spawning = get_context("spawn")
    barrier, rates = spawning.Barrier(count), spawning.SimpleQueue()
    shares = [sorted(scans.iterdir())[i::count] for i in range(count)]
    loops = [
        spawning.Process(target=_loop, args=(scorer, share, barrier, rates)) for share in shares
    ]
    for loop in loops:
        loop.start()
    total = sum(rates.get() for _ in loops)
    for loop in loops:
        loop.join()
    return total


def _loop(scorer: Scorer, paths: Sequence[Path], barrier: Any, rates: Any) -> None:
    pictures = [Picture(path.name, path=path) for path in paths[: MAX_BARE // barrier.parties]]
    scorer.score(pictures[:20])
    barrier.wait()
    began = time.perf_counter()
    scorer.score(pictures)
    rates.put(len(pictures) / (time.perf_counter() - began))
    barrier.wait()  # so that none runs on an idle machine for long


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(rounds: dict[int, list[Round]], scans: int) -> Iterator[str]:
    """Yield the lines of a table; figures are medians over the rounds."""
    yield "workers  scans/s  times one  bare loops  times one  whole s  CPU ms/scan: workers, here"
    first = rounds[min(rounds)]
    for workers, measured in rounds.items():
        rate, one = (median(r.rate for r in group) for group in (measured, first))
        bare, bare_one = (median(r.bare_rate for r in group) for group in (measured, first))
        whole = median(r.seconds for r in measured)
        worker_ms = 1000 * median(r.workers_s for r in measured) / scans
        parent_ms = 1000 * median(r.parent_s for r in measured) / scans
        yield (
            f"{workers:7}  {rate:7.0f}  {rate / one:9.2f}  {bare:10.0f}  {bare / bare_one:9.2f}"
            f"  {whole:7.1f}  {worker_ms:22.2f}  {parent_ms:4.2f}"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--scans", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--model", default="seed")
    options = parser.parse_args(arguments)
    if options.scans <= PICTURES_PER_CHUNK:
        parser.error(f"--scans: expected more than a chunk, {PICTURES_PER_CHUNK}")
    os.environ.update(SINGLE_THREAD)  # for the workers, as `inkling predict` does
    scorer = Scorer(
        model_file.load(model_file.find_model(options.model)), Settings().max_pixels, numbers=False
    )
    rounds: dict[int, list[Round]] = {workers: [] for workers in options.workers}
    with tempfile.TemporaryDirectory() as folder:
        scans = Path(folder) / "scans"
        scans.mkdir()
        write_scans(scans, options.scans)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
        for _ in range(options.rounds):
            for workers, measured in rounds.items():
                measured.append(run(scorer, scans, Path(folder) / "results.csv", workers))
    print("\n".join(report(rounds, options.scans)))


if __name__ == "__main__":
    main()
