"""Let the matrix products of the service take one thread; import it before numpy.

OpenBLAS reads these variables when numpy loads it. A drawing's products are too small to share:
with two threads, which wait for each other by spinning, a batch of 16 costs twice as much, a
single drawing half as much again, and the process holds 50 MB more. What the environment says
already stays.
"""

import os
import sys

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

if sys.argv[1:2] == ["serve"] and not any(name in os.environ for name in VARIABLES):
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
