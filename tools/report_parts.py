"""Evaluate the bundled models on whole numbers or scenes, and update that part of their reports.

    python tools/report_parts.py numbers scenes

replaces these parts of model/reports/seed.json and wide.json, each in about a minute, and leaves
the rest as it is: run it with ``numbers`` after a change to `model/numbers`, and with ``scenes``
after one to the choice of the ink.
"""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from model.evaluation import report
from model.evaluation.numbers import evaluate_numbers
from model.evaluation.report_schema import Report, read_report
from model.evaluation.scenes import evaluate_scenes
from model.serialization import model_file
from model.serialization.model_file import Model

MODELS = ("seed", "wide")

PARTS: dict[str, Callable[[Model], Sequence[Any]]] = {
    "numbers": evaluate_numbers,
    "scenes": evaluate_scenes,
}
"""Functions that evaluate a model, by the field of the report."""


def main(parts: Sequence[str]) -> None:
    """Update these parts of the reports, and print the counts."""
    for name in MODELS:
        model = model_file.load(model_file.find_model(name))
        path = report.FOLDER / f"{name}.json"
        updated = with_parts(read_report(path), model, parts)
        report.write(path, updated)
        for part in parts:
            for result in getattr(updated, part):
                print(name, result.name, f"{result.correct} of {result.count}", flush=True)


def with_parts(before: Report, model: Model, parts: Sequence[str]) -> Report:
    """Return a report of `model` with these parts evaluated anew.

    Raises
    ------
    ValueError
        If the report is of another version of the model.
    """
    if before.model.version != model.version:
        raise ValueError(
            f"expected a report of {model.name} {model.version}, got one of "
            f"{before.model.version}; `inkling evaluate --report` writes all of it"
        )
    return before.model_copy(update={part: tuple(PARTS[part](model)) for part in parts})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=PARTS)
    main(parser.parse_args().parts)
