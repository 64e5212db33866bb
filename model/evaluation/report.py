"""A model's scores on every set, as a JSON file that the page of the report is drawn from.

The drawings themselves are not in it: they are named by their index in the data set, and
`model.evaluation.sets.picture` draws them again.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation.evaluate import Report, ask, draw
from model.evaluation.rejection import judge_all
from model.evaluation.sets import NO_DIGITS, SETS, Drawings, EvaluationSet, Part
from model.evaluation.sets.held_out import DataDir
from model.metrics import CLASSES, Answers, score
from model.serialization import atomic_write
from model.serialization.model_file import BUNDLED, Model

FOLDER = BUNDLED.parent / "reports"
"""Where the reports of the models that ship are: NAME.json, and NAME/*.json for other seeds."""

MISREAD_SHOWN = 60
RIGHT_SHOWN = 20
HARDEST_SHOWN = 60

_DIGITS_KEPT = 6


def build(
    model: Model,
    part: Part,
    today: date,
    data_dir: DataDir = None,
    progress: Report | None = None,
    names: Sequence[str] = (*SETS, *NO_DIGITS),
) -> dict[str, Any]:
    """Judge `model` on the sets of these names, of digits and of what is no digit.

    Parameters
    ----------
    model : Model
    part : {"validation", "test"}
        For ``test``, what is drawn from MNIST is judged on its test images as well.
    today : date
        What the report is dated.
    data_dir : path, optional
    progress : callable, optional
    names : sequence of str

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model learnt from every digit of a set.
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    sets = []
    for name, each in _judged([name for name in names if name in SETS], part):
        drawings = draw(model, SETS[name], each, data_dir, progress)
        answers = ask(model, drawings.images, drawings.labels)
        sets.append(describe(SETS[name], each, drawings, answers))
    return {
        "model": {
            "name": model.name,
            "version": model.version,
            "seed": model.metadata.get("seed"),
        },
        "date": today.isoformat(),
        "sets": sets,
        "no_digits": [doubt.to_json() for doubt in judge_all(model, data_dir, progress, names)],
    }


def _judged(names: Sequence[str], part: Part) -> list[tuple[str, Part]]:
    judged: list[tuple[str, Part]] = []
    for name in names:
        judged.append((name, "validation"))
        if part == "test" and SETS[name].data_set == "mnist":
            judged.append((name, "test"))
    return judged


def describe(
    chosen: EvaluationSet, part: Part, drawings: Drawings, answers: Answers
) -> dict[str, Any]:
    """Return what the report says of one set."""
    return {
        "name": chosen.name,
        "title": chosen.title,
        "description": chosen.description,
        "part": part,
        "source": drawings.source,
        **_rounded(score(answers).to_json()),
        "groups": _writers(drawings, answers),
        "cells": _cells(drawings, answers),
        "hardest": _hardest(drawings, answers),
    }


def brief(report: dict[str, Any]) -> dict[str, Any]:
    """Return `report` without what names single drawings."""
    left_out = ("cells", "hardest", "taken")
    sets, no_digits = (
        [{k: v for k, v in each.items() if k not in left_out} for each in report.get(part, [])]
        for part in ("sets", "no_digits")
    )
    return {**report, "sets": sets, "no_digits": no_digits}


def write(path: Path, report: dict[str, Any]) -> None:
    """Write a report, atomically; one set a line, so that versions can be compared."""
    head = {k: v for k, v in report.items() if k not in ("sets", "no_digits")}
    lines = [
        ",\n".join(json.dumps(each, separators=(",", ":")) for each in report.get(part, []))
        for part in ("sets", "no_digits")
    ]
    text = f'{json.dumps(head)[:-1]}, "sets": [\n{lines[0]}\n], "no_digits": [\n{lines[1]}\n]}}\n'
    atomic_write.write(path, text.encode())


def _writers(drawings: Drawings, answers: Answers) -> dict[str, Any]:
    if drawings.writers is None:
        return {}
    scores = {
        str(writer): score(answers.only(drawings.writers == writer))
        for writer in np.unique(drawings.writers)
    }
    members = {w: {"count": s.count, "accuracy": s.accuracy} for w, s in scores.items()}
    return {"writer": _rounded(members)}


def _cells(drawings: Drawings, answers: Answers) -> dict[str, list[int]]:
    cells = {}
    for label in range(CLASSES):
        for digit in range(CLASSES):
            here = drawings.indices[(answers.labels == label) & (answers.digits == digit)]
            shown = RIGHT_SHOWN if label == digit else MISREAD_SHOWN
            if len(here):
                cells[f"{label},{digit}"] = here[:shown].tolist()
    return cells


def _hardest(drawings: Drawings, answers: Answers) -> list[dict[str, Any]]:
    """Return the mistakes with the greatest loss, the greatest first."""
    wrong: NDArray[Any] = np.flatnonzero(~answers.right)
    order = wrong[np.argsort(-answers.losses[wrong], kind="stable")][:HARDEST_SHOWN]
    rows = [
        {
            "index": int(drawings.indices[i]),
            "label": int(answers.labels[i]),
            "answer": int(answers.digits[i]),
            "confidence": float(answers.confidence[i]),
            "loss": float(answers.losses[i]),
            "probabilities": answers.probabilities[i].tolist(),
        }
        for i in order
    ]
    kept: list[dict[str, Any]] = _rounded(rows)
    return kept


def _rounded(value: Any) -> Any:
    """Return JSON values with every number cut to six decimals."""
    if isinstance(value, float):
        return round(value, _DIGITS_KEPT)
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return value
