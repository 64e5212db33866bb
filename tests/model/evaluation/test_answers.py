"""Answers in an evaluation: the same as the service gives to the same drawings."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.parsing.drawing import ImageDrawing
from app.prediction.predict import predict
from model.evaluation import answers
from model.evaluation.sets import DIGIT_SETS, HeldOut, find, load
from model.metrics import summarize
from model.preprocessing.pipeline import preprocess
from model.serialization.model_file import find_model
from model.serialization.model_file import load as load_model

STROKE = np.array([[30.0, 20.0], [80.0, 18.0], [45.0, 120.0]])


@pytest.fixture(scope="module")
def seed():
    return load_model(find_model("seed"))


def page(*boxes) -> Image.Image:
    """Return a white page with black boxes."""
    image = Image.new("L", (160, 160), 255)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=0)
    return image


def seven(underline: bool) -> Image.Image:
    """Return a seven, with or without a line below it across the page."""
    image = page((0, 140, 160, 143)) if underline else page()
    ImageDraw.Draw(image).line([tuple(point) for point in STROKE], fill=0, width=9)
    return image


def served(model, image: Image.Image):
    """Return what the service answers to an image."""
    [result] = predict(model, [ImageDrawing((), image.width * image.height, lambda: image)])
    return result


@pytest.mark.parametrize("image", [seven(False), seven(True)], ids=["clean", "underlined"])
def test_answer_to_an_image_is_the_one_of_the_service(seed, image):
    answer, result = answers.answer_image(seed, image), served(seed, image)

    assert answer.digit == result.digit == 7
    assert answer.is_certain == result.certain
    assert answer.confidence == pytest.approx(result.confidence, abs=1e-6)


@pytest.mark.parametrize(
    "image",
    [page(), page((0, 80, 160, 83)), page((30, 30, 38, 130), (110, 30, 118, 130))],
    ids=["blank", "only a line", "two digits"],
)
def test_answer_without_a_digit_is_none_and_not_certain(seed, image):
    answer = answers.answer_image(seed, image)

    assert (answer.digit, answer.is_certain, answer.score) == (None, False, -np.inf)


def test_drawings_without_an_answer_count_as_errors_outside_of_the_confusions(seed):
    inputs = [
        None,
        preprocess(seven(False)),
        preprocess(page((30, 30, 38, 130), (110, 30, 118, 130))),
    ]

    scores = summarize(answers.predict_drawings(seed, inputs, np.array([7, 7, 7], np.uint8)))

    assert (scores.count, scores.unanswered) == (3, 2)
    assert scores.accuracy == pytest.approx(1 / 3)
    assert scores.confusion.sum() == scores.confusion[7, 7] == 1
    assert sum(bin_.count for bin_ in scores.calibration) == 1


def test_set_of_pictures_among_other_ink_is_read_as_served(seed, stand_ins, monkeypatch):
    underlined = replace(
        DIGIT_SETS["pen_10"], render=lambda sample, _index: seven(underline=sample.label % 2 == 1)
    )
    monkeypatch.setitem(DIGIT_SETS, "pen_10", underlined)

    drawings = load(find("pen_10"), "validation", HeldOut(4, 1))
    predictions = answers.predict_drawings(seed, drawings.inputs, drawings.labels)

    assert predictions.digits.tolist() == [7] * 10
    assert [bool(prepared.alternatives) for prepared in drawings.inputs] == [False, True] * 5
