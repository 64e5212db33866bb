"""The choice between the readings of a drawing, with networks whose evidence is known."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.inference.calibration import evidence_score
from model.inference.input_selection import MARGIN_CAP, MAX_DISTINCT_DEFICIT, choose_input
from model.preprocessing.pipeline import AlternativeInput, BlankDrawingError, Prepared, preprocess

CALIBRATION = {"calibration": {"evidence": 5.0}}


def prepared(digit, confidence, alternatives=()):
    """A drawing that `predict` answers with a digit at a confidence."""
    vector = np.zeros(784, dtype=np.float32)
    vector[:2] = digit, confidence
    return Prepared.of_vectors(vector, alternatives=alternatives)


def predict(X):
    """Return the confidence of each input's digit, and the rest evenly over the others."""
    P = np.repeat((1 - X[:, 1:2]) / 9, 10, axis=1)
    P[np.arange(len(X)), X[:, 0].astype(int)] = X[:, 1]
    return P


def predict_a_zero(X):
    """Return a zero, with high confidence, for every input."""
    return np.repeat([[0.999, *[0.001 / 9] * 9]], len(X), axis=0)


def digit_of(choice):
    return int(choice.prepared.vector[0])


def test_drawing_without_alternatives_is_returned_without_asking_the_network():
    drawing = prepared(3, 0.4)

    choice = choose_input(lambda X: pytest.fail("asked"), CALIBRATION, drawing)

    assert choice.prepared is drawing
    assert not choice.is_ambiguous


@pytest.mark.parametrize(("width", "is_ambiguous"), [(200, True), (100, False)])
def test_ink_that_is_wider_than_any_digit_is_ambiguous(width, is_ambiguous):
    drawing = Image.new("L", (240, 120), 255)
    ImageDraw.Draw(drawing).line([(20, 40), (20, 90), (20 + width, 90), (20 + width, 40)], width=6)

    choice = choose_input(predict_a_zero, CALIBRATION, preprocess(drawing))

    assert choice.is_ambiguous == is_ambiguous


def test_alternative_with_better_evidence_is_chosen():
    drawing = prepared(3, 0.4, (AlternativeInput(prepared(7, 0.999), is_distinct=False),))

    choice = choose_input(predict, CALIBRATION, drawing)

    assert digit_of(choice) == 7
    assert not choice.is_ambiguous


def test_alternative_with_hardly_better_evidence_is_not_chosen():
    drawing = prepared(3, 0.9, (AlternativeInput(prepared(7, 0.905), is_distinct=False),))

    assert digit_of(choose_input(predict, CALIBRATION, drawing)) == 3


def test_distinct_alternative_is_chosen_though_the_drawing_with_its_line_looked_certain():
    drawing = prepared(1, 0.99999, (AlternativeInput(prepared(4, 0.9999), is_distinct=True),))

    choice = choose_input(predict, CALIBRATION, drawing)

    assert digit_of(choice) == 4
    assert not choice.is_ambiguous


def test_distinct_alternative_without_evidence_is_not_chosen():
    drawing = prepared(1, 0.999, (AlternativeInput(prepared(4, 0.3), is_distinct=True),))

    assert digit_of(choose_input(predict, CALIBRATION, drawing)) == 1


def test_two_accepted_readings_that_differ_are_a_doubt():
    drawing = prepared(1, 0.999, (AlternativeInput(prepared(4, 0.9985), is_distinct=False),))

    assert choose_input(predict, CALIBRATION, drawing).is_ambiguous


def test_two_accepted_readings_that_agree_are_no_doubt():
    drawing = prepared(4, 0.999, (AlternativeInput(prepared(4, 0.9999), is_distinct=False),))

    assert not choose_input(predict, CALIBRATION, drawing).is_ambiguous


def test_nothing_but_lines_is_blank_even_if_they_look_like_a_digit():
    drawing = prepared(1, 0.99999, (AlternativeInput(None, is_distinct=True),))

    with pytest.raises(BlankDrawingError, match="only lines") as error:
        choose_input(predict, CALIBRATION, drawing)
    assert isinstance(error.value, ValueError)


def test_sheet_that_seems_empty_is_a_doubt():
    drawing = prepared(8, 0.9999, (AlternativeInput(None, is_distinct=False),))

    choice = choose_input(predict, CALIBRATION, drawing)

    assert digit_of(choice) == 8
    assert choice.is_ambiguous


def test_sheet_that_seems_empty_is_blank_if_no_digit_is_accepted_around_it():
    drawing = prepared(8, 0.3, (AlternativeInput(None, is_distinct=False),))

    with pytest.raises(BlankDrawingError, match="empty sheet"):
        choose_input(predict, CALIBRATION, drawing)


