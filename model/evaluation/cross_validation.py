"""Cross-validation over people, devices and data sets that are left out of the training.

A few writers held out of a data set are too easy a test: they used the same device, under the same
instructions. Here every donor of UNIPEN and every other data set is left out of the training once,
and the network trained on the rest classifies it. The left-out groups contribute nothing else
either: no drawings made of their digits, no pairs among the non-digits, no calibration. Calibration
and the rejection rule are fitted on writers of the rest who were not trained on. Several groups are
left out together, so that few networks answer for all of them; MNIST and the pen digits are left
out in folds of their own.

The networks are trained by the whole recipe, or quickly by a short form of it. A teacher is trained
without the same groups first, so that nothing is learnt of them through it. Epochs are shorter by
the images of the left-out sources, which makes a difference where MNIST is left out.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.evaluation import selective
from model.evaluation.unseen_groups import CURVE_POINTS, FoldResult, Separation, count_answers
from model.inference import acceptance, calibration
from model.inference.calibration import Calibration
from model.metrics import logits, probabilities, to_inputs
from model.network import Weights
from model.training import loop
from model.training.labelled_images import LabelledImages
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.stroke_sources import UnipenPlan
from model.training.training_data import DIGITS_PER_PAIRED, TrainingData, render_non_digits

QUICK_DIVISOR = 10
"""Divisor of the epochs of a recipe in its short form."""

DERIVED_SOURCES = {"mnist": ("mnist_drawn", "mnist_scanned")}
"""Sources of drawings that are made of the images of another source."""


@dataclass(frozen=True)
class Fold:
    """Groups that one network is not trained on.

    Attributes
    ----------
    donors : tuple of str
        Donors of UNIPEN.
    sources : tuple of str
        Other sources of a recipe.
    """

    donors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, as in `UnseenGroup`."""
        return (*(f"unipen/{donor}" for donor in self.donors), *self.sources)

    def has_result(self, results: Sequence[FoldResult]) -> bool:
        """Return whether one of the results is of the same groups."""
        return any({g.group for g in result.groups} == set(self.groups) for result in results)


FOLDS = (
    Fold((), ("pendigits",)),
    Fold(("apa", "apb", "app"), ("webdigits",)),
    Fold(("ibm", "val"), ("semeion",)),
    Fold(("syn",), ("optdigits",)),
    Fold(("aga", "art", "cea", "ceb", "gmd", "lou", "pri"), ("printed",)),
    Fold((), ("mnist",)),
)


@dataclass(frozen=True)
class Classifier:
    """Network of a fold.

    Attributes
    ----------
    weights : list of float32 arrays
        Calibrated.
    calibration : Calibration
    steps : int
        Number of training steps.
    """

    weights: Weights
    calibration: Calibration
    steps: int


@dataclass(frozen=True)
class Answers:
    """Answers about the N digits of a group.

    Attributes
    ----------
    scores : float64 array, shape (N,)
        Evidence scores.
    is_correct, is_certain : bool arrays, shape (N,)
    """

    scores: NDArray[np.float64]
    is_correct: NDArray[np.bool_]
    is_certain: NDArray[np.bool_]


