"""Scores by writer, by data set or by kind of picture, with intervals.

Most digits are rendered in several sets, and drawings of the same digit are not independent. So
that an interval means what it says, each digit counts once in a group: the digits of a data set
are divided among its sets. No test image is used.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data.cache import DataDir
from model.data.data_file import DatasetError
from model.evaluation.answers import answer_image, predict_drawings
from model.evaluation.evaluate import DATA_SETS, ProgressCallback, render_set
from model.evaluation.sets import DIGIT_SETS, Drawings, EvaluationSet
from model.evaluation.sets.held_out import HeldOut, NothingHeldOutError, read
from model.evaluation.sets.labelled import EvaluationDataError
from model.evaluation.sets.scenes import SCENES
from model.evaluation.unseen_groups import UnseenGroup, count_answers, total
from model.serialization.model_file import Model

By = Literal["writer", "source", "kind"]

SCENES_KIND = "scenes"
"""Kind of the constructed scenes, whose digits are of the pen digits."""


def evaluate_by(
    model: Model,
    by: By,
    dataset: str | None = None,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    warn: Callable[[str], None] = lambda _: None,
) -> list[UnseenGroup]:
    """Count the answers by group.

    Parameters
    ----------
    model : Model
    by : {"writer", "source", "kind"}
        Writer, as ``pendigits/23`` or ``unipen/ibm/08``; data set; or kind of picture.
    dataset : str, optional
        Name of the one data set to use; all by default.
    data_dir : path, optional
    progress : callable, optional
    warn : callable, optional
        Called with the reason for each set that is left out.

    Raises
    ------
    EvaluationDataError
        If the data set cannot be divided so.
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model was trained on every digit.
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    if dataset is not None and dataset not in DATA_SETS:
        raise EvaluationDataError(f"--by {by} needs --on {', '.join(DATA_SETS)}, or no --on")
    parts: dict[str, list[UnseenGroup]] = defaultdict(list)
    for evaluation_set, share in digit_shares(by, dataset):
        try:
            source = evaluation_set.source("validation")
            if by == "writer" and read(source, data_dir).writers is None:
                continue
            drawings = render_set(
                model, evaluation_set, "validation", data_dir, progress, share=share
            )
        except (NothingHeldOutError, DatasetError) as error:
            if dataset is not None or not evaluation_set.may_be_missing:
                raise
            warn(f"{evaluation_set.title}: {error}")
            continue
        if not len(drawings.labels):
            continue
        predictions = predict_drawings(model, drawings.inputs, drawings.labels)
        names = _names(by, evaluation_set, drawings)
        for name in dict.fromkeys(names.tolist()):
            of_group = predictions.subset(names == name)
            certain = False if of_group.is_certain is None else of_group.is_certain
            parts[name].append(count_answers(name, of_group.is_correct, certain))
    if by == "kind" and dataset is None:
        parts[SCENES_KIND].append(_scenes(model, data_dir, progress))
    if not parts:
        raise EvaluationDataError(f"{dataset} does not say who wrote its digits")
    return [total(counts, name) for name, counts in parts.items()]


def digit_shares(
    by: By, dataset: str | None = None
) -> Iterable[tuple[EvaluationSet, tuple[int, int]]]:
    """Yield each set with its share: its number among the sets of the same digits, and their count.

    The digit with the index i counts in the set with the number i modulo the count.
    """
    same_digits: dict[tuple[str, str], list[EvaluationSet]] = defaultdict(list)
    for evaluation_set in DIGIT_SETS.values():
        if dataset in (None, evaluation_set.dataset):
            kind = evaluation_set.kind if by == "kind" else ""
            same_digits[evaluation_set.dataset, kind].append(evaluation_set)
    for sets in same_digits.values():
        for number, evaluation_set in enumerate(sets):
            yield evaluation_set, (number, len(sets))


def _names(by: By, evaluation_set: EvaluationSet, drawings: Drawings) -> NDArray[np.str_]:
    """Return the name of the group of each drawing."""
    if by == "writer" and drawings.writers is not None:
        return np.array([f"{evaluation_set.dataset}/{writer}" for writer in drawings.writers])
    return np.full(
        len(drawings.labels), evaluation_set.kind if by == "kind" else evaluation_set.dataset
    )


def _scenes(model: Model, data_dir: DataDir, progress: ProgressCallback | None) -> UnseenGroup:
    """Count the answers to scenes with a digit, each digit in one of them."""
    source = read("pendigits", data_dir)
    samples = [source.digits[i] for i in HeldOut.of(model.metadata).indices("pendigits", source)]
    scenes = [scene for scene in SCENES.values() if scene.has_digit]
    correct = wrong_but_certain = uncertain = 0
    for index, sample in enumerate(samples):
        answer = answer_image(model, scenes[index % len(scenes)].picture(samples, index))
        is_correct = answer.digit == sample.label
        correct += is_correct
        wrong_but_certain += answer.is_certain and not is_correct
        uncertain += not answer.is_certain
        if progress and (index % 20 == 19 or index == len(samples) - 1):
            progress("Scenes", index + 1, len(samples))
    return UnseenGroup(SCENES_KIND, len(samples), correct, wrong_but_certain, uncertain)
