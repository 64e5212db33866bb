"""Run the benchmarks: ``python -m benchmarks [NAME ...] [--quick] [--json FILE] [--write]``."""

import argparse
import importlib
import json
import sys
import time
import traceback
from pathlib import Path

from rich.console import Console

from benchmarks import charts, machine, report
from benchmarks.subject import MissingError
from benchmarks.table import Row, Table
from model.serialization import atomic_write

BENCHMARKS = ("serving", "scenes", "training", "retraining", "footprint")
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--write", action="store_true", help="write results.md and its charts")
    parser.add_argument("--quick", action="store_true", help="few repetitions, only to see it run")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(BENCHMARKS)):
        parser.error(f"expected {', '.join(BENCHMARKS)}, got {', '.join(unknown)}")

    for path in (options.json, HERE / "results.md" if options.write else None):
        if path:
            atomic_write.check(path)  # the figures come after minutes
    console = Console(width=max(Console().width, 160))
    began = time.monotonic()
    about = machine.about()
    for name, value in about.items():
        console.print(f"{name}: {value}", highlight=False)
    tables: list[Table] = []
    for name in options.names or BENCHMARKS:
        for table in _tables_of(name, quick=options.quick):
            tables.append(table)
            report.show(console, table)
    console.print(report.verdicts(tables))
    if options.json:
        figures = {"machine": about, "tables": [table.to_json() for table in tables]}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    if options.write:
        pictures = charts.draw(
            HERE / "pictures", [chart for table in tables for chart in table.charts]
        )
        elapsed_s = time.monotonic() - began
        report.write(HERE / "results.md", about, tables, pictures, elapsed_s)


def _tables_of(name: str, *, quick: bool) -> list[Table]:
    benchmark = importlib.import_module(f"benchmarks.{name}")
    try:
        tables: list[Table] = benchmark.measure(quick=quick)
    except Exception as error:  # the others are worth their minutes all the same
        if not isinstance(error, MissingError):
            traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
        return [Table(name.capitalize(), "", [], "", [Row([], missing=reason)])]
    return tables


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Stopped: nothing was written.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}" if error.filename else str(error))
