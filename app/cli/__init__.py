"""The `inkling` command: one subcommand a file."""

import gc
import os
import sys

from app.blas_threads import SINGLE_THREAD

if sys.argv[1:2] == ["serve"]:
    gc.disable()  # until it serves: an eighth of its start goes into collections that free nothing
if sys.argv[1:2] in (["serve"], ["predict"]):
    # OpenBLAS reads it when numpy loads it. The matrix products of a drawing are too small for
    # several threads: with two, which spin while they wait for each other, a batch of 16 costs
    # twice as much, a single drawing half as much again, and the process holds 50 MB more.
    # The processes of `inkling predict --output` inherit it: there is one for each core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
elif sys.argv[1:2] in (["train"], ["check-mine"], ["learn"], ["sweep"]):
    os.environ.update(SINGLE_THREAD)  # the same seed gives the same weights

from app.cli.entry_point import main

__all__ = ["main"]
