"""How many threads the matrix products of a process take."""

import os
import subprocess
import sys

import pytest

NAME = "OPENBLAS_NUM_THREADS"
SAY = """
import os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":  # which reads the variable now
            print(os.environ.get({variable!r}))

sys.meta_path.insert(0, Watch())
sys.argv[:] = {argv}
import app.cli
import numpy
"""


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
        [sys.executable, "-c", SAY.format(argv=argv, variable=NAME)],
        env=environment | given,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == [threads]
