"""Scores of a model on the constructed scenes of `model.evaluation.sets.scenes`."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from model.evaluation.answers import answer_image
from model.evaluation.evaluate import ProgressCallback
from model.evaluation.sets.held_out import DataDir, HeldOut, read
from model.evaluation.sets.scenes import SCENES, Scene
from model.serialization.model_file import Model

PICTURES_PER_SCENE = 100


@dataclass(frozen=True)
class SceneScores:
    """Scores of a model on the pictures of one scene.

    Attributes
    ----------
    name, title : str
        Of the scene.
    has_digit : bool
        Whether its pictures show a digit; without one, no answer is correct.
    count : int
        Number of pictures.
    correct : int
        Pictures that were read correctly, whether certain or not; without a digit, those that
        were called blank.
    certain_errors : int
        Pictures that were misread although the model was certain.
    uncertain : int
        Pictures for which the model was not certain, or that were called blank.
    """

    name: str
    title: str
    has_digit: bool
    count: int
    correct: int
    certain_errors: int
    uncertain: int

    def to_json(self) -> dict[str, Any]:
        """Return the scores in values of JSON types."""
        return asdict(self)


def evaluate_scenes(
    model: Model,
    data_dir: DataDir = None,
    progress: ProgressCallback | None = None,
    count: int = PICTURES_PER_SCENE,
) -> list[SceneScores]:
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
    model: Model, scene: Scene, samples: list[Any], progress: ProgressCallback | None
) -> SceneScores:
    correct = certain_errors = uncertain = 0
    for index, sample in enumerate(samples):
        answer = answer_image(model, scene.picture(samples, index))
        is_correct = answer.digit == (sample.label if scene.has_digit else None)
        correct += is_correct
        certain_errors += answer.is_certain and not is_correct
        uncertain += not answer.is_certain
        if progress and (index % 20 == 19 or index == len(samples) - 1):
            progress(scene.title, index + 1, len(samples))
    return SceneScores(
        scene.name, scene.title, scene.has_digit, len(samples), correct, certain_errors, uncertain
    )
