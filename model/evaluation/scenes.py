"""Scores of a model on the constructed scenes of `model.evaluation.sets.scenes`.

Each picture is answered twice: as the service does, and as drawn, without its choice of the ink.
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image

from model.data.cache import DataDir
from model.evaluation.answers import Answer, answer_input
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.report_scenes import SceneAnswer, SceneCounts, SceneExample, SceneResult
from model.evaluation.sets.held_out import HeldOut, read
from model.evaluation.sets.scenes import SCENES, Scene
from model.preprocessing.pipeline import BlankDrawingError, Prepared, preprocess
from model.serialization.model_file import Model

PICTURES_PER_SCENE = 100

MAX_PICTURE_PX = 128
_WEBP_QUALITY = 70


@dataclass(frozen=True)
class _Reading:
    """The answers to the picture at `index`, whose digit is `label`, if it has one."""

    index: int
    label: int | None
    as_drawn: Answer
    answer: Answer

    @property
    def is_corrected(self) -> bool:
        """Whether the choice of the ink alone made the answer correct."""
        return self.answer.digit == self.label != self.as_drawn.digit

    @property
    def is_unsolved(self) -> bool:
        """Whether the answer is wrong, or to a digit and not certain."""
        is_uncertain = self.label is not None and not self.answer.is_certain
        return self.answer.digit != self.label or is_uncertain


def evaluate_scenes(
    model: Model,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    count: int = PICTURES_PER_SCENE,
) -> list[SceneResult]:
    """Evaluate a model on `count` pictures of every scene, with digits of held-out writers.

    Raises
    ------
    model.evaluation.sets.held_out.NothingHeldOutError
        If the model was trained on every writer.
    model.data.data_file.DatasetError
        If the pen strokes are missing or damaged.
    """
    source = read("pendigits", data_dir)
    unseen = HeldOut.of(model.metadata).indices("pendigits", source)
    # Samples are ordered by writer: take them evenly.
    order = unseen[np.linspace(0, len(unseen) - 1, count).astype(np.intp)]
    samples = [source.digits[i] for i in order]
    return [_evaluate(model, scene, samples, progress) for scene in SCENES.values()]


def _evaluate(
    model: Model, scene: Scene, samples: Sequence[Any], progress: ProgressCallback | None
) -> SceneResult:
    readings = []
    for index, sample in enumerate(samples):
        prepared = _preprocess(scene.picture(samples, index))
        label = sample.label if scene.has_digit else None
        as_drawn = answer_input(model, _as_drawn(prepared))
        readings.append(_Reading(index, label, as_drawn, answer_input(model, prepared)))
        if progress and (index % 20 == 19 or index == len(samples) - 1):
            progress(scene.title, index + 1, len(samples))
    return SceneResult(
        name=scene.name,
        title=scene.title,
        has_digit=scene.has_digit,
        count=len(samples),
        **_counts([(reading.label, reading.answer) for reading in readings]).model_dump(),
        as_drawn=_counts([(reading.label, reading.as_drawn) for reading in readings]),
        examples=tuple(
            SceneExample(
                label=reading.label,
                as_drawn=_scene_answer(reading.as_drawn),
                answer=_scene_answer(reading.answer),
                picture=base64.b64encode(to_webp(scene.picture(samples, reading.index))),
            )
            for reading in _examples(readings)
        ),
    )


def _preprocess(image: Image.Image) -> Prepared | None:
    try:
        return preprocess(image)
    except BlankDrawingError:
        return None


def _as_drawn(prepared: Prepared | None) -> Prepared | None:
    """Return the input without alternatives; None if other ink was left out to find a digit."""
    if prepared is None or any(stage.name == "selection" for stage in prepared.stages):
        return None
    return replace(prepared, find_alternatives=None)


def _counts(answers: Sequence[tuple[int | None, Answer]]) -> SceneCounts:
    return SceneCounts(
        correct=sum(answer.digit == label for label, answer in answers),
        certain_errors=sum(
            answer.is_certain and answer.digit != label for label, answer in answers
        ),
        uncertain=sum(not answer.is_certain for _, answer in answers),
    )


def _examples(readings: Sequence[_Reading]) -> list[_Reading]:
    """Return the first picture that was corrected, or else the first, and one still unsolved."""
    first = next((reading for reading in readings if reading.is_corrected), readings[0])
    unsolved = (reading for reading in readings if reading.is_unsolved and reading != first)
    return [first, *([second] if (second := next(unsolved, None)) else [])]


def _scene_answer(answer: Answer) -> SceneAnswer:
    return SceneAnswer(digit=answer.digit, certain=answer.is_certain)


def to_webp(
    image: Image.Image, max_size_px: tuple[int, int] = (MAX_PICTURE_PX, MAX_PICTURE_PX)
) -> bytes:
    """Return an image as WebP, reduced to at most this width and height."""
    small = image.convert("RGB")
    small.thumbnail(max_size_px)
    file = io.BytesIO()
    small.save(file, "WEBP", quality=_WEBP_QUALITY, method=6)
    return file.getvalue()
