"""Run the benchmarks: ``python -m benchmarks [NAME ...] [--json FILE]``; ``--help`` names them."""

import argparse
import importlib
import json
import os
import platform
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

BENCHMARKS = ("footprint", "predict", "lab", "training")


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--quick", action="store_true", help="few repetitions, only to see it run")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(BENCHMARKS)):
        parser.error(f"expected {', '.join(BENCHMARKS)}, got {', '.join(unknown)}")

    console = Console()
    report: dict[str, Any] = {"machine": machine()}
    console.print(" · ".join(f"{name} {value}" for name, value in report["machine"].items()))
    for name in options.names or BENCHMARKS:
        benchmark = importlib.import_module(f"benchmarks.{name}")  # only one of them needs PyTorch
        report[name] = benchmark.measure(quick=options.quick)
        console.print(benchmark.table(report[name]))
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


main()
