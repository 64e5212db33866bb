"""A contestant in a process of its own, so that no library's threads or imports disturb another's.

The parent writes a task, one line of JSON; the child answers with one line. What a child needs to
begin a task it does when the task comes for the first time, and that is not timed.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

KERNELS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""Variables that make OpenBLAS take other kernels than those for this processor."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

CORES = int(os.environ.get("BENCH_THREADS") or os.cpu_count() or 1)
"""What contestants may use: all cores, or as many as BENCH_THREADS says."""

Task = dict[str, Any]
Work = Callable[[], Any]


class MissingError(Exception):
    """A contestant cannot be had here; says why."""


def environment(threads: int | None = None) -> dict[str, str]:
    """Return this process's environment without what would tie a contestant's hands."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {*KERNELS, *THREADS}
        and (not name.startswith("INKLING_") or name == "INKLING_DATA_DIR")
    }
    return kept if threads is None else kept | dict.fromkeys(THREADS, str(threads))


class Contestant:
    """The parent's side."""

    def __init__(self, module: str, *arguments: str, threads: int) -> None:
        self._module = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(threads),
        )
        self.about: dict[str, Any] = self._read()

    def run(self, **task: Any) -> dict[str, Any]:
        """Return the seconds that a task took, and what it answered.

        Raises
        ------
        MissingError
            If the process has ended.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # what it had to say comes next
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        line = self._process.stdout.readline()
        if not line:
            said = self._process.stderr.read().strip().splitlines() or ["it ended"]
            self.close()
            raise MissingError(said[-1][:120])
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def contestants(
    modules: dict[str, tuple[str, ...]], threads: int
) -> Iterator[tuple[dict[str, Contestant], dict[str, str]]]:
    """Start all; give those that run by name, and for the others why they do not."""
    running: dict[str, Contestant] = {}
    missing: dict[str, str] = {}
    try:
        for name, (module, *arguments) in modules.items():
            try:
                running[name] = Contestant(module, *arguments, threads=threads)
            except MissingError as error:
                missing[name] = str(error)
        yield running, missing
    finally:
        for each in running.values():
            each.close()


def answer(prepare: Callable[..., Work], **about: Any) -> None:
    """Be the child: `prepare` returns, for a task, the work to be timed."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no reply
    works: dict[str, Work] = {}
    replies.write(json.dumps(about) + "\n")
    replies.flush()
    for line in sys.stdin:
        if line not in works:
            works[line] = prepare(**json.loads(line))
        start = time.perf_counter()
        result = works[line]()
        taken_s = time.perf_counter() - start
        if isinstance(result, dict) and "seconds" in result:
            taken_s = result.pop("seconds")
        replies.write(json.dumps({"seconds": taken_s, "result": result}) + "\n")
        replies.flush()
