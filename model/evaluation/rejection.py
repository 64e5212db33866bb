"""Rejection rates: the share of non-digits, and of digits, that a model calls uncertain."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.data.cache import DataDir
from model.evaluation import evaluate, selective
from model.evaluation.answers import Answer, answer_image, predict_drawings
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.report_schema import ClassCount, FalseAccept, RejectionResult
from model.evaluation.sets.catalog import DIGIT_SETS
from model.evaluation.sets.held_out import HeldOut, read
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
    non_digit_sets = [
        non_digit_set for non_digit_set in NON_DIGIT_SETS.values() if non_digit_set.name in names
    ]
    digits: Digits = ()
    if any(non_digit_set.of_digits for non_digit_set in non_digit_sets):
        source = read("pendigits", data_dir)
        unseen = HeldOut.of(model.metadata).indices("pendigits", source)
        digits = [source.digits[i].strokes for i in unseen]
    return [
        evaluate_rejection(model, non_digit_set, digits, progress, digit_scores)
        for non_digit_set in non_digit_sets
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
        evaluation_set = DIGIT_SETS[name]
        drawings = evaluate.render_set(model, evaluation_set, "validation", data_dir, progress)
        predictions = predict_drawings(model, drawings.inputs, drawings.labels)
        digit_scores.append(predictions.scores)
        scores = summarize(predictions)
        results.append(
            RejectionResult(
                name=name,
                title=f"Digits: {evaluation_set.title}",
                description=evaluation_set.description,
                count=scores.count,
                uncertain=1 - (scores.certain or 0),
                kinds={},
            )
        )
    return results, np.concatenate([part for part in digit_scores if part is not None])


def evaluate_rejection(
    model: Model,
    non_digit_set: NonDigitSet,
    digits: Digits = (),
    progress: ProgressCallback | None = None,
    digit_scores: Scores | None = None,
) -> RejectionResult:
    """Evaluate rejection on one set of non-digits; sets of digit pairs are made of `digits`."""
    answers: list[Answer] = []
    for index in range(non_digit_set.count):
        if progress and (index % 50 == 0 or index == non_digit_set.count - 1):
            progress(non_digit_set.title, index + 1, non_digit_set.count)
        answers.append(answer_image(model, non_digit_set.render(index, digits)))
    accepts = _false_accepts(non_digit_set, answers)
    result = RejectionResult(
        name=non_digit_set.name,
        title=non_digit_set.title,
        description=non_digit_set.description,
        count=non_digit_set.count,
        uncertain=1 - len(accepts) / non_digit_set.count,
        kinds=_class_counts(non_digit_set, accepts),
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


def _false_accepts(non_digit_set: NonDigitSet, answers: Sequence[Answer]) -> list[FalseAccept]:
    return [
        FalseAccept(
            index=index,
            kind=non_digit_set.kind_of(index) if non_digit_set.kind_of else "",
            answer=answer.digit,
            confidence=answer.confidence,
        )
        for index, answer in enumerate(answers)
        if answer.is_certain and answer.digit is not None
    ]


def _class_counts(
    non_digit_set: NonDigitSet, accepts: Sequence[FalseAccept]
) -> dict[str, ClassCount]:
    if non_digit_set.kind_of is None:
        return {}
    kinds = [non_digit_set.kind_of(index) for index in range(non_digit_set.count)]
    accepted = [accept.kind for accept in accepts]
    return {
        kind: ClassCount(
            count=kinds.count(kind), uncertain=1 - accepted.count(kind) / kinds.count(kind)
        )
        for kind in dict.fromkeys(kinds)
    }
