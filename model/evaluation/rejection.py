"""How often a model rightly doubts: what share of drawings that are no digit it calls uncertain."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from model.evaluation import evaluate
from model.evaluation.sets.catalog import SETS
from model.evaluation.sets.held_out import DataDir, HeldOut, read
from model.evaluation.sets.non_digits import NO_DIGITS, Digits, NoDigitSet
from model.inference import calibration
from model.metrics import score
from model.preprocessing.pipeline import BlankDrawingError, preprocess
from model.serialization.model_file import Model

TAKEN_SHOWN = 40
"""So many of the drawings that were taken for a digit are named."""

Report = Callable[[str, int, int], None]
"""Told a set's title, and how many of how many drawings are done."""


@dataclass(frozen=True)
class Taken:
    """A drawing that was taken for a digit.

    Attributes
    ----------
    index : int
        In its set.
    kind : str
        What it is of, such as a letter; empty where its set does not say.
    answer : int
    confidence : float
    """

    index: int
    kind: str
    answer: int
    confidence: float


@dataclass(frozen=True)
class Kind:
    """The drawings of one kind.

    Attributes
    ----------
    count : int
    uncertain : float
        Share of them, 0 to 1.
    """

    count: int
    uncertain: float


@dataclass(frozen=True)
class Doubt:
    """How a model did on one set of drawings that are no digit.

    Attributes
    ----------
    name, title, description : str
        Of the set.
    count : int
    uncertain : float
        Share of the drawings that were called uncertain, counted as several digits, or refused as
        blank paper.
    kinds : dict of str to Kind
        By letter, where the set has letters.
    taken : tuple of Taken
        Some that were taken for a digit, the most confident first.
    """

    name: str
    title: str
    description: str
    count: int
    uncertain: float
    kinds: dict[str, Kind]
    taken: tuple[Taken, ...]

    def to_json(self) -> dict[str, Any]:
        """Return everything in values of JSON types, shares to six decimals."""
        found = asdict(self)
        found["uncertain"] = round(self.uncertain, 6)
        for kind in found["kinds"].values():
            kind["uncertain"] = round(kind["uncertain"], 6)
        for taken in found["taken"]:
            taken["confidence"] = round(taken["confidence"], 6)
        return {**found, "taken": list(found["taken"])}


def judge_all(
    model: Model,
    data_dir: DataDir = None,
    progress: Report | None = None,
    names: Sequence[str] = tuple(NO_DIGITS),
) -> list[Doubt]:
    """Judge a model on the sets of these names.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model learnt from every writer whose digits would be put side by side.
    model.data.data_file.DatasetError
        If the data set of these digits is missing or damaged.
    """
    chosen = [each for each in NO_DIGITS.values() if each.name in names]
    digits: Digits = ()
    if any(each.of_digits for each in chosen):
        source = read("pendigits", data_dir)
        unseen = HeldOut.of(model.metadata).indices("pendigits", source)
        digits = [source.digits[i].strokes for i in unseen]
    return [judge(model, each, digits, progress) for each in chosen]


def doubted_digits(
    model: Model, data_dir: DataDir = None, progress: Report | None = None
) -> list[Doubt]:
    """Return how many digits of people whom the model has not seen it calls uncertain.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model learnt from all of them.
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    found = []
    for name in ("mnist", "pen_16"):
        chosen = SETS[name]
        drawings = evaluate.draw(model, chosen, "validation", data_dir, progress)
        scores = score(evaluate.ask(model, drawings.images, drawings.labels))
        uncertain = 1 - (scores.certain or 0)
        words = (f"Digits: {chosen.title}", chosen.description)
        found.append(Doubt(name, *words, scores.count, uncertain, {}, ()))
    return found


def judge(
    model: Model, chosen: NoDigitSet, digits: Digits = (), progress: Report | None = None
) -> Doubt:
    """Judge a model on one set; `digits` are what pairs are made of."""
    taken: list[Taken] = []
    for index in range(chosen.count):
        if progress and (index % 50 == 0 or index == chosen.count - 1):
            progress(chosen.title, index + 1, chosen.count)
        answer = _certain_answer(model, chosen, index, digits)
        if answer is not None:
            taken.append(Taken(index, _kind(chosen, index), *answer))
    hardest = sorted(taken, key=lambda each: -each.confidence)[:TAKEN_SHOWN]
    uncertain = 1 - len(taken) / chosen.count
    return Doubt(
        chosen.name,
        chosen.title,
        chosen.description,
        chosen.count,
        uncertain,
        _kinds(chosen, taken),
        tuple(hardest),
    )


def _certain_answer(
    model: Model, chosen: NoDigitSet, index: int, digits: Digits
) -> tuple[int, float] | None:
    """Return digit and confidence if the service would call its answer certain."""
    try:
        prepared = preprocess(chosen.drawn(index, digits))
    except BlankDrawingError:
        return None
    if calibration.digits_found(model.predict, prepared.segment_vectors, model.metadata) > 1:
        return None
    P = model.predict(prepared.vector[np.newaxis])
    if not calibration.is_accepted(P, model.metadata)[0]:
        return None
    return int(P[0].argmax()), float(P[0].max())


def _kind(chosen: NoDigitSet, index: int) -> str:
    return chosen.kind_of(index) if chosen.kind_of else ""


def _kinds(chosen: NoDigitSet, taken: Sequence[Taken]) -> dict[str, Kind]:
    if chosen.kind_of is None:
        return {}
    every = [chosen.kind_of(index) for index in range(chosen.count)]
    wrong = [each.kind for each in taken]
    return {
        kind: Kind(every.count(kind), 1 - wrong.count(kind) / every.count(kind))
        for kind in dict.fromkeys(every)
    }
