"""Rejection rates: the share of non-digits, and of digits, that a model calls uncertain."""

from collections.abc import Sequence

from model.evaluation import evaluate
from model.evaluation.answers import answer_image, predict_drawings
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.report_schema import ClassCount, FalseAccept, RejectionResult
from model.evaluation.sets.catalog import DIGIT_SETS
from model.evaluation.sets.held_out import DataDir, HeldOut, read
from model.evaluation.sets.non_digits import NON_DIGIT_SETS, Digits, NonDigitSet
from model.metrics import summarize
from model.serialization.model_file import Model

MAX_FALSE_ACCEPTS = 40
"""Number of false accepts that a result names, the most confident first."""


def evaluate_all(
    model: Model,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    names: Sequence[str] = tuple(NON_DIGIT_SETS),
) -> list[RejectionResult]:
    """Evaluate rejection on the sets of non-digits with these names.

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
    return [evaluate_rejection(model, dataset, digits, progress) for dataset in datasets]


def digit_rejection_rates(
    model: Model, data_dir: DataDir = None, progress: ProgressCallback | None = None
) -> list[RejectionResult]:
    """Return the share of held-out digits that the model calls uncertain.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model was trained on all of them.
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    results = []
    for name in ("mnist", "pen_16"):
        dataset = DIGIT_SETS[name]
        drawings = evaluate.render_set(model, dataset, "validation", data_dir, progress)
        scores = summarize(predict_drawings(model, drawings.inputs, drawings.labels))
        results.append(
            RejectionResult(
                name=name,
                title=f"Digits: {dataset.title}",
                description=dataset.description,
                count=scores.count,
                uncertain=1 - (scores.certain or 0),
                kinds={},
                taken=(),
            )
        )
    return results


def evaluate_rejection(
    model: Model,
    dataset: NonDigitSet,
    digits: Digits = (),
    progress: ProgressCallback | None = None,
) -> RejectionResult:
    """Evaluate rejection on one set of non-digits; sets of digit pairs are made of `digits`."""
    accepts: list[FalseAccept] = []
    for index in range(dataset.count):
        if progress and (index % 50 == 0 or index == dataset.count - 1):
            progress(dataset.title, index + 1, dataset.count)
        accept = _false_accept(model, dataset, index, digits)
        if accept is not None:
            accepts.append(accept)
    return RejectionResult(
        name=dataset.name,
        title=dataset.title,
        description=dataset.description,
        count=dataset.count,
        uncertain=1 - len(accepts) / dataset.count,
        kinds=_class_counts(dataset, accepts),
        taken=tuple(sorted(accepts, key=lambda accept: -accept.confidence)[:MAX_FALSE_ACCEPTS]),
    )


def _false_accept(
    model: Model, dataset: NonDigitSet, index: int, digits: Digits
) -> FalseAccept | None:
    """Return the false accept of a drawing, or None if the service would not call it certain."""
    answer = answer_image(model, dataset.render(index, digits))
    if not answer.is_certain or answer.digit is None:
        return None
    kind = dataset.kind_of(index) if dataset.kind_of else ""
    return FalseAccept(index=index, kind=kind, answer=answer.digit, confidence=answer.confidence)


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
