"""One model judged on one set of labelled digits: the data sets here, or files of the user."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from model import metrics
from model.evaluation.sets import (
    SETS,
    Drawings,
    EvaluationSet,
    HeldOut,
    Part,
    image_folder,
    npz_archive,
)
from model.evaluation.sets import load as load_drawings
from model.evaluation.sets.held_out import DataDir
from model.evaluation.sets.labelled import EvaluationDataError, Problem
from model.inference import calibration
from model.metrics import Answers, Evaluation, Images, score
from model.serialization.model_file import Model

Groups = dict[str, dict[str, Evaluation]]
Report = Callable[[str, int, int], None]
"""Told a set's title, and how many of how many drawings are made."""


@dataclass(frozen=True)
class Assessment:
    """How a model did.

    Attributes
    ----------
    on : str
        What it was judged on.
    part : str or None
        ``test`` or ``validation``, for the data sets.
    scores : Evaluation
    groups : dict of str to dict
        The same by kind of group and name, where groups are known: ``set`` and ``writer``.
    writers_by_set : dict of str to dict
        By writer and name of the set.
    problems : tuple of Problem
        What was left out.
    """

    on: str
    part: Part | None
    scores: Evaluation
    groups: Groups = field(default_factory=dict)
    writers_by_set: Groups = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return everything in values of JSON types."""
        return {
            "on": self.on,
            "part": self.part,
            **self.scores.to_json(),
            "groups": _brief(self.groups),
            "writers_by_set": _brief(self.writers_by_set),
            "problems": [{"file": p.file, "reason": p.reason} for p in self.problems],
        }


def assess(
    model: Model,
    on: str,
    part: Part | None = None,
    data_dir: DataDir = None,
    progress: Report | None = None,
) -> Assessment:
    """Judge a model.

    Parameters
    ----------
    model : Model
    on : str
        ``mnist``, ``pendigits``, a folder with the folders 0 to 9, or an .npz archive.
    part : {"test", "validation"}, optional
        Of MNIST; its test images if left open. Pen strokes are of the writers held out.
    data_dir : path, optional
    progress : callable, optional

    Raises
    ------
    EvaluationDataError
        If there is no such thing to judge on, or nothing readable in it.
    """
    if on == "mnist":
        chosen = part or "test"
        drawings = load_drawings(SETS["mnist"], chosen, HeldOut.of(model.metadata), data_dir)
        return Assessment(on, chosen, score(ask(model, drawings.images, drawings.labels)))
    if part == "test" or (part and on != "pendigits"):
        raise EvaluationDataError(
            f"expected --part {part} with mnist, got it with {on}, which has no such part"
        )
    if on == "pendigits":
        return _on_pen_strokes(model, data_dir, progress)
    path = Path(on)
    if path.is_dir():
        labelled = image_folder.read(path)
    elif path.is_file():
        labelled = npz_archive.read(path)
    else:
        raise EvaluationDataError(
            f"expected mnist, pendigits, a folder or an .npz file to evaluate on, got {on!r}"
        )
    scores = score(ask(model, labelled.images, labelled.labels))
    return Assessment(on, None, scores, problems=labelled.problems)


def ask(model: Model, images: Images, labels: Any) -> Answers:
    """Let a model read labelled images and say which answers it is certain of, as it is served."""
    answers = metrics.answer(model.weights, images, labels)
    return replace(answers, certain=calibration.is_accepted(answers.probabilities, model.metadata))


def draw(
    model: Model,
    chosen: EvaluationSet,
    part: Part,
    data_dir: DataDir = None,
    progress: Report | None = None,
) -> Drawings:
    """Return the drawings of a set that the model has not learnt from."""

    def told(done: int, total: int) -> None:
        if progress:
            progress(chosen.title, done, total)

    return load_drawings(chosen, part, HeldOut.of(model.metadata), data_dir, told)


def _on_pen_strokes(model: Model, data_dir: DataDir, progress: Report | None) -> Assessment:
    names, writers, parts = [], [], []
    for chosen in SETS.values():
        if chosen.data_set == "pendigits":
            drawings = draw(model, chosen, "validation", data_dir, progress)
            parts.append(ask(model, drawings.images, drawings.labels))
            names.append(np.full(len(drawings.labels), chosen.name))
            writers.append(drawings.writers)
    every = metrics.joined(parts)
    name, writer = np.concatenate(names), np.concatenate([w for w in writers if w is not None])
    groups = {
        "set": {str(n): score(every.only(name == n)) for n in dict.fromkeys(name)},
        "writer": {str(w): score(every.only(writer == w)) for w in np.unique(writer)},
    }
    both = {
        str(w): {n: score(every.only((writer == w) & (name == n))) for n in groups["set"]}
        for w in np.unique(writer)
    }
    return Assessment("pendigits", "validation", score(every), groups, both)


def _brief(groups: Groups) -> dict[str, dict[str, dict[str, Any]]]:
    kept = ("count", "accuracy", "loss", "ece")
    return {
        kind: {name: {k: getattr(scores, k) for k in kept} for name, scores in members.items()}
        for kind, members in groups.items()
    }
