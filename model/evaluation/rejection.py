"""Rejection rates: the share of non-digits, and of digits, that a model calls uncertain."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.evaluation import evaluate, selective
from model.evaluation.answers import Answer, answer_image, predict_drawings
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.report_schema import ClassCount, FalseAccept, RejectionResult
from model.evaluation.sets.catalog import DIGIT_SETS
from model.evaluation.sets.held_out import DataDir, HeldOut, read
from model.evaluation.sets.non_digits import NON_DIGIT_SETS, Digits, NonDigitSet
from model.metrics import summarize
from model.serialization.model_file import Model

Scores = NDArray[np.float64]
"""Evidence scores, shape (N,)."""

MAX_FALSE_ACCEPTS = 40
"""Number of false accepts that a result names, the most confident first."""


def evaluate_all(
    model: Model,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    names: Sequence[str] = tuple(NON_DIGIT_SETS),
    digit_scores: Scores | None = None,
) -> list[RejectionResult]:
    """Evaluate rejection on the sets of non-digits with these names.

    Parameters
    ----------
    model : Model
    data_dir : path, optional
    progress : callable, optional
    names : sequence of str
    digit_scores : float64 array, optional
        Scores of digits; with them, results have the AUROC and the false-accept rate.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If a set is made of digits and the model was trained on every writer.
    model.data.data_file.DatasetError
        If the data set of these digits is missing or damaged.
    """
    datasets = [dataset for dataset in NON_DIGIT_SETS.values() if dataset.name in names]
    digits: Digits = ()
    if any(dataset.of_digits for dataset in datasets):
        source = read("pendigits", data_dir)
        unseen = HeldOut.of(model.metadata).indices("pendigits", source)
        digits = [source.digits[i].strokes for i in unseen]
    return [
        evaluate_rejection(model, dataset, digits, progress, digit_scores) for dataset in datasets
    ]


def digit_rejection_rates(
    model: Model, data_dir: DataDir = None, progress: ProgressCallback | None = None
) -> tuple[list[RejectionResult], Scores]:
    """Return the share of held-out digits that the model calls uncertain, and their scores.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model was trained on all of them.
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    results, digit_scores = [], []
    for name in ("mnist", "pen_16"):
        dataset = DIGIT_SETS[name]
        drawings = evaluate.render_set(model, dataset, "validation", data_dir, progress)
        predictions = predict_drawings(model, drawings.inputs, drawings.labels)
        digit_scores.append(predictions.scores)
        scores = summarize(predictions)
        results.append(
            RejectionResult(
                name=name,
                title=f"Digits: {dataset.title}",
                description=dataset.description,
                count=scores.count,
                uncertain=1 - (scores.certain or 0),
                kinds={},
            )
        )
    return results, np.concatenate([part for part in digit_scores if part is not None])


def evaluate_rejection(
    model: Model,
    dataset: NonDigitSet,
    digits: Digits = (),
    progress: ProgressCallback | None = None,
    digit_scores: Scores | None = None,
) -> RejectionResult:
    """Evaluate rejection on one set of non-digits; sets of digit pairs are made of `digits`."""
    answers: list[Answer] = []
    for index in range(dataset.count):
        if progress and (index % 50 == 0 or index == dataset.count - 1):
            progress(dataset.title, index + 1, dataset.count)
        answers.append(answer_image(model, dataset.render(index, digits)))
    accepts = _false_accepts(dataset, answers)
    result = RejectionResult(
        name=dataset.name,
        title=dataset.title,
        description=dataset.description,
        count=dataset.count,
        uncertain=1 - len(accepts) / dataset.count,
        kinds=_class_counts(dataset, accepts),
        false_accepts=tuple(
            sorted(accepts, key=lambda accept: -accept.confidence)[:MAX_FALSE_ACCEPTS]
        ),
    )
    if digit_scores is None:
        return result
    scores = [answer.score for answer in answers]
    separation = {
        "auroc": selective.auroc(digit_scores, scores),
        "false_accept_rate": selective.false_accept_rate(digit_scores, scores),
    }
    return result.model_copy(update=separation)


def _false_accepts(dataset: NonDigitSet, answers: Sequence[Answer]) -> list[FalseAccept]:
    return [
        FalseAccept(
            index=index,
            kind=dataset.kind_of(index) if dataset.kind_of else "",
            answer=answer.digit,
            confidence=answer.confidence,
        )
        for index, answer in enumerate(answers)
        if answer.is_certain and answer.digit is not None
    ]


def _class_counts(dataset: NonDigitSet, accepts: Sequence[FalseAccept]) -> dict[str, ClassCount]:
    if dataset.kind_of is None:
        return {}
    kinds = [dataset.kind_of(index) for index in range(dataset.count)]
    accepted = [accept.kind for accept in accepts]
    return {
        kind: ClassCount(
            count=kinds.count(kind), uncertain=1 - accepted.count(kind) / kinds.count(kind)
        )
        for kind in dict.fromkeys(kinds)
    }
