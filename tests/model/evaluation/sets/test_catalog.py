"""The sets of digits: geometry of their drawings, and reproducibility."""

import numpy as np
import pytest
from PIL import Image

from model.data.unipen import Sample
from model.evaluation.sets import DIGIT_SETS, find, render_digit

SEVEN = Sample((np.array([[10.0, 10.0], [60.0, 12.0], [30.0, 110.0]]),), 7, 1, 0)  # 50 x 100


def drawn(name: str, index: int = 0) -> np.ndarray:
    """Return the ink of a seven in a set of pen strokes, 0 to 255."""
    return 255 - np.asarray(find(name).render(SEVEN, index)).astype(int)


def extent(ink: np.ndarray) -> tuple[int, int, int, int]:
    """Return top, left, height and width of the ink."""
    rows, columns = np.nonzero(ink > 127)
    return (
        int(rows.min()),
        int(columns.min()),
        int(np.ptp(rows)) + 1,
        int(np.ptp(columns)) + 1,
    )


def test_digit_sets_are_those_of_the_model_card():
    assert list(DIGIT_SETS) == [
        "mnist",
        "pen_4",
        "pen_10",
        "pen_16",
        "pen_22",
        "corner_4",
        "corner_10",
        "corner_16",
        "corner_22",
        "unipen",
        "mouse",
        "photo",
        "photo_ruled",
        "scan",
        "webdigits",
        "fonts",
    ]


@pytest.mark.parametrize("pen", [4, 10, 16, 22])
def test_pen_is_200_px_plus_the_stroke_width_and_centered(pen):
    ink = drawn(f"pen_{pen}")

    assert ink.shape == (280, 280)
    assert extent(ink) == pytest.approx((40 - pen / 2, 90 - pen / 2, 200 + pen, 100 + pen), abs=1)


@pytest.mark.parametrize(("pen", "quarter"), [(4, 1), (10, 2.5), (16, 4), (22, 5.5)])
def test_corner_is_a_quarter_of_size_and_stroke_width(pen, quarter):
    _, _, height, width = extent(drawn(f"corner_{pen}"))

    assert (height, width) == pytest.approx((50 + quarter, 25 + quarter), abs=1.5)


@pytest.mark.parametrize(
    ("index", "rows", "columns"),
    [(0, "top", "left"), (1, "top", "right"), (2, "bottom", "left"), (3, "bottom", "right")],
)
def test_corner_rotates_through_the_corners(index, rows, columns):
    halves = {"top": slice(0, 140), "bottom": slice(140, 280)}
    halves |= {"left": halves["top"], "right": halves["bottom"]}
    ink = drawn("corner_16", index)

    assert ink[halves[rows], halves[columns]].sum() == ink.sum()
    assert not ink[[0, -1]].any()
    assert not ink[:, [0, -1]].any()


@pytest.mark.parametrize("index", range(4))
def test_mouse_is_a_thin_line_on_a_large_image(index):
    ink = drawn("mouse", index)
    _, _, height, _ = extent(ink)

    assert ink.shape == (800, 1050)
    assert 250 <= height <= 603
    # A line of 2 px: about twice as many pixels as the strokes are long.
    length = (np.hypot(50, 2) + np.hypot(30, 98)) * (height - 2) / 100
    assert ink.sum() / 255 == pytest.approx(2 * length, rel=0.15)


def test_scan_is_bilevel_and_mnist_is_unmodified():
    image = np.zeros((28, 28), dtype=np.uint8)
    image[5:23, 12:15] = 200

    assert set(np.unique(find("scan").render(image, 0))) == {0, 255}
    assert np.array_equal(255 - np.asarray(find("mnist").render(image, 0)), image)


def test_picture_of_mnist_is_the_image_of_the_index_and_part(stand_ins):
    validation = render_digit("mnist", 11)
    test = render_digit("mnist", 4, split="test")

    assert np.asarray(validation)[0, 0] == 255 - 11
    assert np.asarray(test)[0, 0] == 255 - 4


def test_printed_digit_is_the_same_twice_and_differs_by_its_number(monkeypatch):
    glyph = Image.new("L", (30, 50), 0)
    monkeypatch.setattr("model.evaluation.sets.rendering.glyph_of", lambda _font, _label: glyph)
    render = find("fonts").render

    assert render(("font", 1), 3).tobytes() == render(("font", 1), 3).tobytes()
    assert render(("font", 1), 3).tobytes() != render(("font", 1), 4).tobytes()


@pytest.mark.parametrize("name", [name for name in DIGIT_SETS if name != "fonts"])
def test_picture_twice_is_the_same(stand_ins, name):
    assert render_digit(name, 3).tobytes() == render_digit(name, 3).tobytes()


@pytest.mark.parametrize("index", [-1, 12])
def test_picture_of_an_index_out_of_range_raises_with_the_range(stand_ins, index):
    with pytest.raises(ValueError, match=f"expected an index from 0 to 11, got {index}"):
        render_digit("scan", index)


def test_picture_of_an_unknown_set_raises_with_the_names():
    with pytest.raises(ValueError, match=r"expected one of the sets mnist, pen_4, .*, got 'brush'"):
        render_digit("brush", 0)
