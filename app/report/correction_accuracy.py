"""Accuracy of the base model and its versions on the corrections of this machine.

What a version has learnt is apart from the rest: it was trained on that with the right label.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.corrections.record import LabelledInput
from app.registry import Registry
from model.evaluation.wilson import wilson_interval
from model.fine_tuning.examples import Examples
from model.fine_tuning.validation import is_correct
from model.serialization.model_file import Model

if TYPE_CHECKING:
    from app.corrections.version_store import Version

MAX_CORRECTIONS = 1000
"""Number of the newest corrections that count: a second for twenty versions of `wide`."""


@dataclass(frozen=True)
class Accuracy:
    """Number of drawings that are answered as labelled, and of all."""

    correct: int
    count: int

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % confidence interval; there must be a drawing."""
        return wilson_interval(self.correct / self.count, self.count)


@dataclass(frozen=True)
class VersionAccuracy:
    """Accuracy of a model.

    Attributes
    ----------
    name : str
    is_default : bool
    learnt_count : int
        Number of drawings that it has learnt, also of those that do not count here.
    learnt, others : Accuracy
        On the drawings that it has learnt, and on the others.
    """

    name: str
    is_default: bool
    learnt_count: int
    learnt: Accuracy
    others: Accuracy


@dataclass(frozen=True)
class CorrectionAccuracy:
    """Accuracy on `count` drawings: of the base model first, then of the versions, oldest first."""

    count: int
    versions: tuple[VersionAccuracy, ...]


def measure(
    inputs: list[LabelledInput], versions: "dict[Version, set[str]]", models: Registry
) -> CorrectionAccuracy:
    """Return the accuracy on corrections.

    Parameters
    ----------
    inputs, versions
        As `app.corrections.service.CorrectionService.learnt_inputs` returns them.
    models : Registry
        With the versions; those that it lacks are left out.
    """
    if not inputs:
        return CorrectionAccuracy(0, ())
    examples = _examples(inputs)
    sha256 = np.array([one.vector_sha256 for one in inputs])
    measured = []
    for model, learnt in _models(models, versions):
        correct = is_correct(model.weights, model.metadata, examples)
        is_learnt = np.isin(sha256, list(learnt))
        measured.append(
            VersionAccuracy(
                model.name,
                model.name == models.default_name,
                len(learnt),
                _accuracy(correct[is_learnt]),
                _accuracy(correct[~is_learnt]),
            )
        )
    return CorrectionAccuracy(len(inputs), tuple(measured))


def _examples(inputs: list[LabelledInput]) -> Examples:
    X = np.array([np.frombuffer(one.vector, "<f4") for one in inputs])  # (N, 784)
    labels = np.array([one.label for one in inputs], dtype=np.intp)
    return Examples(np.rint(255 * X).astype(np.uint8), labels)


def _models(
    models: Registry, versions: "dict[Version, set[str]]"
) -> Iterator[tuple[Model, set[str]]]:
    """Yield each model with the SHA-256 of the inputs that it has learnt."""
    yield models.models[models.default], set()
    for version, learnt in versions.items():
        model = models.learnt.get(version.name) if models.learnt else None
        if model is not None and version.sha256.startswith(model.version):
            yield model, learnt


def _accuracy(right: NDArray[np.bool_]) -> Accuracy:
    return Accuracy(int(right.sum()), len(right))
