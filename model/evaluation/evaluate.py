"""Evaluation of a model on labelled digits: a named data set, or the user's own files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from model import metrics
from model.data.cache import DataDir
from model.evaluation.answers import predict_drawings, predict_images
from model.evaluation.sets import (
    DIGIT_SETS,
    Drawings,
    EvaluationSet,
    HeldOut,
    Split,
    image_folder,
    npz_archive,
)
from model.evaluation.sets import load as load_drawings
from model.evaluation.sets.labelled import EvaluationDataError, SkippedFile
from model.metrics import Scores, summarize
from model.serialization.model_file import Model

Groups = dict[str, dict[str, Scores]]
DATA_SETS = tuple(dict.fromkeys(evaluation_set.dataset for evaluation_set in DIGIT_SETS.values()))
"""Names of the data sets that models are evaluated on."""

ProgressCallback = Callable[[str, int, int], None]
"""Called with the title of a set, the number of drawings completed, and the total number."""


@dataclass(frozen=True)
class EvaluationResult:
    """Scores of a model on one data set.

    Attributes
    ----------
    dataset : str
        Name or path of the data set.
    split : str or None
        ``test`` or ``validation``, for the named data sets.
    scores : Scores
    groups : dict of str to dict
        Scores by kind of group (``set`` and ``writer``) and name, where groups are known.
    writers_by_set : dict of str to dict
        Scores by writer and name of the set.
    skipped : tuple of SkippedFile
    """

    dataset: str
    split: Split | None
    scores: Scores
    groups: Groups = field(default_factory=dict)
    writers_by_set: Groups = field(default_factory=dict)
    skipped: tuple[SkippedFile, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the result in values of JSON types."""
        return {
            "on": self.dataset,
            "part": self.split,
            **self.scores.to_json(),
            "groups": _summaries(self.groups),
            "writers_by_set": _summaries(self.writers_by_set),
            "problems": [{"file": skip.file, "reason": skip.reason} for skip in self.skipped],
        }


def evaluate(
    model: Model,
    dataset: str,
    split: Split | None = None,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
) -> EvaluationResult:
    """Evaluate a model on one data set.

    Parameters
    ----------
    model : Model
    dataset : str
        A name in `DATA_SETS`, a folder with the folders 0 to 9, or an .npz archive.
    split : {"test", "validation"}, optional
        Of MNIST; its test images by default. Other digits are always held-out ones.
    data_dir : path, optional
    progress : callable, optional

    Raises
    ------
    EvaluationDataError
        If there is no such data set, or nothing readable in it.
    """
    if dataset == "mnist":
        mnist_split = split or "test"
        drawings = load_drawings(
            DIGIT_SETS["mnist"], mnist_split, HeldOut.of(model.metadata), data_dir
        )
        predictions = predict_drawings(model, drawings.inputs, drawings.labels)
        return EvaluationResult(dataset, mnist_split, summarize(predictions))
    if split == "test" or (split and dataset not in DATA_SETS):
        raise EvaluationDataError(
            f"--part {split} needs --on mnist; {dataset} is not divided into parts"
        )
    if dataset in DATA_SETS:
        return _evaluate_sets(model, dataset, data_dir, progress)
    path = Path(dataset)
    if path.is_dir():
        pictures = image_folder.read(path)
        scores = summarize(predict_drawings(model, pictures.inputs, pictures.labels))
        return EvaluationResult(dataset, None, scores, skipped=pictures.skipped)
    if path.is_file():
        labelled = npz_archive.read(path)
        scores = summarize(predict_images(model, labelled.images, labelled.labels))
        return EvaluationResult(dataset, None, scores)
    raise EvaluationDataError(
        f"expected {', '.join(DATA_SETS)}, scenes, no-digits, numbers, a folder or an .npz "
        f"file to evaluate on, got {dataset!r}"
    )


def render_set(
    model: Model,
    evaluation_set: EvaluationSet,
    split: Split,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    max_drawings: int | None = None,
    share: tuple[int, int] = (0, 1),
) -> Drawings:
    """Return the drawings of a set that the model was not trained on; see `loader.load`."""

    def report_drawings(completed: int, total: int) -> None:
        if progress:
            progress(evaluation_set.title, completed, total)

    return load_drawings(
        evaluation_set,
        split,
        HeldOut.of(model.metadata),
        data_dir,
        report_drawings,
        max_drawings,
        share,
    )


def _evaluate_sets(
    model: Model, dataset: str, data_dir: DataDir, progress: ProgressCallback | None
) -> EvaluationResult:
    """Evaluate on all sets that are made of one data set."""
    set_names, writers, parts = [], [], []
    for evaluation_set in DIGIT_SETS.values():
        if evaluation_set.dataset == dataset:
            drawings = render_set(model, evaluation_set, "validation", data_dir, progress)
            parts.append(predict_drawings(model, drawings.inputs, drawings.labels))
            set_names.append(np.full(len(drawings.labels), evaluation_set.name))
            writers.append(drawings.writers)
    predictions = metrics.concatenate(parts)
    set_name = np.concatenate(set_names)
    by_set = {
        str(name): summarize(predictions.subset(set_name == name))
        for name in dict.fromkeys(set_name)
    }
    writers_of_sets = [names for names in writers if names is not None]
    if not writers_of_sets:
        scores = summarize(predictions)
        return EvaluationResult(dataset, "validation", scores, {"set": by_set})
    writer = np.concatenate(writers_of_sets)
    groups = {
        "set": by_set,
        "writer": {str(w): summarize(predictions.subset(writer == w)) for w in np.unique(writer)},
    }
    writers_by_set = {
        str(w): {
            name: summarize(predictions.subset((writer == w) & (set_name == name)))
            for name in groups["set"]
        }
        for w in np.unique(writer)
    }
    return EvaluationResult(dataset, "validation", summarize(predictions), groups, writers_by_set)


def _summaries(groups: Groups) -> dict[str, dict[str, dict[str, Any]]]:
    keys = ("count", "accuracy", "loss", "ece")
    return {
        kind: {name: {key: getattr(scores, key) for key in keys} for name, scores in group.items()}
        for kind, group in groups.items()
    }
