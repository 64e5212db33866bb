"""Reading of whole numbers with the bundled models."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.numbers import recognition
from model.numbers.recognition import MAX_DIGITS, TooManyNumbersError, recognize_numbers
from model.serialization import model_file
from tests.support import written_numbers


@pytest.fixture(scope="module", params=["seed", "wide"])
def model(request):
    return model_file.load(model_file.find_model(request.param))


@pytest.fixture
def read(model):
    return lambda image: recognize_numbers(model.predict, model.metadata, image)


@pytest.mark.parametrize("text", ["47", "2026", "30751", "908164", "00"])
def test_read_number_of_separate_digits_returns_its_digits(read, text):
    [number] = read(written_numbers.page([(text, 0)]))
    assert number.text == text


def test_read_number_light_on_dark_returns_the_same(read):
    image = written_numbers.page([("2026", 0)])
    assert [n.text for n in read(written_numbers.inverted(image))] == ["2026"]


def test_read_page_returns_numbers_line_by_line(read):
    image = written_numbers.page([("47", 0), ("30", 5)], [("2026", 0)], [("8", 0), ("75", 5)])
    assert [number.text for number in read(image)] == ["47", "30", "2026", "8", "75"]


def test_read_digit_boxes_enclose_the_digits_from_left_to_right(read):
    [number] = read(written_numbers.page([("47", 0)], side=80))
    first, second = (digit.box for digit in number.digits)
    assert np.allclose(first, (20 + 0.22 * 80 - 3, 20 + 0.1 * 80 - 3, 0.56 * 80 + 6, 71.6), atol=3)
    assert second[0] == pytest.approx(20 + 0.95 * 80 + 0.22 * 80 - 3, abs=3)
    left, _, width, _ = number.box
    assert left == first[0]
    assert left + width == second[0] + second[2]


def test_read_dot_between_digits_leaves_it_out(read):
    image = written_numbers.page([("30", 0), ("75", 2.2)])
    ImageDraw.Draw(image).ellipse((188, 86, 198, 96), fill=0)
    [number] = read(image)
    assert (number.text, number.left_out) == ("3075", 1)


def test_read_rule_below_the_digits_is_no_digit(read):
    image = written_numbers.page([("2026", 0)])
    ImageDraw.Draw(image).line((0, 120, image.width, 120), fill=0, width=2)
    assert [number.text for number in read(image)] == ["2026"]


def test_read_confidence_and_alternative_are_probabilities(read):
    [number] = read(written_numbers.page([("49", 0)]))
    [(text, confidence)] = number.alternatives
    assert text != number.text
    assert 0 <= confidence <= 1 - number.confidence + 1e-9


def test_read_touching_digits_returns_each(read):
    [number] = read(written_numbers.page([("30", 0)], step=0.56))
    assert number.text == "30"


@pytest.mark.parametrize("level", [0, 128, 255])
def test_read_blank_page_returns_no_number(read, level):
    image = written_numbers.page([("1", 0)]).point(lambda _: level)
    assert read(image) == []


def test_read_too_many_digits_is_rejected_with_their_count(read):
    image = written_numbers.page([("7" * (MAX_DIGITS + 1), 0)], side=40, pen=4)
    with pytest.raises(TooManyNumbersError, match=f"at most {MAX_DIGITS} digits .*got 25"):
        read(image)


def test_read_too_many_numbers_is_rejected_with_their_count(read):
    lines = [[("1", 4 * column) for column in range(21)] for _ in range(10)]
    with pytest.raises(TooManyNumbersError, match="at most 200 numbers, got 210"):
        read(written_numbers.page(*lines, side=18, pen=2))


@pytest.mark.parametrize("is_comb", [True, False])
def test_read_digits_in_the_fields_of_a_form_leaves_the_lines_out(read, is_comb):
    image = written_numbers.page([("2036", 0)], side=80)
    page = Image.new("L", (340, 150), 255)
    page.paste(image, (0, 0))
    pen = ImageDraw.Draw(page)
    for x in range(14, 14 + 5 * 76, 76):
        pen.line((x, 90 if is_comb else 6, x, 114), fill=90, width=2)
    for y in (114,) if is_comb else (6, 114):
        pen.line((14, y, 14 + 4 * 76, y), fill=90, width=2)
    [number] = read(page)
    assert (number.text, number.left_out) == ("2036", 0)


def test_read_number_with_a_gap_that_may_divide_it_is_half_as_confident(read, monkeypatch):
    image = written_numbers.page([("30", 0), ("75", 2.2)])
    [number] = read(image)
    group_numbers = recognition.group_numbers
    monkeypatch.setattr(
        recognition,
        "group_numbers",
        lambda components: [replace(group, probability=0.5) for group in group_numbers(components)],
    )
    [doubtful] = read(image)
    assert doubtful.text == number.text == "3075"
    assert doubtful.confidence == pytest.approx(number.confidence / 2)
    assert not doubtful.certain
