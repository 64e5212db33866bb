"""Number of threads of numpy's matrix products, for environments of processes.

OpenBLAS and its like read it when numpy loads them, so this module may not import numpy.
"""

import os
from pathlib import Path

SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Variables that keep training to one thread.

A product that is cut into parts for several threads adds up in another order and rounds otherwise,
so the number of threads would decide the last bits of the weights."""


def training_environment() -> dict[str, str]:
    """Return the environment of a process that trains, in which it finds this very package."""
    package_dir = str(Path(__file__).parent.parent)
    return {
        **os.environ,
        **SINGLE_THREAD,  # which also leaves the other cores to requests
        "PYTHONPATH": os.pathsep.join(filter(None, (package_dir, os.environ.get("PYTHONPATH")))),
    }
