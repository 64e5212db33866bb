"""Evaluate the bundled models on whole numbers, and update that part of their reports.

    python tools/report_numbers.py

replaces `numbers` in model/reports/seed.json and wide.json, in about a minute, and leaves the rest
as it is: run it after a change to `model/numbers`, which no other part of a report depends on.
"""

from model.evaluation import report
from model.evaluation.numbers import NUMBERS_PER_SET, evaluate_numbers
from model.evaluation.report_schema import Report, read_report
from model.serialization import model_file
from model.serialization.model_file import Model

MODELS = ("seed", "wide")


def main() -> None:
    """Update the reports, and print the shares of numbers that are right."""
    for name in MODELS:
        model = model_file.load(model_file.find_model(name))
        path = report.FOLDER / f"{name}.json"
        updated = with_numbers(read_report(path), model)
        report.write(path, updated)
        for result in updated.numbers:
            low, high = result.interval
            print(f"{name} {result.name} {result.accuracy:.1%} ({low:.1%} to {high:.1%})")


def with_numbers(before: Report, model: Model, count: int = NUMBERS_PER_SET) -> Report:
    """Return a report of `model` with its scores on `count` numbers of each set.

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
    return before.model_copy(update={"numbers": tuple(evaluate_numbers(model, count=count))})


if __name__ == "__main__":
    main()
