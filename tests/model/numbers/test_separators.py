"""Separators between the digits of a number."""

import numpy as np
import pytest

from model.numbers.lines import group_numbers
from model.numbers.recognition import recognize_numbers
from model.numbers.separator_shapes import shape_probabilities
from model.numbers.separators import SEPARATORS, find_separators, parse_separators
from model.preprocessing.connected_components import connected_components
from model.preprocessing.rasterization import draw
from model.serialization import model_file
from tests.support import written_numbers

SIDE = 80.0
TOP, BASE = 28.0, 92.0
"""Rows of the top and the base line of the digits."""

MARKS = {
    ".": [[(0, BASE - 2), (2, BASE - 2)]],
    ",": [[(5, BASE - 3), (0, BASE + 16)]],
    "-": [[(0, 60), (26, 60)]],
    "/": [[(42, TOP - 8), (0, BASE + 8)]],
    ":": [[(0, TOP + 20), (2, TOP + 20)], [(0, BASE - 6), (2, BASE - 6)]],
}
WIDTHS = {".": 2, ",": 5, "-": 26, "/": 42, ":": 2}


def written(text, marks=MARKS, pen=6):
    """Return an image of digits and marks."""
    x, strokes = 20.0, []
    for character in text:
        if character.isdigit():
            strokes += written_numbers.strokes(character, SIDE, x, 20)
            x += 0.95 * SIDE
        else:
            strokes += [np.add(stroke, (x + 2, 0)) for stroke in marks[character]]
            x += WIDTHS[character] + 14
    return draw(strokes, pen, (int(x) + 30, 150))


@pytest.fixture(scope="module")
def read():
    model = model_file.load(model_file.find_model("wide"))

    def recognize(image, separators=""):
        return recognize_numbers(model.predict, model.metadata, image, separators=separators)

    return recognize


@pytest.mark.parametrize("text", ["20.50", "3/4", "20-06-26", "20:45", "2,503", "6,203.57"])
def test_numbers_with_named_separators_are_read_with_them(read, text):
    [number] = read(written(text), SEPARATORS)
    assert number.text == text
    assert [separator.text for separator in number.separators] == [
        character for character in text if not character.isdigit()
    ]


@pytest.mark.parametrize("text", ["20.50", "20-06-26", "20:45", "2,503"])
def test_separators_that_are_not_named_are_left_out(read, text):
    digits = "".join(filter(str.isdigit, text))
    for others in ("", "/"):
        [number] = read(written(text), others)
        assert (number.text, number.separators) == (digits, ())


def test_box_of_a_dash_that_is_left_out_is_its_ink(read):
    [number] = read(written("20-06"))
    left = 20 + 2 * 0.95 * SIDE + 2
    assert number.ignored == (pytest.approx((left - 3, 57, 32, 6), abs=1.5),)
    assert number.left_out == 1


def test_point_is_left_out_where_only_commas_are_named(read):
    [number] = read(written("6,203.57"), ",")
    assert number.text == "6,20357"


def test_slanted_one_is_no_slash_unless_slashes_are_named(read):
    [without] = read(written("3/4"))
    assert without.text == "314"
    [named] = read(written("3/4"), "/")
    assert named.text == "3/4"


def test_box_and_position_of_a_separator_are_those_of_its_ink(read):
    [number] = read(written("20.50"), ".")
    [separator] = number.separators
    left = 20 + 2 * 0.95 * SIDE + 2
    assert separator.position == 2
    assert separator.box == pytest.approx((left - 3, BASE - 5, 8, 6), abs=1.5)


def test_marks_before_and_after_a_number_are_no_separators(read):
    [number] = read(written("-25."), SEPARATORS)
    assert (number.text, number.separators) == ("25", ())


def test_stroke_between_slash_and_one_makes_the_number_less_certain(read):
    upright = {**MARKS, "/": [[(26, TOP - 2), (0, BASE + 2)]]}
    [clear] = read(written("30/46"), "/")
    [doubtful] = read(written("30/46", upright), "/")
    assert doubtful.confidence < clear.confidence
    assert not doubtful.certain


def test_raised_dot_alone_is_half_a_colon_and_makes_the_number_uncertain(read):
    raised = {**MARKS, ":": MARKS[":"][:1]}
    [number] = read(written("20:45", raised), ":")
    assert number.text == "2045"
    assert not number.certain


def test_second_mark_in_a_place_is_left_out_and_makes_the_number_uncertain(read):
    [once] = read(written("20-46"), "-")
    [twice] = read(written("20--46"), "-")
    assert once.certain
    assert (twice.text, twice.certain) == ("20-46", False)
    assert (len(twice.ignored), twice.left_out) == (1, 1)


def test_ink_of_another_number_is_no_separator():
    components = connected_components(np.asarray(written("20-46")) < 128)
    labels = components.label_image()
    [group] = group_numbers(components)
    [dash], _ = find_separators(components, labels, group, "-")
    taken = np.isin(np.arange(len(components)), dash.members)
    assert find_separators(components, labels, group, "-", taken) == ([], 1.0)


def test_alternatives_are_no_more_probable_than_their_separators(read):
    [number] = read(written("20-46"), "-")
    [separator] = number.separators
    assert number.alternatives
    assert all(share <= separator.confidence for _, share in number.alternatives)


def test_upper_stroke_of_a_five_is_no_dash():
    image = written("252")
    components = connected_components(np.asarray(image) < 128)
    [group] = group_numbers(components)
    separators, certainty = find_separators(components, components.label_image(), group, "-.,:")
    assert (separators, certainty) == ([], 1.0)


@pytest.mark.parametrize(
    ("height", "width", "middle", "shape"),
    [
        (0.1, 0.1, 0.95, "."),
        (0.1, 0.1, 0.35, "upper dot"),
        (0.28, 0.15, 1.05, ","),
        (0.1, 0.45, 0.55, "-"),
        (1.3, 0.85, 0.5, "/"),
        (1.0, 0.12, 0.5, "1"),
    ],
)
def test_shape_probabilities_name_the_typical_mark(height, width, middle, shape):
    probabilities = shape_probabilities(height, width, middle, thickness=1.0)
    assert probabilities[shape] > 0.9
    assert sum(probabilities.values()) == pytest.approx(1)


def test_shape_probabilities_of_a_curve_are_no_slash_or_dash():
    assert "/" not in shape_probabilities(1.3, 0.85, 0.5, thickness=4.0)
    assert "-" not in shape_probabilities(0.1, 0.45, 0.55, thickness=4.0)


def test_parse_separators_orders_them_and_drops_repeats():
    assert parse_separators("/.:.") == "./:"


@pytest.mark.parametrize("text", ["", "x", "., ", ";"])
def test_parse_separators_with_another_character_raises(text):
    with pytest.raises(ValueError, match=r"expected one or more of \.,-/:, got"):
        parse_separators(text)
