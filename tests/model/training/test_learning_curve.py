"""Learning curve: coordinates and labels of the SVG."""

from xml.etree import ElementTree as ET

import pytest

from model.training.learning_curve import draw

SVG = {"svg": "http://www.w3.org/2000/svg"}
HISTORY = [
    {"epoch": 1, "loss": 2.0, "validation": {"mnist": 0.90, "pendigits": 0.80}},
    {"epoch": 2, "loss": 1.0, "validation": {"mnist": 0.95, "pendigits": 0.85}},
    {"epoch": 3, "loss": 0.5, "validation": {"mnist": 0.96, "pendigits": 0.90}},
]


def lines(svg: str) -> list[list[list[float]]]:
    """Return the points of each line."""
    polylines = ET.fromstring(svg).findall(".//svg:polyline", SVG)
    return [
        [[float(number) for number in point.split(",")] for point in line.get("points").split()]
        for line in polylines
    ]


def test_curve_has_line_for_loss_and_each_validation_set():
    assert [len(points) for points in lines(draw(HISTORY, "a run"))] == [3, 3, 3]


def test_curve_loss_axis_is_linear_from_zero():
    first, second, third = (y for _, y in lines(draw(HISTORY, "a run"))[0])
    bottom = first + 2 * (second - first)  # where a loss of 0 would be

    assert third == pytest.approx(bottom - 0.25 * (bottom - first), abs=0.2)


def test_curve_epochs_are_equidistant():
    a, b, c = (x for x, _ in lines(draw(HISTORY, "a run"))[0])

    assert a < b < c
    assert b - a == pytest.approx(c - b, abs=0.2)


def test_curve_labels_have_last_values():
    text = " ".join(ET.fromstring(draw(HISTORY, "a run")).itertext())

    assert "training loss (0.5)" in text
    assert "mnist error, % (4)" in text
    assert "pendigits error, % (10)" in text


@pytest.mark.parametrize("title", ["plain", 'a "quoted" <run> & more'])
def test_curve_any_title_is_escaped(title):
    assert ET.fromstring(draw(HISTORY, title)).get("aria-label") == title


def test_curve_single_epoch_without_validation_is_valid():
    assert len(lines(draw([{"epoch": 1, "loss": 0.0, "validation": {}}], "short"))) == 1
