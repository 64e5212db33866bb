"""How many threads the matrix products of a process take."""

import os
import subprocess
import sys

import pytest

SAY = "import os, sys; sys.argv[:] = {argv}; import app.cli; print(os.environ.get({name!r}))"
NAME = "OPENBLAS_NUM_THREADS"


@pytest.mark.parametrize(
    ("argv", "given", "threads"),
    [
        (["inkling", "serve"], {}, "1"),
        (["inkling", "serve"], {NAME: "4"}, "4"),
        (["inkling", "serve"], {"OMP_NUM_THREADS": "2"}, "None"),
        (["inkling", "train"], {}, "None"),
    ],
)
def test_service_takes_one_thread_unless_told_otherwise(argv, given, threads):
    names = (NAME, "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    said = subprocess.run(
        [sys.executable, "-c", SAY.format(argv=argv, name=NAME)],
        env=environment | given,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == threads
