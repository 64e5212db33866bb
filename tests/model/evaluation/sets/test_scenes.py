"""The constructed scenes."""

import numpy as np
import pytest

from model.data.unipen import Sample
from model.evaluation.sets.scenes import SCENES

LINE = np.array([[5.0, 0.0], [4.0, 10.0]])
HOOK = np.array([[0.0, 0.0], [8.0, 0.0], [3.0, 10.0]])
SAMPLES = [Sample((LINE,), 1, 0, 0), Sample((HOOK,), 7, 1, 1)]
SWAPPED = [Sample((HOOK,), 7, 0, 0), Sample((LINE,), 1, 1, 1)]


@pytest.mark.parametrize("name", SCENES)
def test_picture_of_a_scene_is_reproducible_and_has_contrast(name):
    first, again = (SCENES[name].picture(SAMPLES, 1) for _ in range(2))

    assert first.mode == "RGB"
    assert first.tobytes() == again.tobytes()
    assert np.ptp(np.asarray(first.convert("L")).astype(int)) > 30


@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if scene.has_digit])
def test_picture_of_a_scene_shows_its_digit(name):
    seven, one = (SCENES[name].picture(samples, 1) for samples in (SAMPLES, SWAPPED))

    assert seven.size == one.size
    assert seven.tobytes() != one.tobytes()


@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if not scene.has_digit])
def test_picture_of_an_empty_scene_does_not_depend_on_the_digit(name):
    seven, one = (SCENES[name].picture(samples, 1) for samples in (SAMPLES, SWAPPED))

    assert seven.tobytes() == one.tobytes()
