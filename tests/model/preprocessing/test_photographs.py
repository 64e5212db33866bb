"""Photographs: thresholding, and classification by the bundled network."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps

from model.evaluation.sets import photographs
from model.evaluation.sets.photographs import PhotoConditions
from model.preprocessing.photographs import threshold_photograph
from model.preprocessing.pipeline import BlankDrawingError, preprocess
from model.preprocessing.rasterization import draw
from model.serialization import model_file
from tests.support.handwriting import digit

NUMBERS = np.arange(10)


def photograph(number: int | None, conditions: PhotoConditions, seed: int) -> Image.Image:
    """Return a photograph, mode "L", of a digit (or an empty page) of random size and position."""
    strokes = None if number is None else digit(number, 100, 0, 0)
    return photographs.photograph(strokes, conditions, np.random.default_rng(seed))


SCENES = {
    "plain": PhotoConditions(),
    "steep light": PhotoConditions(slope=0.6),
    "shadow": PhotoConditions(shadow=0.4),
    "blur": PhotoConditions(blur=2.5),
    "grain": PhotoConditions(grain=9),
    "tilt": PhotoConditions(tilt=10),
    "other tilt": PhotoConditions(tilt=-10),
    "ruled": PhotoConditions(rules=45),
    "squared": PhotoConditions(rules=38, squared=True),
    "ruled and tilted": PhotoConditions(rules=45, tilt=-7),
    "squared and tilted": PhotoConditions(rules=38, squared=True, tilt=4),
    "all": PhotoConditions(shadow=0.3, rules=50, blur=1.5, grain=5, tilt=5),
    "chalk": PhotoConditions(light_pen=True),
    "chalk in a shadow": PhotoConditions(light_pen=True, shadow=0.3),
}


@pytest.fixture(scope="module")
def seed_model():
    return model_file.load(model_file.BUNDLED / "seed.safetensors")


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_preprocess_photographed_digits_are_classified(seed_model, name):
    photos = [
        photograph(number, SCENES[name], 10 * k + number) for k in range(3) for number in NUMBERS
    ]
    vectors = np.stack([preprocess(photo).vector for photo in photos])
    read = seed_model.predict(vectors).argmax(axis=1)  # over the classes
    assert (read == np.tile(NUMBERS, 3)).mean() >= 0.9


EVEN = PhotoConditions(slope=0, grain=0)
RULED = {
    "ruled": replace(EVEN, rules=45),
    "ruled and sharp": replace(EVEN, rules=45, blur=0.01),
    "ruled and tilted": replace(EVEN, rules=45, tilt=6),
    "squared": replace(EVEN, rules=38, squared=True),
    "squared and sharp": replace(EVEN, rules=30, squared=True, blur=0.01),
    "ruled board": replace(EVEN, rules=45, light_pen=True),
}


@pytest.mark.parametrize("name", RULED)
def test_preprocess_digits_on_ruled_paper_in_uniform_light_are_classified(seed_model, name):
    photos = [photograph(int(number), RULED[name], int(number)) for number in NUMBERS]
    vectors = np.stack([preprocess(photo).vector for photo in photos])
    read = seed_model.predict(vectors).argmax(axis=1)  # over the classes
    assert (read == NUMBERS).sum() >= 9


@pytest.mark.parametrize("name", RULED)
def test_preprocess_empty_ruled_paper_in_uniform_light_is_blank(name):
    with pytest.raises(BlankDrawingError, match="expected a drawn digit, got"):
        preprocess(photograph(None, RULED[name], 1))


@pytest.mark.slow
@pytest.mark.parametrize("size", [(320, 240), (1600, 1200), (3200, 2400)])
def test_preprocess_photograph_of_any_resolution_is_classified(seed_model, size):
    photos = [
        photograph(int(n), PhotoConditions(shadow=0.3, blur=1), int(n)).resize(size)
        for n in NUMBERS
    ]
    vectors = np.stack([preprocess(photo).vector for photo in photos])
    read = seed_model.predict(vectors).argmax(axis=1)  # over the classes
    assert (read == NUMBERS).sum() >= 9


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "conditions",
    [PhotoConditions(), PhotoConditions(slope=0.5, grain=2), PhotoConditions(rules=45, grain=4)],
)
def test_preprocess_photograph_of_empty_paper_is_blank(conditions, seed):
    with pytest.raises(BlankDrawingError, match="expected a drawn digit, got"):
        preprocess(photograph(None, conditions, seed))


def test_threshold_photograph_shadow_keeps_ink_and_background():
    coverage = np.asarray(draw(digit(0, 200, 100, 50), 10, (400, 300))) / 255
    light = np.where(np.arange(400) < 200, 220, 110)  # the left half of the ring, and the right
    ink = threshold_photograph(Image.fromarray((light * (0.2 + 0.8 * coverage)).astype(np.uint8)))
    line = coverage < 0.1
    line[:, 180:220] = False  # the edge of the shadow
    assert (ink[line] >= 128).all()
    assert (ink[coverage > 0.9] >= 128).mean() < 0.02


def test_threshold_photograph_empty_paper_returns_none():
    bare = photograph(None, PhotoConditions(grain=3), 1).reduce(2)
    assert threshold_photograph(bare) is None


@pytest.mark.parametrize("number", range(10))
def test_threshold_photograph_inverted_image_gives_same_ink(number):
    photo = photograph(number, PhotoConditions(slope=0.1), number).reduce(2)
    dark, light = (
        threshold_photograph(photo) >= 128,
        threshold_photograph(ImageOps.invert(photo)) >= 128,
    )
    assert (dark & light).sum() >= 0.6 * (dark | light).sum()


def test_threshold_photograph_table_beside_paper_is_removed():
    photo = np.array(photograph(4, PhotoConditions(), 4))
    photo[:, :25] = 30
    ink = threshold_photograph(Image.fromarray(photo).reduce(2))
    assert not (ink[:, :12] >= 128).any()
    assert (ink >= 128).any()


def test_threshold_photograph_bars_of_a_crossed_seven_in_a_crop_are_kept():
    seven = [
        np.array([[45.0, 50], [165, 42], [110, 190]]),
        np.array([[50.0, 120], [160, 112]]),
    ]
    levels = 60 + np.asarray(draw(seven, 5, (210, 240)), dtype=np.float32) * 0.6
    shaded = Image.fromarray((levels * np.linspace(1, 0.7, 210)).astype(np.uint8))

    ink = threshold_photograph(shaded, is_crop=True)

    assert (ink >= 128)[levels < 100].mean() > 0.95
