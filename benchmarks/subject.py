"""A benchmark subject in its own process, isolated from the threads and imports of the others.

The parent writes a task, one line of JSON; the child replies with one line. The child prepares a
task when it receives it for the first time, and preparation is not timed.
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
"""Variables that make OpenBLAS use other kernels than those for this processor."""

NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""With it, a program that pip has not compiled is compiled at each start."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

CORES = int(os.environ.get("BENCH_THREADS") or os.cpu_count() or 1)
"""Threads a subject may use: all cores, or the value of BENCH_THREADS."""

Task = dict[str, Any]
Work = Callable[[], Any]


class MissingError(Exception):
    """A subject is not available here; the message says why."""


def environment(threads: int | None = None) -> dict[str, str]:
    """Return this process's environment without settings that would slow or change a subject."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {*KERNELS, *THREADS, NO_BYTECODE}
        and (not name.startswith("INKLING_") or name == "INKLING_DATA_DIR")
    }
    return inherited if threads is None else inherited | dict.fromkeys(THREADS, str(threads))


class Subject:
    """A subject's process, seen from the parent.

    `about` is the description that the child sends at its start.
    """

    def __init__(self, module: str, *arguments: str, threads: int) -> None:
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
        """Run a task; return its `seconds` and its `result`.

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
            pass  # its last output says why
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        line = self._process.stdout.readline()
        if not line:
            output = self._process.stderr.read().strip().splitlines() or ["the process ended"]
            self.close()
            raise MissingError(output[-1][:120])
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def running_subjects(
    modules: dict[str, tuple[str, ...]], threads: int
) -> Iterator[tuple[dict[str, Subject], dict[str, str]]]:
    """Start subjects; yield the running ones by name, and for the others the reason."""
    running: dict[str, Subject] = {}
    missing: dict[str, str] = {}
    try:
        for name, (module, *arguments) in modules.items():
            try:
                running[name] = Subject(module, *arguments, threads=threads)
            except MissingError as error:
                missing[name] = str(error)
        yield running, missing
    finally:
        for subject in running.values():
            subject.close()


def serve_tasks(prepare: Callable[..., Work], **about: Any) -> None:
    """Run the child: serve tasks from standard input until it closes.

    `prepare` is called with the fields of a task and returns the function to be timed.
    """
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libraries print to standard output too
    works: dict[str, Work] = {}
    replies.write(json.dumps(about) + "\n")
    replies.flush()
    for line in sys.stdin:
        if line not in works:
            works[line] = prepare(**json.loads(line))
        start = time.perf_counter()
        result = works[line]()
        elapsed_s = time.perf_counter() - start
        if isinstance(result, dict) and "seconds" in result:
            elapsed_s = result.pop("seconds")
        replies.write(json.dumps({"seconds": elapsed_s, "result": result}) + "\n")
        replies.flush()
