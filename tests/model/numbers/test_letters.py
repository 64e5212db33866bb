"""Letters and currency signs beside a number."""

import numpy as np
import pytest

from model.numbers.recognition import recognize_numbers
from model.preprocessing.rasterization import draw
from model.serialization import model_file
from tests.support import handwriting, written_numbers

SIDE = 80.0
SIGNS = {
    "€": [
        handwriting.arc(50, 50, 35, 45, -50, -310),
        handwriting.line((0, 42), (50, 42)),
        handwriting.line((0, 60), (50, 60)),
    ],
    "E": [
        handwriting.line((70, 10), (20, 10), (20, 90), (72, 90)),
        handwriting.line((20, 50), (60, 50)),
    ],
    "K": [handwriting.line((20, 10), (20, 90)), handwriting.line((70, 10), (22, 52), (75, 90))],
    "M": [handwriting.line((10, 90), (20, 10), (45, 70), (70, 10), (82, 90))],
}


def written(*parts):
    """Return an image of digits and signs beside one another."""
    x, strokes = 20.0, []
    for part in parts:
        drawn = SIGNS.get(part) or handwriting.DIGITS[int(part)]
        strokes += [np.asarray(stroke) * SIDE / 100 + np.array([x, 20.0]) for stroke in drawn]
        x += 1.1 * SIDE
    return draw(strokes, 6, (int(x) + 30, 130))


@pytest.fixture(scope="module")
def read():
    model = model_file.load(model_file.find_model("wide"))
    return lambda image: recognize_numbers(model.predict, model.metadata, image)


@pytest.mark.parametrize("sign", SIGNS)
def test_sign_beside_a_number_is_left_out_or_makes_it_uncertain(read, sign):
    for parts in ((sign, "2", "0", "3"), ("2", "0", "3", sign)):
        [number] = read(written(*parts))
        assert "203" in number.text
        assert not number.certain


def test_letter_beside_a_number_is_left_out_and_its_box_is_said(read):
    [number] = read(written("2", "0", "3", "E"))
    assert number.text == "203"
    left = min(box[0] for box in number.ignored)
    assert left == pytest.approx(20 + 3 * 1.1 * SIDE, abs=22)
    assert number.box[0] + number.box[2] < left


def test_digits_alone_stay(read):
    [number] = read(written_numbers.page([("20503", 0)]))
    assert (number.text, number.ignored) == ("20503", ())
