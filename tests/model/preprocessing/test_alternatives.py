"""Alternatives to a picture as drawn: which ink is left out, and when there is nothing to leave."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from model.evaluation.sets.scenes import surroundings
from model.inference.input_selection import choose_input
from model.preprocessing.alternatives import detect_in_tight_crop, is_hollow, lacks_strokes
from model.preprocessing.grayscale import to_grayscale
from model.preprocessing.ink_detection import InkDetection, detect_ink, remove_specks
from model.preprocessing.paper import find_sheet
from model.preprocessing.photographs import threshold_photograph
from model.preprocessing.pipeline import BlankDrawingError, preprocess
from model.preprocessing.rasterization import draw

SEVEN = [np.array([[60.0, 60.0], [140.0, 60.0], [90.0, 160.0]])]
FOUR = [
    np.array([[90.0, 50.0], [70.0, 120.0], [150.0, 120.0]]),
    np.array([[130.0, 80.0], [125.0, 170.0]]),
]


def page(strokes=FOUR, size=(220, 220)):
    return draw(strokes, 10, size)


def alone(strokes=FOUR):
    return preprocess(page(strokes)).vector


def with_frame(image):
    ImageDraw.Draw(image).rectangle((20, 20, 200, 200), outline=0, width=3)


def with_frame_that_the_digit_touches(image):
    ImageDraw.Draw(image).rectangle((20, 20, 200, 168), outline=0, width=3)


def with_underline(image):
    ImageDraw.Draw(image).line((20, 195, 205, 195), fill=0, width=3)


def with_comb(image):
    pen = ImageDraw.Draw(image)
    pen.line((0, 200, 220, 200), fill=0, width=3)
    for x in (30, 190):
        pen.line((x, 160, x, 200), fill=0, width=3)


def with_circle(image):
    ImageDraw.Draw(image).ellipse((15, 15, 205, 205), outline=0, width=6)


def with_bar_at_the_rim(image):
    ImageDraw.Draw(image).rectangle((0, 30, 12, 220), fill=0)


def with_piece_at_the_rim(image):
    ImageDraw.Draw(image).arc((195, 60, 260, 160), 90, 270, fill=0, width=9)


def with_dark_table(image):
    image.paste(60, (0, 0, 220, 22))
    image.paste(60, (0, 0, 25, 220))


SCENES = [
    with_frame,
    with_underline,
    with_comb,
    with_circle,
    with_bar_at_the_rim,
    with_piece_at_the_rim,
    with_dark_table,
]


@pytest.mark.parametrize("strokes", [SEVEN, FOUR], ids=["seven", "four"])
@pytest.mark.parametrize("scene", SCENES)
def test_alternative_is_the_digit_alone(scene, strokes):
    image = page(strokes)
    scene(image)

    [alternative, *_] = preprocess(image).alternatives

    assert alternative.is_distinct
    assert np.abs(alternative.prepared.vector - alone(strokes)).mean() < 0.02


def test_alternative_of_a_digit_that_touches_its_frame_is_the_digit():
    image = page()
    with_frame_that_the_digit_touches(image)

    [alternative, *_] = preprocess(image).alternatives

    assert np.abs(alternative.prepared.vector - alone()).mean() < 0.04


def test_alternative_of_a_pencil_digit_in_a_black_frame_is_the_whole_digit():
    pencil = page().point([150 + level * 105 // 255 for level in range(256)])
    with_frame(pencil)

    [alternative, *_] = preprocess(pencil).alternatives

    assert np.abs(alternative.prepared.vector - alone()).mean() < 0.02


SEVEN_WITH_LONG_HAT = [np.array([[50.0, 50.0], [160.0, 52.0], [95.0, 175.0]])]
FIVE_WITH_LONG_HAT = [
    np.array([[155.0, 50.0], [60.0, 51.0], [58.0, 95.0], [120.0, 110.0], [60.0, 170.0]])
]


@pytest.mark.parametrize(
    "strokes",
    [FOUR, [SEVEN[0][1:]], SEVEN_WITH_LONG_HAT, FIVE_WITH_LONG_HAT],
    ids=["four", "one", "seven", "five"],
)
@pytest.mark.parametrize("pen", [4, 10, 22])
def test_clean_drawing_has_no_alternatives(strokes, pen):
    prepared = preprocess(draw(strokes, pen, (220, 220)))

    assert prepared.find_alternatives is None
    assert prepared.alternatives == ()


@pytest.mark.parametrize("scene", [with_frame, with_comb])
def test_only_alternative_of_lines_without_a_digit_is_a_blank_page(scene):
    image = Image.new("L", (220, 220), 255)
    scene(image)

    alternatives = preprocess(image).alternatives

    assert [alternative.prepared for alternative in alternatives] == [None]
    assert alternatives[0].is_distinct


@pytest.mark.parametrize("ends", [(0, 150, 220, 150), (0, 150, 220, 158), (60, 0, 58, 220)])
def test_line_across_the_page_is_blank(ends):
    image = Image.new("L", (220, 220), 255)
    ImageDraw.Draw(image).line(ends, fill=0, width=3)

    with pytest.raises(BlankDrawingError, match="only a line") as error:
        preprocess(image)
    assert "expected a drawn digit" in str(error.value)


def test_two_digits_side_by_side_stay_two_in_a_frame():
    image = page([*FOUR, np.array([[185.0, 60.0], [180.0, 170.0]])], (260, 220))
    ImageDraw.Draw(image).rectangle((10, 10, 250, 210), outline=0, width=3)

    [alternative, *_] = preprocess(image).alternatives

    assert len(alternative.prepared.segment_vectors) == 2


def test_chosen_part_of_the_picture_is_shown_with_the_rest_pale():
    image = page()
    with_frame(image)

    stage = preprocess(image).alternatives[0].prepared.stages[0]

    assert stage.name == "selection"
    assert stage.image.shape == (220, 220)
    assert stage.image[21, 100] < 0.3
    assert stage.image.max() > 0.9


@pytest.mark.parametrize("ink", [20, 90])
def test_thick_stroke_that_fills_a_photograph_is_not_hollow(ink):
    shade = np.linspace(190, 225, 90)[:, None] + np.linspace(-8, 8, 70)
    shade[8:82, 20:50] = ink
    noise = np.random.default_rng(5).normal(0, 2, shade.shape)
    image = Image.fromarray(np.clip(shade + noise, 0, 255).astype(np.uint8))

    prepared = preprocess(image)
    readings = [prepared, *(other.prepared for other in prepared.alternatives)]

    solid = max(reading.vector.reshape(28, 28)[8:20, 13:15].min() for reading in readings)
    assert solid > 0.5


def coverage(angles, pen_px):
    """Return an arc of a zero, from 0 for paper to 1, shape (170, 214)."""
    arc = [np.stack([107 + 28 * np.cos(angles), 85 + 38 * np.sin(angles)], axis=1)]
    return 1 - np.asarray(draw(arc, pen_px, (214, 170)), dtype=np.float32) / 255


def test_paler_half_of_a_digit_in_a_worn_frame_is_kept():
    rng = np.random.default_rng(2)
    levels = np.full((170, 214), 252.0)
    for line in (np.s_[:, 10:20], np.s_[:, 194:204], np.s_[6:16], np.s_[150:160]):
        levels[line] = rng.normal(50, 20, levels[line].shape)
    pale = 0.48 * coverage(np.linspace(0, 2 * np.pi, 60), 5)
    levels -= 217 * np.maximum(pale, coverage(np.linspace(0.6 * np.pi, 1.4 * np.pi, 30), 6))
    noisy = (levels + rng.normal(0, 2, levels.shape)).clip(0, 255).astype(np.uint8)

    first = preprocess(Image.fromarray(noisy)).alternatives[0].prepared.vector.reshape(28, 28)

    assert first[14, :10].max() > 0.5
    assert first[14, 18:].max() > 0.5  # the paler half


def sheet_on_a_table(left, top, right, bottom, ink=None):
    light = np.full((400, 480), 50.0)
    light[top:bottom, left:right] = 220
    if ink:
        light[ink] = 40
    light *= np.linspace(0.75, 1, 480)
    image = Image.fromarray(light.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
    noise = np.random.default_rng(7).normal(0, 2, light.shape)
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    "sheet",
    [
        (60, 50, 400, 350),
        (150, 80, 400, 320),
        (170, 100, 350, 280),
        (160, 40, 330, 370),
        (0, 0, 420, 350),
    ],
    ids=["large", "small", "smaller", "upright", "at the corner"],
)
def test_empty_sheet_on_a_table_is_a_doubt(sheet):
    alternatives = preprocess(sheet_on_a_table(*sheet)).alternatives

    assert None in [alternative.prepared for alternative in alternatives]


def test_slivers_of_the_table_at_the_edge_of_a_tilted_sheet_are_a_doubt():
    page = Image.new("L", (800, 640), 45)
    page.paste(222, (100, 110, 700, 530))
    page = page.rotate(6, Image.Resampling.BICUBIC, fillcolor=45)
    lit = np.asarray(page.filter(ImageFilter.GaussianBlur(1.2))) * np.linspace(1, 0.5, 800)
    grainy = lit + np.random.default_rng(1).normal(0, 3, lit.shape)

    alternatives = preprocess(Image.fromarray(grainy.clip(0, 255).astype(np.uint8))).alternatives

    assert None in [alternative.prepared for alternative in alternatives]


def test_flat_sliver_of_the_table_along_the_edge_of_a_sheet_is_a_doubt():
    image = surroundings.empty_sheet((), np.random.default_rng((95, *b"empty_sheet")))

    alternatives = preprocess(image).alternatives

    assert None in [alternative.prepared for alternative in alternatives]


@pytest.mark.parametrize("number", [1027, 1117, 1175])
def test_faint_margin_line_in_uneven_light_is_a_doubt(number):
    image = surroundings.empty_margin((), np.random.default_rng((number, *b"empty_margin")))

    alternatives = preprocess(image).alternatives

    assert [alternative.prepared for alternative in alternatives] == [None]


def test_stroke_that_joins_the_table_around_its_sheet_is_no_doubt():
    image = sheet_on_a_table(60, 50, 400, 350, ink=np.s_[50:250, 210:230])

    alternatives = preprocess(image).alternatives

    assert None not in [alternative.prepared for alternative in alternatives]


TWO_WITH_LONG_FOOT = [
    np.array([[50.0, 80.0], [62.0, 62.0], [80.0, 72.0], [50.0, 140.0]]),
    np.array([[50.0, 140.0], [160.0, 141.0]]),
]
FOUR_WITH_LONG_STEM = [
    np.array([[130.0, 50.0], [90.0, 98.0], [135.0, 98.0]]),
    np.array([[130.0, 50.0], [131.0, 172.0]]),
]


@pytest.mark.parametrize("pen", [6, 8])
@pytest.mark.parametrize("strokes", [TWO_WITH_LONG_FOOT, FOUR_WITH_LONG_STEM], ids=["two", "four"])
@pytest.mark.parametrize("scene", [with_frame, with_comb, with_bar_at_the_rim])
def test_long_stroke_that_begins_at_the_end_of_another_stays(scene, strokes, pen):
    image = draw(strokes, pen, (220, 220))
    scene(image)

    [alternative, *_] = preprocess(image).alternatives

    digit = preprocess(draw(strokes, pen, (220, 220))).vector
    assert np.abs(alternative.prepared.vector - digit).mean() < 0.02


ZERO = [
    np.stack([110 + 55 * np.cos(turn), 110 + 60 * np.sin(turn)], axis=1)
    for turn in [np.linspace(0, 2 * np.pi, 60)]
]
TOUCHING_EIGHT = [
    np.stack([110 + 40 * np.sin(2 * turn), 118 + 80 * np.cos(turn)], axis=1)
    for turn in [np.linspace(0, 2 * np.pi, 80)]
]


def in_a_window(canvas, page_level):
    window = Image.new("L", (420, 460), page_level)
    pen = ImageDraw.Draw(window)
    pen.rectangle((0, 0, 420, 34), fill=255 - page_level)
    pen.rectangle((90, 330, 160, 350), fill=255 - page_level)
    window.paste(canvas, (80, 80))
    return window


@pytest.mark.parametrize(
    ("strokes", "paper"),
    [(ZERO, 0), (ZERO, 255), (TOUCHING_EIGHT, 0), (TOUCHING_EIGHT, 255)],
    ids=["light zero", "dark zero", "light eight at the edge", "dark eight at the edge"],
)
def test_digit_is_found_on_a_canvas_that_contrasts_with_its_window(strokes, paper):
    drawing = draw(strokes, 12, (220, 220))
    canvas = drawing.point([255 - level if paper == 0 else level for level in range(256)])

    [alternative, *_] = preprocess(in_a_window(canvas, 255 - paper or 30)).alternatives

    assert alternative.is_distinct
    assert np.abs(alternative.prepared.vector - preprocess(drawing).vector).mean() < 0.05


@pytest.mark.parametrize("pen", [60, 90])
def test_blot_of_a_thick_pen_is_not_taken_for_an_empty_sheet(pen):
    image = draw([[(60, 70), (120, 70), (100, 140), (70, 130)]], pen, (220, 220))

    assert None not in [alternative.prepared for alternative in preprocess(image).alternatives]


@pytest.mark.parametrize("thickness", [12, 18])
def test_dark_bar_is_not_taken_for_a_sheet(thickness):
    image = draw(ZERO, 8, (220, 220))
    ImageDraw.Draw(image).rectangle((0, 0, 220, thickness), fill=0)

    [alternative, *_] = preprocess(image).alternatives

    digit = preprocess(draw(ZERO, 8, (220, 220))).vector
    assert np.abs(alternative.prepared.vector - digit).mean() < 0.02


@pytest.mark.parametrize("tilt", [-2, 0, 2])
@pytest.mark.parametrize("width", [2, 4, 6])
@pytest.mark.parametrize("tooth", [30, 60, 90])
def test_empty_comb_field_is_blank(tooth, width, tilt):
    image = Image.new("L", (300, 300), 235)
    pen = ImageDraw.Draw(image)
    pen.line((-30, 240, 330, 240), fill=40, width=width)
    for x in (24, 270):
        pen.line((x, 240 - tooth, x, 240), fill=40, width=width)
    image = image.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=235)

    alternatives = preprocess(image.filter(ImageFilter.GaussianBlur(1))).alternatives

    assert [alternative.prepared for alternative in alternatives] == [None]
    assert alternatives[0].is_distinct


@pytest.mark.parametrize("slope", [0, 3, 6, 9, 12])
@pytest.mark.parametrize("row", range(164, 180, 2))
def test_digit_on_a_line_at_any_height_is_not_clean(row, slope):
    image = page([stroke + np.array([30, 0]) for stroke in FOUR], (280, 220))
    ImageDraw.Draw(image).line((10, row, 270, row + slope), fill=0, width=3)

    assert not detect_ink(image).is_clean


@pytest.mark.parametrize("width", [26, 32, 45])
def test_button_under_a_digit_is_left_out(width):
    image = page(size=(400, 320))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 400, 20), fill=40)
    pen.rectangle((120, 184, 120 + width, 198), fill=40)

    [alternative] = preprocess(image).alternatives

    assert np.abs(alternative.prepared.vector - alone()).max() < 0.35


CROSSED_SEVEN = [
    np.array([[75.0, 62.0], [90.0, 52.0], [112.0, 56.0], [110.0, 170.0]]),
    np.array([[85.0, 115.0], [145.0, 113.0]]),
]


@pytest.mark.parametrize(
    "scene", [with_frame, with_dark_table], ids=["in a frame", "on a dark table"]
)
def test_long_stem_in_a_frame_or_on_a_sheet_stays_in_one_alternative(scene):
    image = draw(CROSSED_SEVEN, 6, (220, 220))
    scene(image)
    digit = preprocess(draw(CROSSED_SEVEN, 6, (220, 220))).vector

    vectors = [a.prepared.vector for a in preprocess(image).alternatives if a.prepared]

    assert any(np.abs(vector - digit).max() < 0.35 for vector in vectors)


@pytest.mark.parametrize("x", [0, 20])
def test_light_that_falls_off_across_strokes_is_no_sheet(x):
    two = np.array([[95, 90], [115, 70], [150, 75], [155, 95], [90, 170], [180, 170]], dtype=float)
    ink = 1 - np.asarray(draw([two + np.array([x, 40])], 10, (280, 300))) / 255
    sides = [np.array([[45.0, 10], [45, 290]]), np.array([[215.0, 10], [215, 290]])]
    ink = np.maximum(ink, 1 - np.asarray(draw(sides, 3, (280, 300))) / 255)
    levels = np.linspace(120, 235, 280) * (1 - 0.85 * ink)

    assert find_sheet(Image.fromarray(levels.astype(np.uint8))) is None


def test_page_with_a_margin_line_and_pieces_of_pale_rules_is_blank():
    image = Image.new("L", (300, 280), 240)
    pen = ImageDraw.Draw(image)
    pen.line((60, 0, 60, 280), fill=140, width=2)
    for row, start in ((60, 190), (110, 150), (160, 170), (210, 140)):
        pen.line((start, row, 300, row), fill=185, width=1)
    for start, row in ((100, 60), (70, 110)):
        pen.line((start, row, start + 40, row), fill=185, width=1)

    with pytest.raises(BlankDrawingError):
        choose_input(uncertain, {}, preprocess(image))


def uncertain(X):
    return np.full((len(X), 10), 0.1, dtype=np.float32)


def test_bar_of_a_seven_that_touches_nothing_is_no_dash_on_an_empty_page():
    seven = np.array([[60.0, 60], [160, 60], [150, 110], [120, 190]])
    bar = np.array([[75.0, 110], [130, 110]])

    alternatives = preprocess(draw([seven, bar], 3, (220, 220))).alternatives

    assert None not in [alternative.prepared for alternative in alternatives]


def ruled_page(rows, margin=None):
    """Return a page with pale rules, in light that falls off."""
    image = Image.new("L", (300, 300), 240)
    pen = ImageDraw.Draw(image)
    for row in rows:
        pen.line((0, row, 300, row), fill=150, width=2)
    if margin:
        pen.line((margin, 0, margin, 300), fill=150, width=2)
    return image


def test_digit_below_two_rules_and_a_margin_line_is_not_outside_a_box():
    image = ruled_page((24, 170), margin=42)
    one = [np.array([[150.0, 150], [170, 120], [160, 210]]), np.array([[125.0, 212], [200, 210]])]
    image.paste(30, mask=ImageOps.invert(draw(one, 8, (300, 300))))

    alternatives = preprocess(image).alternatives

    assert all(alternative.prepared is not None for alternative in alternatives)


def test_reading_that_lacks_strokes_within_the_digit_is_not_distinct():
    whole = detect_ink(page([*FOUR, np.array([[75.0, 85], [145, 90]])]))
    partial = detect_ink(page(FOUR))

    assert lacks_strokes(partial, whole)
    assert not lacks_strokes(whole, whole)


def test_tight_crop_with_lines_around_the_digit_is_not_distinct():
    image = Image.new("RGB", (200, 200), (240, 238, 230))
    pen = ImageDraw.Draw(image)
    for at in (28, 172):
        pen.line((at - 2, 0, at + 2, 200), fill=(30, 30, 30), width=3)
        pen.line((0, at, 200, at), fill=(30, 30, 30), width=3)
    two = np.array([[70.0, 80], [95, 60], [125, 75], [75, 140], [130, 140]])
    image.paste((40, 40, 120), mask=ImageOps.invert(draw([two], 9, (200, 200))))
    gray = to_grayscale(image)
    as_drawn, tight = threshold_photograph(gray), detect_in_tight_crop(gray)
    ink, mask, segments, _ = remove_specks(as_drawn, is_photograph=True)
    detection = InkDetection(np.asarray(gray), ink, mask, True, 1, segments, is_clean=False)

    assert np.count_nonzero(tight.mask) > 1.3 * np.count_nonzero(mask)
    assert not is_hollow(detection, tight)
