"""Invalid pixels and strokes: the path and the message of each error."""

import pytest

INVALID = "/problems/invalid-request"


@pytest.mark.parametrize("count", [0, 1, 783, 785])
def test_pixels_of_wrong_length_are_rejected(rejected, count):
    status, _, detail, paths = rejected({"pixels": [0.5] * count})
    assert (status, paths) == (422, ["body.pixels"])
    assert "expected 784 numbers or 28 rows of 28" in detail
    assert f"got {count} numbers" in detail


@pytest.mark.parametrize("value", [7, None, "0 1 0", {"0": 1}])
def test_pixels_that_are_not_a_list_are_rejected(rejected, value):
    status, _, detail, paths = rejected({"pixels": value})
    assert (status, paths) == (422, ["body.pixels"])
    assert "expected 784 numbers or 28 rows of 28, got" in detail


def test_pixels_in_27_rows_are_rejected(rejected):
    status, _, detail, paths = rejected({"pixels": [[0.5] * 28] * 27})
    assert (status, paths) == (422, ["body.pixels"])
    assert "got 27 rows" in detail


def test_pixels_with_a_short_row_are_rejected(rejected):
    status, _, detail, paths = rejected({"pixels": [[0.5] * 28] * 5 + [[0.5] * 27] * 23})
    assert status == 422
    assert paths[0] == "body.pixels.5"
    assert "expected a row of 28 numbers, got a list of 27" in detail


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
def test_pixel_that_is_not_finite_is_rejected(rejected, value):
    body = '{"pixels": [' + "0.5, " * 12 + value + ", 0.5" * 771 + "]}"
    status, _, detail, paths = rejected(body)
    assert (status, paths) == (422, ["body.pixels.12"])
    assert "expected a finite number" in detail


def test_number_of_thousands_of_digits_is_rejected(rejected):
    status, _, detail, _ = rejected('{"pixels": [' + "9" * 5000 + "]}")
    assert status == 422
    assert "number out of range" in detail


@pytest.mark.parametrize("value", ["0.5", True, None, [], {}])
def test_pixel_that_is_not_a_number_is_rejected(rejected, value):
    status, _, _, paths = rejected({"pixels": [[0.5] * 28] * 27 + [[0.5] * 27 + [value]]})
    assert (status, paths) == (422, ["body.pixels.27.27"])


@pytest.mark.parametrize("value", [-0.01, 1.01, -1e300])
def test_pixel_out_of_range_is_rejected(rejected, value):
    status, _, detail, paths = rejected({"pixels": [value] + [0.5] * 783})
    assert (status, paths) == (422, ["body.pixels.0"])
    assert "expected a number from 0 to 1, got" in detail


def test_pixels_from_0_to_255_are_rejected_with_advice(rejected):
    status, _, detail, paths = rejected({"pixels": [0, 128, 255, *[0] * 781]})
    assert (status, paths) == (422, ["body.pixels.1", "body.pixels.2"])
    assert "divide grey levels from 0 to 255 by 255" in detail


def test_pixels_all_invalid_give_at_most_ten_errors(rejected):
    assert len(rejected({"pixels": [2] * 784})[3]) == 10


@pytest.mark.parametrize(
    ("strokes", "path"),
    [
        ([], "body.strokes"),
        (None, "body.strokes"),
        ([[]], "body.strokes.0"),
        ([[[1, 2]], []], "body.strokes.1"),
        ([7], "body.strokes.0"),
        ([[[1, 2], [3]]], "body.strokes.0.1"),
        ([[[1, 2]], [[1, 2], [3, 4, 5]]], "body.strokes.1.1"),
        ([[[1, 2]], [[3, "4"]]], "body.strokes.1.0.1"),
        ([[[1, 2], [True, 4]]], "body.strokes.0.1.0"),
        ([[[1, 2], [3, 4]], [[5, 1_000_001]]], "body.strokes.1.0.1"),
        ([[[-1e300, 0]]], "body.strokes.0.0.0"),
    ],
)
def test_stroke_invalid_is_rejected(rejected, strokes, path):
    status, kind, _, paths = rejected({"strokes": strokes})
    assert (status, kind, paths) == (422, INVALID, [path])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_coordinate_that_is_not_finite_is_rejected(rejected, value):
    status, _, _, paths = rejected(f'{{"strokes": [[[1, 2], [3, {value}]]]}}')
    assert (status, paths) == (422, ["body.strokes.0.1.1"])


def test_strokes_of_too_many_points_are_rejected(rejected):
    status, _, detail, paths = rejected({"strokes": [[[1, 2]] * 12_000, [[3, 4]] * 8001]})
    assert (status, paths) == (422, ["body.strokes"])
    assert "expected at most 20000 points, got 20001" in detail


@pytest.mark.parametrize("width", [0, -1, 1e-9, 1e9, None, "16", True, [16]])
def test_pen_width_out_of_range_is_rejected(rejected, width):
    status, _, _, paths = rejected({"strokes": [[[1, 2]]], "pen_width": width})
    assert (status, paths) == (422, ["body.pen_width"])
