"""Evaluate a model on every set, and write the report as a JSON file."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.cache import DataDir
from model.data.data_file import DatasetError
from model.data.partial_read import SOURCES
from model.evaluation import selective
from model.evaluation.answers import predict_drawings
from model.evaluation.evaluate import ProgressCallback, render_set
from model.evaluation.groups import digit_shares
from model.evaluation.numbers import evaluate_numbers
from model.evaluation.rejection import evaluate_all
from model.evaluation.report_schema import (
    EvaluatedModel,
    EvaluatedSet,
    Group,
    Misclassified,
    Report,
    RiskCoverage,
)
from model.evaluation.scenes import evaluate_scenes
from model.evaluation.sets import DIGIT_SETS, NON_DIGIT_SETS, Drawings, EvaluationSet, Split
from model.evaluation.sets.held_out import NothingHeldOutError
from model.metrics import Predictions, concatenate, summarize
from model.network import CLASSES
from model.serialization import atomic_write
from model.serialization.model_file import BUNDLED, Model

FOLDER = BUNDLED.parent / "reports"
"""Reports of the bundled models: NAME.json, and NAME/*.json for training runs with other seeds."""

MAX_MISCLASSIFIED_PER_CELL = 60
MAX_CORRECT_PER_CELL = 20
MAX_HARDEST = 60

RISK_COVERAGE_POINTS = 100

SCENES_NAME = "scenes"
"""Name of the constructed scenes among the names of sets."""

NUMBERS_NAME = "numbers"
"""Name of all sets of whole numbers among the names of sets."""

MAX_DRAWINGS = 2500
"""Number of digits that are rendered of a set, evenly spread. MNIST has 10,000 test images; a
quarter of them tells the share of errors to a few tenths of a point."""


def build(
    model: Model,
    split: Split,
    today: date,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    names: Sequence[str] = (*DIGIT_SETS, *NON_DIGIT_SETS, SCENES_NAME, NUMBERS_NAME),
    warn: Callable[[str], None] = lambda _: None,
) -> Report:
    """Evaluate `model` on the sets with these names; ``scenes`` and ``numbers`` stand for several.

    Parameters
    ----------
    model : Model
    split : {"validation", "test"}
        With ``test``, sets made from MNIST are also evaluated on its test images.
    today : date
        Date of the report.
    data_dir : path, optional
    progress : callable, optional
    names : sequence of str
    warn : callable, optional
        Called with the reason for each set that is left out as its data set is not on this machine
        or the model was trained on all of it.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model was trained on every digit of MNIST or of the pen digits.
    model.data.data_file.DatasetError
        If one of these two is missing or damaged.
    """
    sets, digit_predictions = [], []
    shares = {evaluation_set.name: share for evaluation_set, share in digit_shares("source")}
    for name, set_split in _sets_and_splits([name for name in names if name in DIGIT_SETS], split):
        evaluation_set = DIGIT_SETS[name]
        try:
            drawings = render_set(
                model, evaluation_set, set_split, data_dir, progress, MAX_DRAWINGS
            )
        except (NothingHeldOutError, DatasetError) as error:
            if not evaluation_set.may_be_missing:
                raise
            warn(f"{evaluation_set.title}: {error}")
            continue
        predictions = predict_drawings(model, drawings.inputs, drawings.labels)
        sets.append(describe_set(evaluation_set, set_split, drawings, predictions))
        if set_split == "validation":
            number, count = shares[name]
            digit_predictions.append(predictions.subset(drawings.indices % count == number))
    digits = concatenate(digit_predictions)
    return Report(
        model=EvaluatedModel(
            name=model.name, version=model.version, seed=model.metadata.get("seed")
        ),
        date=today,
        sets=tuple(sets),
        non_digits=tuple(evaluate_all(model, data_dir, progress, names, digits.scores)),
        risk_coverage=risk_coverage(digits),
        scenes=tuple(evaluate_scenes(model, data_dir, progress) if SCENES_NAME in names else ()),
        numbers=tuple(evaluate_numbers(model, data_dir, progress) if NUMBERS_NAME in names else ()),
    )


def risk_coverage(digits: Predictions) -> RiskCoverage:
    """Return the risk-coverage curve of predictions that have scores."""
    is_certain = digits.is_certain if digits.is_certain is not None else np.zeros(0, dtype=bool)
    scores = digits.scores if digits.scores is not None else digits.confidence
    coverage, risk = selective.risk_coverage(scores, digits.is_correct, RISK_COVERAGE_POINTS)
    errors = ~digits.is_correct[is_certain]
    return RiskCoverage(
        count=len(digits.labels),
        coverage=tuple(coverage.tolist()),
        risk=tuple(risk.tolist()),
        certain=float(is_certain.mean()),
        certain_risk=float(errors.mean()) if len(errors) else 0.0,
    )


def _sets_and_splits(names: Sequence[str], split: Split) -> list[tuple[str, Split]]:
    pairs: list[tuple[str, Split]] = []
    for name in names:
        pairs.append((name, "validation"))
        if split == "test" and DIGIT_SETS[name].dataset == "mnist":
            pairs.append((name, "test"))
    return pairs


def describe_set(
    evaluation_set: EvaluationSet, split: Split, drawings: Drawings, predictions: Predictions
) -> EvaluatedSet:
    """Return the report's entry for one set; it names drawings that the page can show."""
    references: dict[str, Any] = {}
    if drawings.source in SOURCES:
        references["cells"] = _cells(drawings, predictions)
        references["hardest"] = _hardest(drawings, predictions)
    return EvaluatedSet(
        name=evaluation_set.name,
        title=evaluation_set.title,
        description=evaluation_set.description,
        part=split,
        source=drawings.source,
        **summarize(predictions).to_json(),
        groups=_writers(drawings, predictions),
        **references,
    )


def without_drawings(report: Report) -> Report:
    """Return `report` without the fields that refer to single drawings."""
    excluded = {
        "sets": {"__all__": {"cells", "hardest"}},
        "non_digits": {"__all__": {"false_accepts"}},
        "scenes": {"__all__": {"examples"}},
        "numbers": {"__all__": {"mistakes"}},
    }
    return Report.model_validate(report.model_dump(exclude=excluded, exclude_unset=True))


def write(path: Path, report: Report) -> None:
    """Write a report atomically, one set a line so that versions can be compared by line."""
    fields = report.to_json()
    lists = {
        name: ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in fields.pop(name))
        for name in ("sets", "no_digits", "scenes", "numbers")
        if name in fields
    }
    head = json.dumps(fields)[:-1]
    tail = "".join(f', "{name}": [\n{entries}\n]' for name, entries in lists.items())
    text = f"{head}{tail}}}\n"
    atomic_write.write(path, text.encode())


def _writers(drawings: Drawings, predictions: Predictions) -> dict[str, dict[str, Group]]:
    if drawings.writers is None:
        return {}
    scores = {
        str(writer): summarize(predictions.subset(drawings.writers == writer))
        for writer in np.unique(drawings.writers)
    }
    return {"writer": {w: Group(count=s.count, accuracy=s.accuracy) for w, s in scores.items()}}


def _cells(drawings: Drawings, predictions: Predictions) -> dict[str, tuple[int, ...]]:
    cells = {}
    for label in range(CLASSES):
        for digit in range(CLASSES):
            in_cell = (predictions.labels == label) & (predictions.digits == digit)
            indices = drawings.indices[in_cell & predictions.is_answered]
            max_count = MAX_CORRECT_PER_CELL if label == digit else MAX_MISCLASSIFIED_PER_CELL
            if len(indices):
                cells[f"{label},{digit}"] = tuple(indices[:max_count].tolist())
    return cells


def _hardest(drawings: Drawings, predictions: Predictions) -> tuple[Misclassified, ...]:
    """Return the misclassified drawings with the highest loss, the highest first."""
    rows: NDArray[np.intp] = np.flatnonzero(~predictions.is_correct & predictions.is_answered)
    order = rows[np.argsort(-predictions.losses[rows], kind="stable")][:MAX_HARDEST]
    return tuple(
        Misclassified(
            index=int(drawings.indices[i]),
            label=int(predictions.labels[i]),
            answer=int(predictions.digits[i]),
            confidence=float(predictions.confidence[i]),
            loss=float(predictions.losses[i]),
            probabilities=tuple(predictions.probabilities[i].tolist()),
        )
        for i in order
    )
