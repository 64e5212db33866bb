"""Metrics for Prometheus.

Several workers write theirs to a folder that `inkling serve` creates for them
(``PROMETHEUS_MULTIPROC_DIR``), and the one that serves /metrics aggregates them.
"""

import os
import shutil
import struct
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    multiprocess,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from model.serialization.model_file import Model

MEDIA_TYPE = CONTENT_TYPE_LATEST
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable by which the library knows that there are several workers."""

WORKER_FILES = "*_[0-9]*.db"
DEAD = "dead"
"""In the names of files of workers, in place of a process ID: the counts of all that are gone."""
MERGED = "merged_"
"""In the name of a folder of new totals, before the process ID of the worker that they include."""

MAX_RENDER_RETRIES = 10
RENDER_RETRY_S = 0.02

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

IN_FLIGHT = Gauge("inkling_requests_in_flight", "Requests under way.", multiprocess_mode="livesum")

_REQUESTS = Counter("inkling_requests", "Requests answered.", ["method", "route", "status"])
_DURATION = Histogram(
    "inkling_request_duration_seconds",
    "From the head of a request to the end of its reply.",
    ["route"],
    buckets=BUCKETS_S,
)
_REJECTIONS = Counter("inkling_refused", "Requests refused, by kind of problem.", ["problem"])
_PREDICTIONS = Counter("inkling_predictions", "Drawings read.", ["model", "digit", "certain"])
_MODELS = Gauge(
    "inkling_model_info",
    "1 for each model that is loaded.",
    ["model", "version"],
    multiprocess_mode="livemax",
)

# Looking a series up by its labels costs more than counting.
_request_counter = lru_cache(1024)(_REQUESTS.labels)
_duration_histogram = lru_cache(256)(_DURATION.labels)
_prediction_counter = lru_cache(256)(_PREDICTIONS.labels)
_rejection_counter = lru_cache(256)(_REJECTIONS.labels)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request and its duration; `route` is the path template, of which there are few."""
    _request_counter(method, route, str(status)).inc()
    _duration_histogram(route).observe(seconds)


def count_rejection(problem: str) -> None:
    """Count a problem by its code."""
    _rejection_counter(problem).inc()


def count_prediction(model: str, digit: int | None, certain: bool) -> None:
    """Count a prediction; None stands for several digits."""
    label = "several" if digit is None else str(digit)
    _prediction_counter(model, label, "yes" if certain else "no").inc()


def set_loaded_models(models: "Iterable[Model]") -> None:
    """Set the loaded models."""
    if FOLDER not in os.environ:  # not supported there; new versions come with new workers
        _MODELS.clear()
    for model in models:
        _MODELS.labels(model.name, model.version).set(1)


def render() -> bytes:
    """Return all metrics in Prometheus' text format."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return generate_latest(REGISTRY)
    for _ in range(MAX_RENDER_RETRIES):
        # A worker that starts has empty files for a moment, and another may be removing some.
        with suppress(OSError, struct.error):
            return _render_workers(Path(folder))
        time.sleep(RENDER_RETRY_S)
    return _render_workers(Path(folder))


def _render_workers(folder: Path) -> bytes:
    """Return the sum of all workers' metrics."""
    with FileLock(folder / "lock"):  # no other worker moves counts while they are read
        _merge_dead_workers(folder)
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
        registry.register(_WorkerProcesses(folder))
        return generate_latest(registry)


def _merge_dead_workers(folder: Path) -> None:
    """Move the counts of workers that are gone to one file of each kind; remove their gauges.

    A reload replaces all workers, so their files would add up, and all are read each time. This
    process may be killed at any line, and no count is then lost or taken twice: the new totals
    become valid with the name of their folder, which says whose files they replace.
    """
    _finish_merge(folder)
    if sys.platform == "win32":  # there signal 0 is Ctrl-C
        return
    for pid in {path.stem.rpartition("_")[2] for path in folder.glob(WORKER_FILES)}:
        try:
            os.kill(int(pid), 0)
        except PermissionError:  # another user's process
            continue
        except ProcessLookupError:
            totals = folder / "totals"
            shutil.rmtree(totals, ignore_errors=True)
            totals.mkdir()
            for path in folder.glob(f"*_{pid}.db"):
                if not path.name.startswith("gauge"):
                    _write_total(path, totals / path.name.replace(pid, DEAD))
            totals.rename(folder / (MERGED + pid))
            _finish_merge(folder)


def _finish_merge(folder: Path) -> None:
    """Replace the old totals and the files of a dead worker by the new totals, if there are any."""
    for totals in folder.glob(f"{MERGED}*"):
        for path in folder.glob(f"*_{totals.name.removeprefix(MERGED)}.db"):
            path.unlink()
        for total in totals.iterdir():
            total.replace(folder / total.name)
        totals.rmdir()


def _write_total(path: Path, target: Path) -> None:
    """Write the sum of a worker's file and the total so far."""
    with suppress(FileNotFoundError):
        shutil.copyfile(path.with_name(target.name), target)
    with suppress(struct.error):  # an empty file: the worker ended while it started
        counts = list(MmapedDict.read_all_values_from_file(path))  # type: ignore[no-untyped-call]
        total = MmapedDict(str(target))  # type: ignore[no-untyped-call]
        for key, count, timestamp, _ in counts:
            before, _ = total.read_value(key)  # type: ignore[no-untyped-call]
            total.write_value(key, before + count, timestamp)  # type: ignore[no-untyped-call]
        total.close()  # type: ignore[no-untyped-call]


class _WorkerProcesses(Collector):
    """Memory, CPU time and open files by worker; the library has those of one process only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of the processes that write to the folder."""
        merged: dict[str, Metric] = {}
        paths = self._folder.glob(WORKER_FILES)
        for pid in sorted({path.stem.rpartition("_")[2] for path in paths}):
            collector = ProcessCollector(pid=lambda pid=pid: pid, registry=None)  # type: ignore[misc]
            for metric in collector.collect():
                total = merged.setdefault(
                    metric.name, Metric(metric.name, metric.documentation, metric.type)
                )
                for sample in metric.samples:
                    total.add_sample(sample.name, {"worker": pid}, sample.value)
        yield from merged.values()
