"""Components and segments of small hand-made files in the UNIPEN format."""

import numpy as np
import pytest

from model.data.data_file import DatasetError
from model.data.unipen_segments import (
    Segment,
    included_file,
    parse_components,
    parse_segments,
    strokes_of,
    writer_id,
)

DATA = """.VERSION 1.0
.COMMENT Written in a hurry,
 12 34 is not a point
.WRITER_ID  jones
.START_BOX
.PEN_DOWN
\t10 20 5
\t11 22 6
.PEN_UP
.DT 100
.PEN_DOWN
30 40
.PEN_UP
31 41
32 42
.PEN_DOWN
50 60
.PEN_UP
"""

SEGMENTS = """.VERSION 1.0
.INCLUDE app/app.doc
.INCLUDE app/data/app00/app0032.dat
.SEGMENT CHARACTER 0 ? "3"
.SEGMENT CHARACTER 1-2,3 OK "4"
.SEGMENT CHARACTER 3 OK "a"
.SEGMENT WORD 0-3 OK "34"
"""


def test_parse_components_counts_pen_up_movements_with_points_only():
    components = parse_components(DATA)
    assert [None if c is None else c.tolist() for c in components] == [
        [[10, -20], [11, -22]],
        [[30, -40]],
        None,
        [[50, -60]],
    ]


def test_parse_components_free_text_within_a_movement_ends_it():
    (only,) = parse_components(".PEN_DOWN\n1 2\nPlease note:\n3 4\n.PEN_UP\n")
    assert only is not None
    assert only.tolist() == [[1, -2]]


def test_parse_segments_returns_digits_and_expands_ranges():
    assert parse_segments(SEGMENTS) == [Segment((0,), 3), Segment((1, 2, 3), 4)]


def test_included_file_is_the_data_file():
    assert included_file(SEGMENTS) == "app/data/app00/app0032.dat"
    assert included_file(".INCLUDE app/app.doc\n") is None


def test_writer_id_is_the_word_after_the_keyword():
    assert writer_id(DATA) == "jones"
    assert writer_id(".VERSION 1.0\n") is None


def test_strokes_of_leaves_out_pen_up_movements():
    strokes = strokes_of(Segment((1, 2, 3), 4), parse_components(DATA), "a.dat")
    np.testing.assert_array_equal(np.concatenate(strokes), [[30, -40], [50, -60]])


def test_strokes_of_missing_component_raises_with_the_file():
    with pytest.raises(DatasetError, match=r"a\.dat: expected components up to 4, got 4 of them"):
        strokes_of(Segment((3, 4), 4), parse_components(DATA), "a.dat")
