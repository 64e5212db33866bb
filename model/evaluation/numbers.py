"""Scores of a model on whole numbers, composed of the digits of held-out writers.

    separate    2 to 8 digits apart
    touching    pairs and triples of digits that touch or overlap
    form        2 to 8 digits in the fields of a form: combs and boxes

A number is right if all of its digits are, and the picture shows no other number.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from model.data.cache import DataDir
from model.data.data_file import DatasetError
from model.data.synthesis.forms import FIELDS, draw_form_row
from model.data.synthesis.numbers import draw_number, random_style
from model.data.synthesis.writer_styles import WriterStyle, by_style, by_writer
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.report_numbers import (
    NumberCounts,
    NumberMistake,
    NumbersResult,
    WriterNumbers,
)
from model.evaluation.scenes import to_webp
from model.evaluation.sets.held_out import HeldOut, SourceName, read
from model.numbers.number import Number
from model.numbers.recognition import recognize_numbers
from model.reliability import calibration, expected_calibration_error
from model.serialization.model_file import Model

Kind = Literal["separate", "touching", "form"]

TITLES: dict[Kind, str] = {
    "separate": "Separate digits",
    "touching": "Touching digits",
    "form": "Rows of forms",
}
DESCRIPTIONS: dict[Kind, str] = {
    "separate": "Numbers of 2 to 8 digits apart.",
    "touching": "Pairs and triples of digits that touch or overlap.",
    "form": "Numbers of 2 to 8 digits in the fields of combs and rows of boxes.",
}
NUMBERS_PER_SET = 300

MAX_MISTAKES = 8
"""Maximum number of mistakes of a set with pictures in the report."""

MAX_PICTURE_PX = (192, 64)
"""Maximum width and height of these pictures."""

_SEED = 71
_MNIST_STYLES = 40


@dataclass(frozen=True)
class NumberAnswer:
    """A number as written, and the numbers that were recognized in its picture."""

    written: str
    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        """The recognized numbers, with spaces between them."""
        return " ".join(number.text for number in self.numbers)

    @property
    def is_correct(self) -> bool:
        """Whether the only number recognized is the one that was written."""
        return self.text == self.written

    @property
    def is_certain(self) -> bool:
        """Whether the picture shows a single number, and that is certain."""
        return len(self.numbers) == 1 and self.numbers[0].certain

    @property
    def confidence(self) -> float:
        """The confidence in a single number, else 0."""
        return self.numbers[0].confidence if len(self.numbers) == 1 else 0.0


@dataclass(frozen=True)
class _Answer(NumberAnswer):
    writer: str
    picture: Image.Image

    @property
    def source(self) -> str:
        """The data set of the digits."""
        return self.writer.split("/")[0]


def evaluate_numbers(
    model: Model,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    count: int = NUMBERS_PER_SET,
) -> list[NumbersResult]:
    """Evaluate a model on `count` numbers of each set.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model was trained on every writer.
    model.data.data_file.DatasetError
        If MNIST or the pen strokes are missing or damaged; UNIPEN may be missing.
    """
    styles = held_out_styles(model, data_dir)
    results = []
    for number, kind in enumerate(TITLES):
        rng = np.random.default_rng((_SEED, number))
        answers = []
        for index in range(count):
            answers.append(_answer(model, styles[index % len(styles)], kind, rng))
            if progress and (index % 20 == 19 or index == count - 1):
                progress(TITLES[kind], index + 1, count)
        results.append(_result(kind, answers))
    return results


def held_out_styles(model: Model, data_dir: DataDir = None) -> list[list[WriterStyle]]:
    """Return the writer styles of each data set that the model was not trained on."""
    held_out = HeldOut.of(model.metadata)
    source = read("mnist_train", data_dir)
    indices = held_out.indices("mnist_train", source)
    images = np.asarray(source.digits)[indices].reshape(-1, 28, 28)
    rng = np.random.default_rng(_SEED)
    styles = [by_style("mnist", images, source.labels[indices], _MNIST_STYLES, rng)]
    names: tuple[SourceName, ...] = ("pendigits", "unipen")
    for name in names:
        try:
            source = read(name, data_dir)
        except DatasetError:
            if name == "pendigits":
                raise
            continue
        indices = held_out.indices(name, source)
        styles.append(by_writer(name, [source.digits[i] for i in indices]))
    return styles


def _answer(
    model: Model, styles: Sequence[WriterStyle], kind: Kind, rng: np.random.Generator
) -> _Answer:
    writer = styles[int(rng.integers(len(styles)))]
    is_touching = kind == "touching"
    length = int(rng.integers(2, 4 if is_touching else 9))
    digits, labels = writer.write(length, rng)
    style = random_style(rng, is_touching=is_touching, is_plain=True)
    if kind == "form":
        fields = FIELDS[int(rng.integers(len(FIELDS)))]
        picture = draw_form_row(digits, style, fields, rng)
    else:
        picture = draw_number(digits, style, rng)
    numbers = recognize_numbers(model.predict, model.metadata, picture)
    return _Answer("".join(map(str, labels)), tuple(numbers), writer.name, picture)


def _result(kind: Kind, answers: Sequence[_Answer]) -> NumbersResult:
    confidence = np.array([answer.confidence for answer in answers])
    is_correct = np.array([answer.is_correct for answer in answers])
    bins = calibration(confidence, is_correct)
    of_writers = []
    for source in sorted({answer.source for answer in answers} - {"mnist"}):  # has only styles
        own = [answer for answer in answers if answer.source == source]
        for number, (_, theirs) in enumerate(_groups(own, [answer.writer for answer in own])):
            # Numbers stand for the writers: some data sets name people.
            of_writers.append(WriterNumbers(name=f"{source} {number + 1}", **_counts(theirs)))
    return NumbersResult(
        name=kind,
        title=TITLES[kind],
        description=DESCRIPTIONS[kind],
        **_counts(answers),
        right_length=sum(len(answer.text) == len(answer.written) for answer in answers),
        ece=expected_calibration_error(bins),
        calibration=bins,
        sources={
            name: NumberCounts(**_counts(own))
            for name, own in _groups(answers, [answer.source for answer in answers])
        },
        writers=tuple(sorted(of_writers, key=lambda w: (w.correct - w.count, w.count))),
        mistakes=tuple(map(_mistake, _mistakes(answers)[:MAX_MISTAKES])),
    )


def _groups(
    answers: Sequence[_Answer], names: Sequence[str]
) -> Iterable[tuple[str, list[_Answer]]]:
    """Yield each name with its answers, in the order of the names."""
    for name in sorted(set(names)):
        yield name, [answer for answer, own in zip(answers, names, strict=True) if own == name]


def _counts(answers: Sequence[_Answer]) -> dict[str, Any]:
    return {
        "count": len(answers),
        "correct": sum(answer.is_correct for answer in answers),
        "certain_errors": sum(answer.is_certain and not answer.is_correct for answer in answers),
        "uncertain": sum(not answer.is_certain for answer in answers),
    }


def _mistakes(answers: Sequence[_Answer]) -> list[_Answer]:
    """Return the wrong answers, the most confident first."""
    wrong = [answer for answer in answers if not answer.is_correct]
    return sorted(wrong, key=lambda answer: -answer.confidence)


def _mistake(answer: _Answer) -> NumberMistake:
    return NumberMistake(
        written=answer.written,
        read=answer.text,
        confidence=answer.confidence,
        certain=answer.is_certain,
        source=answer.source,
        picture=base64.b64encode(to_webp(answer.picture, MAX_PICTURE_PX)),
    )