@pytest.mark.parametrize(
    ("side", "dot"), [(28, 3), (280, 3), (280, 4), (280, 6), (560, 5), (1000, 8), (1000, 12)]
)
def test_dot_that_is_too_small_for_a_digit_is_said_to_be_a_speck(side, dot):
    image = Image.new("L", (side, side), 255)
    start = side // 2
    ImageDraw.Draw(image).ellipse((start, start, start + dot - 1, start + dot - 1), fill=0)

    with pytest.raises(BlankDrawingError, match="got an image with only specks"):
        choose_input(lambda X: np.full((len(X), 10), 0.1), CALIBRATION, preprocess(image))


@pytest.mark.parametrize("ratio", [0.35, 0.39, 0.45, 0.6, 1.0])
@pytest.mark.parametrize("tilt", [-3, 0, 2])
def test_empty_box_of_any_width_is_blank(ratio, tilt):
    box = Image.new("L", (300, 400), 255)
    width = round(140 * ratio)
    ImageDraw.Draw(box).rectangle((150 - width, 50, 150 + width, 350), outline=60, width=3)
    box = box.rotate(tilt, Image.Resampling.BILINEAR, fillcolor=255)

    with pytest.raises(BlankDrawingError, match="got an image with only lines"):
        choose_input(predict_a_zero, CALIBRATION, preprocess(box))


def test_digit_beside_a_sheet_that_seems_empty_is_a_doubt_if_a_later_reading_is_accepted():
    others = (
        AlternativeInput(None, is_distinct=False),
        AlternativeInput(prepared(3, 0.9999), False),
    )

    choice = choose_input(predict, CALIBRATION, prepared(8, 0.3, others))

    assert digit_of(choice) == 3
    assert choice.is_ambiguous


def test_parts_of_a_dotted_digit_are_one_digit_if_the_whole_has_more_evidence():
    parts = tuple(prepared(1, 0.999).vector for _ in range(2))

    dotted = Prepared.of_vectors(prepared(3, 0.9999).vector, parts)
    pair = Prepared.of_vectors(prepared(3, 0.5).vector, parts)

    assert choose_input(predict, CALIBRATION, dotted).digits_found == 1
    assert choose_input(predict, CALIBRATION, pair).digits_found == 2


@pytest.mark.parametrize(
    ("confidence", "is_distinct", "is_needed"),
    [(0.99999, True, False), (0.99999, False, True), (0.999, True, True)],
)
def test_input_as_drawn_is_computed_only_where_it_can_change_the_answer(
    confidence, is_distinct, is_needed
):
    alternative = AlternativeInput(prepared(4, confidence), is_distinct)
    drawing = prepared(1, 0.99999, (alternative,))

    choose_input(predict, CALIBRATION, drawing)

    assert ("vector" in vars(drawing)) == is_needed


@pytest.mark.parametrize("confidence", [0.4, 0.99, 0.999, 0.9999, 0.99999, 0.9999999])
@pytest.mark.parametrize("as_drawn", [0.4, 0.99, 0.9999, 0.9999999])
def test_choice_is_the_same_whether_the_input_as_drawn_is_computed_or_not(confidence, as_drawn):
    alternatives = (AlternativeInput(prepared(4, confidence), is_distinct=True),)
    margins = [
        min(float(evidence_score(predict(p.vector[np.newaxis]))[0]) - 5.0, MARGIN_CAP)
        for p in (alternatives[0].prepared, prepared(1, as_drawn))
    ]

    choice = choose_input(predict, CALIBRATION, prepared(1, as_drawn, alternatives))

    is_better = margins[0] - margins[1] >= -MAX_DISTINCT_DEFICIT
    assert digit_of(choice) == (4 if is_better else 1)


# Ambiguous; the same digit; a clear lead.
@pytest.mark.parametrize(
    ("digit", "confidence", "is_needed"),
    [(1, 0.9999, True), (4, 0.9999, False), (1, 0.1, False)],
)
def test_digits_of_a_reading_not_chosen_are_counted_only_where_it_may_be_ambiguous(
    digit, confidence, is_needed
):
    alternative = AlternativeInput(prepared(4, 0.999), is_distinct=True)
    vector, part = prepared(digit, confidence).vector, prepared(7, 0.5).vector
    drawing = Prepared.of_vectors(vector, (part, part), (alternative,))

    choice = choose_input(predict, CALIBRATION, drawing)

    assert choice.prepared is alternative.prepared
    assert ("segment_vectors" in vars(drawing)) == is_needed
