"""Layouts of strokes that other programs write, and those that have two readings."""

import pytest

from app.openapi import examples

SEVEN = examples.STROKES
SLASHED = [*SEVEN, [[120, 140], [200, 140]], [[60, 60], [62, 75], [64, 90], [66, 99]]]
INVALID = "/problems/invalid-request"


@pytest.fixture
def read(client):
    """Return a function from strokes to the answer."""

    def answer(strokes, path="/predict"):
        reply = client.post(path, json={"strokes": strokes, "pen_width": 16})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return answer


def with_time(strokes):
    return [[[x, y, 1.7e12 + k] for k, (x, y) in enumerate(stroke)] for stroke in strokes]


def with_time_and_pressure(strokes):
    return [[[x, y, k, None] for k, (x, y) in enumerate(stroke)] for stroke in strokes]


def as_objects(strokes):
    return [[{"x": x, "y": y} for x, y in stroke] for stroke in strokes]


def as_signature_pad(strokes):
    """Return strokes as `toData()` of signature_pad 5 does."""
    return [
        {
            "penColor": "black",
            "dotSize": 0,
            "minWidth": 0.5,
            "points": [
                {"time": 1700000000000 + k, "x": x, "y": y, "pressure": 0.5}
                for k, (x, y) in enumerate(stroke)
            ],
        }
        for stroke in strokes
    ]


def by_column(strokes):
    return [[[x for x, _ in stroke], [y for _, y in stroke]] for stroke in strokes]


def by_column_with_time(strokes):
    return [[*columns, list(range(len(columns[0])))] for columns in by_column(strokes)]


LAYOUTS = [
    with_time,
    with_time_and_pressure,
    as_objects,
    as_signature_pad,
    by_column,
    by_column_with_time,
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("path", ["/predict?include=input", "/explain"])
def test_strokes_of_each_layout_give_the_same_answer(read, layout, path):
    assert read(layout(SLASHED), path) == read(SLASHED, path)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_batch_of_each_layout_gives_the_same_answer(client, layout):
    body = {"instances": [{"strokes": SLASHED}, {"strokes": layout(SLASHED)}]}
    plain, other = client.post("/predict/batch", json=body).json()["predictions"]
    assert other == plain


@pytest.mark.parametrize(
    "strokes",
    [
        [[[10, 20], [30, 90]]],
        [[[10, 20], [30, 90]], [[0, 50], [60, 40]]],
        [[[1, 2], [3, 9], [9, 9]]],
    ],
)
def test_lists_of_two_numbers_are_points(read, strokes):
    assert read(strokes) == read(as_objects(strokes))


def test_columns_of_a_single_stroke_longer_than_a_point_are_read(read):
    stroke = [[k, k * k] for k in range(9)]
    assert read(by_column([stroke])) == read([stroke])


def test_columns_of_dots_are_read(read):
    assert read([[[5], [9]], [[50], [90]]]) == read([[[5, 9]], [[50, 90]]])


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("length", [3, 4, 8])
def test_points_that_may_be_columns_are_rejected_with_advice(rejected, count, length):
    strokes = [[[n + k for n in range(length)] for k in range(count)]] * 2
    status, kind, detail, paths = rejected({"strokes": strokes})
    assert (status, kind, paths) == (422, INVALID, ["body.strokes"])
    assert f"Strokes of {count} lists of {length} numbers may be {count} points" in detail
    assert 'Send each point as [x, y] or {"x": x, "y": y}.' in detail


def test_points_of_strokes_of_different_lengths_are_no_columns(read):
    strokes = [[[60, 60], [220, 60], [130, 230]], [[100, 150], [190, 150]]]
    assert read(with_time(strokes)) == read(strokes)


@pytest.mark.parametrize(
    ("strokes", "path", "message"),
    [
        (
            [[{"x": 1}]],
            "body.strokes.0.0",
            'expected a point [x, y] or {"x": x, "y": y}, got an ob',
        ),
        ([[{"x": 1, "y": "2"}]], "body.strokes.0.0.y", "expected a finite number, got '2'"),
        ([[{"x": 1, "y": 1e7}]], "body.strokes.0.0.y", "expected a coordinate from"),
        ([{"points": []}], "body.strokes.0.points", "expected a list of at least one point"),
        ([{"points": {}}], "body.strokes.0.points", "expected a list of at least one point"),
        ([{"lines": []}], "body.strokes.0", "expected a list of at least one point"),
        ([{"points": [{"x": 1, "y": None}]}], "body.strokes.0.points.0.y", "got null"),
        ([{"points": [[1, 2], [3, []]]}], "body.strokes.0.points.1.1", "got a list of 0"),
        ([[[1, 2, 3]] * 4 + [[1, 2]]], "body.strokes.0.4", "expected 3 numbers as in other poi"),
        ([[list(range(9))] * 4], "body.strokes.0.0", "expected a point [x, y]"),
        ([[[1, 2, 3], [4, 5, None]], [[1] * 9] * 2], "body.strokes.0.1.2", "got null"),
        ([[[0] * 9, [0] * 8 + [1e7]]], "body.strokes.0.1.8", "expected a coordinate from"),
    ],
)
def test_error_in_a_layout_names_its_place(rejected, strokes, path, message):
    status, kind, detail, paths = rejected({"strokes": strokes})
    assert (status, kind, paths[0]) == (422, INVALID, path)
    assert message in detail


def test_columns_of_too_many_points_are_rejected(rejected):
    strokes = [[list(range(20_000)), list(range(20_000))], [[1], [2]]]
    status, _, detail, paths = rejected({"strokes": strokes})
    assert (status, paths) == (422, ["body.strokes"])
    assert "expected at most 20000 points, got 20001" in detail
