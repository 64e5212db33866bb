"""Load evaluation reports: ``NAME.json`` of a model, and ``NAME/*.json`` of other seeds."""

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from model.evaluation.report_schema import Report, ReportError, read_report
from model.evaluation.seed_spread import SeedSpread, seed_spread

COMMAND = "inkling evaluate --report"
"""Command that writes a report."""


def load_report(folder: Path, name: str) -> Report | None:
    """Return the report of the model `name`, or None if there is none.

    The last few are cached until their files change.

    Raises
    ------
    ReportError
        If the file cannot be read or is not a report of that model.
    """
    path = folder / f"{name}.json"
    try:
        status = path.stat()
        return _load(path, name, (status.st_mtime_ns, status.st_size))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReportError(
            f"{path.name}: expected a readable file, got {error.strerror or error}"
        ) from error


@lru_cache(maxsize=4)
def _load(path: Path, name: str, _state: tuple[int, int]) -> Report:
    report = read_report(path)
    if report.model.name != name:
        raise ReportError(
            f"{path.name}: expected a report of {name}, got one of {report.model.name}"
        )
    return report


def load_seed_spreads(folder: Path, name: str) -> dict[str, SeedSpread]:
    """Return the spread of the accuracy over training seeds, by the key of the set.

    Sets that fewer than two runs were evaluated on are left out.

    Raises
    ------
    ReportError
        If one of the files cannot be read or is not a report.
    """
    accuracies: defaultdict[str, list[float]] = defaultdict(list)
    for path in sorted((folder / name).glob("*.json")):
        try:
            report = read_report(path)
        except (FileNotFoundError, ReportError) as error:
            raise ReportError(f"{name}/{error}") from error
        for evaluated in report.sets:
            accuracies[evaluated.key].append(evaluated.accuracy)
    spreads = {key: seed_spread(scores) for key, scores in accuracies.items()}
    return {key: spread for key, spread in spreads.items() if spread is not None}
