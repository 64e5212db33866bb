"""The segmentation graph of a number, as people see it."""

import numpy as np
import pytest
from PIL import Image

from model.numbers import segmentation
from model.numbers.recognition import recognize_numbers
from model.serialization import model_file
from tests.support import written_numbers


@pytest.fixture(scope="module")
def recognize():
    model = model_file.load(model_file.find_model("seed"))

    def read(image):
        return recognize_numbers(model.predict, model.metadata, image, with_segmentation=True)

    return read


@pytest.fixture
def touching():
    """An image of 47 whose digits a stroke joins."""
    image = np.asarray(written_numbers.page([("47", 0)], side=80)).copy()
    rows, columns = np.nonzero(image < 128)
    middle = int(rows.mean())
    image[middle - 2 : middle + 3, columns.min() + 35 : columns.max() - 10] = 0
    return Image.fromarray(image)


def test_path_has_the_boxes_of_the_digits(recognize):
    [number] = recognize(written_numbers.page([("2026", 0)]))
    graph = number.segmentation
    boxes = [graph.candidates[k].box for k in graph.path]
    assert boxes == [digit.box for digit in number.digits]
    assert "".join(str(graph.candidates[k].digit) for k in graph.path) == number.text


def test_separate_narrow_digits_have_no_cuts(recognize):
    [number] = recognize(written_numbers.page([("11", 0)], side=80))
    assert number.segmentation.lines == []


def test_joined_digits_have_cuts_in_their_ink(recognize, touching):
    [number] = recognize(touching)
    lines = number.segmentation.lines
    assert lines
    levels = np.asarray(touching)
    for line in lines:
        assert len(line) <= segmentation.MAX_LINE_POINTS
        assert (np.diff(line[:, 1]) >= 0).all()
        assert all(levels[int(y), int(x) - 1] < 255 for x, y in line)


def test_numbers_without_the_request_have_no_segmentation(recognize):
    model = model_file.load(model_file.find_model("seed"))
    [number] = recognize_numbers(model.predict, model.metadata, written_numbers.page([("47", 0)]))
    assert number.segmentation is None


def test_candidates_beyond_the_limit_keep_those_of_both_paths(recognize, touching, monkeypatch):
    [number] = recognize(touching)
    full = number.segmentation
    of_paths = sorted({*full.path, *full.runner_up})
    assert len(of_paths) < len(full.candidates) == full.candidates_found
    monkeypatch.setattr(segmentation, "MAX_CANDIDATES", len(of_paths))
    [limited] = recognize(touching)
    assert limited.segmentation.candidates == [full.candidates[k] for k in of_paths]
    assert limited.segmentation.candidates_found == full.candidates_found
