"""Threads of the matrix products in a process of the service."""

import os
import subprocess
import sys

import pytest

from app.blas_threads import training_environment

NAME = "OPENBLAS_NUM_THREADS"
SCRIPT = f"""
import os, sys

class Importer:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":  # OpenBLAS reads the variable now
            print(os.environ.get({NAME!r}))

sys.meta_path.insert(0, Importer())
import app.cli
import numpy
"""


@pytest.mark.parametrize(
    ("command", "environment", "threads"),
    [
        ("serve", {}, "1"),
        ("serve", {NAME: "4"}, "4"),
        ("predict", {}, "1"),
        ("predict", {NAME: "4"}, "4"),
        ("train", {}, "1"),
        ("train", {NAME: "4"}, "1"),
        ("check-mine", {}, "1"),
        ("learn", {NAME: "4"}, "1"),
        ("sweep", {NAME: "4"}, "1"),
        ("evaluate", {}, "None"),
    ],
)
def test_command_sets_blas_threads_before_numpy_is_loaded(command, environment, threads):
    inherited = {name: value for name, value in os.environ.items() if name != NAME}
    output = subprocess.run(
        [sys.executable, "-c", SCRIPT, command],
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output.split() == [threads]


def test_process_that_trains_gets_one_blas_thread(monkeypatch):
    monkeypatch.setenv(NAME, "4")
    assert training_environment()[NAME] == "1"