def shortened(recipe: Recipe) -> Recipe:
    """Return a recipe with a tenth of the epochs, a moving average as much shorter, no teacher."""
    return replace(
        recipe,
        epochs=max(recipe.epochs // QUICK_DIVISOR, 1),
        averaging=recipe.averaging**QUICK_DIVISOR,
        teacher="",
    )


def without_groups(fold: Fold, data: TrainingData, plan: UnipenPlan) -> TrainingData:
    """Return the training and calibration images without anything of a fold's groups.

    Parameters
    ----------
    fold : Fold
    data : TrainingData
        Of a recipe, with everything.
    plan : UnipenPlan
        Of the same recipe: what is drawn of UNIPEN.
    """
    excluded = {*fold.sources, *(s for name in fold.sources for s in DERIVED_SOURCES.get(name, ()))}
    sources = {name: part for name, part in data.sources.items() if name not in excluded}
    calibrating = {n: part for n, part in data.calibration_sets.items() if n not in excluded}
    if "unipen" in sources:
        donors = plan.donors(plan.training)
        sources["unipen"] = _without(sources["unipen"], donors, fold.donors)
    if "unipen" in calibrating:
        donors = plan.donors(plan.calibration if data.calibration else plan.validation)
        calibrating["unipen"] = _without(calibrating["unipen"], donors, fold.donors)
    if "non_digits" in sources and "pendigits" in excluded:  # pairs of pen digits are among them
        used = sorted({i for i, _ in plan.training if plan.digits[i].donor not in fold.donors})
        digits = [plan.digits[i].strokes for i in used[::DIGITS_PER_PAIRED]]
        sources["non_digits"] = render_non_digits(len(sources["non_digits"]), digits)
    per_epoch = {name: data.per_epoch[name] for name in sources}
    nonempty = {name: part for name, part in calibrating.items() if len(part)}
    return TrainingData(sources, per_epoch, {}, {}, nonempty)


def train(recipe: Recipe, data: TrainingData, teacher: Weights | None = None) -> Classifier:
    """Train and calibrate by a recipe.

    Parameters
    ----------
    recipe : Recipe
        The teacher that it names is not loaded.
    data : TrainingData
        From `without_groups`.
    teacher : Weights, optional
        Trained without the same groups.
    """
    run = Run.start(recipe)
    with tempfile.TemporaryDirectory() as folder:
        weights = loop.train(run, data, Path(folder), teacher)
    fitted = calibration.fit(
        [(logits(weights, part.images), part.labels) for part in data.calibration.values()],
        recipe.rejected_share,
    )
    calibrated = calibration.with_temperature(weights, fitted.temperature)
    if recipe.shifted_readings:
        fitted = acceptance.fit_shifted_threshold(
            fitted,
            partial(probabilities, calibrated),
            [to_inputs(part.images) for part in data.calibration.values()],
            recipe.rejected_share,
        )
    return Classifier(calibrated, fitted, run.optimizer.steps)


def classify(classifier: Classifier, digits: LabelledImages) -> Answers:
    """Return the answers about digits, or about non-digits, none of which is correct."""
    predict, X = partial(probabilities, classifier.weights), to_inputs(digits.images)
    P = predict(X)  # N x 10
    metadata = {"calibration": classifier.calibration.to_metadata()}
    accepted = acceptance.accept(predict, X, P, metadata)
    return Answers(
        accepted.scores,
        P.argmax(axis=1) == digits.labels,  # over the classes
        accepted.is_accepted,
    )


def evaluate(
    classifier: Classifier,
    unseen: Mapping[str, LabelledImages],
    non_digits: Mapping[str, LabelledImages],
) -> FoldResult:
    """Count the answers of a fold's network.

    Parameters
    ----------
    classifier : Classifier
    unseen : mapping of str to LabelledImages
        Digits of the left-out groups, by the name of the group.
    non_digits : mapping of str to LabelledImages
        By kind.
    """
    answers = {group: classify(classifier, digits) for group, digits in unseen.items()}
    scores = np.concatenate([part.scores for part in answers.values()])
    is_correct = np.concatenate([part.is_correct for part in answers.values()])
    separations = []
    for kind, images in non_digits.items():
        non_digit_scores = classify(classifier, images).scores
        separations.append(
            Separation(
                kind,
                len(non_digit_scores),
                selective.auroc(scores, non_digit_scores),
                selective.false_accept_rate(scores, non_digit_scores),
            )
        )
    _, risk = selective.risk_coverage(scores, is_correct, CURVE_POINTS)
    return FoldResult(
        classifier.steps,
        tuple(
            count_answers(group, part.is_correct, part.is_certain)
            for group, part in answers.items()
        ),
        tuple(separations),
        tuple(float(share) for share in risk),
    )


def _without(
    images: LabelledImages, groups: NDArray[np.str_], excluded: tuple[str, ...]
) -> LabelledImages:
    rows = ~np.isin(groups, excluded)
    return LabelledImages(images.images[rows], images.labels[rows])
