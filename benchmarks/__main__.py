"""Run the benchmarks: ``python -m benchmarks [training] [predict] [footprint] [--json FILE]``."""

import argparse
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import footprint, predict, training

BENCHMARKS = {"footprint": footprint, "predict": predict, "training": training}


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
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--quick", action="store_true", help="few repetitions, only to see it run")
    options = parser.parse_args()

    console = Console()
    report: dict[str, Any] = {"machine": machine()}
    console.print(" · ".join(f"{name} {value}" for name, value in report["machine"].items()))
    for name in options.names or BENCHMARKS:
        measure: Callable[..., dict[str, Any]] = BENCHMARKS[name].measure
        table: Callable[[dict[str, Any]], Table] = BENCHMARKS[name].table
        report[name] = measure(quick=options.quick)
        console.print(table(report[name]))
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


main()
