"""Scores of a model on whole numbers, composed of the digits of held-out writers.

    separate    2 to 8 digits apart
    touching    pairs and triples of digits that touch or overlap

A number is right if all of its digits are, and the picture shows no other number.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from model.data.cache import DataDir
from model.data.data_file import DatasetError
from model.data.synthesis.numbers import draw_number, random_style
from model.data.synthesis.writer_styles import WriterStyle, by_style, by_writer
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.sets.held_out import HeldOut, SourceName, read
from model.evaluation.wilson import wilson_interval
from model.numbers.recognition import recognize_numbers
from model.reliability import calibration, expected_calibration_error
from model.serialization.model_file import Model

Kind = Literal["separate", "touching"]

TITLES: dict[Kind, str] = {"separate": "Separate digits", "touching": "Touching digits"}
NUMBERS_PER_SET = 300
_SEED = 71
_MNIST_STYLES = 40


@dataclass(frozen=True)
class NumbersResult:
    """Counts of one set of numbers, or of one data set's part of it.

    Attributes
    ----------
    name, title : str
    source : str
        Data set of their digits; ``all`` for the whole set.
    count, correct : int
    right_length : int
        Numbers with as many digits as were written.
    certain_errors, uncertain : int
    ece : float
        Expected calibration error of the whole number's confidence.
    """

    name: str
    title: str
    source: str
    count: int
    correct: int
    right_length: int
    certain_errors: int
    uncertain: int
    ece: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return wilson_interval(self.correct / self.count, self.count)

    def to_json(self) -> dict[str, Any]:
        """Return the result in values of JSON types."""
        return {**asdict(self), "accuracy": self.correct / self.count, "interval": self.interval}


@dataclass(frozen=True)
class _Answer:
    source: str
    is_correct: bool
    has_right_length: bool
    is_certain: bool
    confidence: float


def evaluate_numbers(
    model: Model,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    count: int = NUMBERS_PER_SET,
) -> list[NumbersResult]:
    """Evaluate a model on `count` numbers of each set, and by data set.

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
        sources = sorted({answer.source for answer in answers})
        results.append(_result(kind, "all", answers))
        results += [_result(kind, s, [a for a in answers if a.source == s]) for s in sources]
    return results


def held_out_styles(model: Model, data_dir: DataDir = None) -> list[list[WriterStyle]]:
    """Return the writer styles of each data set that the model was not trained on."""
    held_out = HeldOut.of(model.metadata)
    source = read("mnist_train", data_dir)
    indices = held_out.indices("mnist_train", source)
    images = np.asarray(source.digits)[indices].reshape(-1, 28, 28)
    rng = np.random.default_rng(_SEED)
    styles = [by_style(images, source.labels[indices], _MNIST_STYLES, rng)]
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
    numbers = recognize_numbers(model.predict, model.metadata, draw_number(digits, style, rng))
    written = "".join(map(str, labels))
    text = numbers[0].text if len(numbers) == 1 else ""
    return _Answer(
        writer.name.split("/")[0],
        text == written,
        len(text) == len(written),
        len(numbers) == 1 and numbers[0].certain,
        numbers[0].confidence if len(numbers) == 1 else 0.0,
    )


def _result(kind: Kind, source: str, answers: Sequence[_Answer]) -> NumbersResult:
    confidence = np.array([answer.confidence for answer in answers])
    is_correct = np.array([answer.is_correct for answer in answers])
    return NumbersResult(
        kind,
        TITLES[kind],
        source,
        len(answers),
        int(is_correct.sum()),
        sum(answer.has_right_length for answer in answers),
        sum(answer.is_certain and not answer.is_correct for answer in answers),
        sum(not answer.is_certain for answer in answers),
        expected_calibration_error(calibration(confidence, is_correct)),
    )
