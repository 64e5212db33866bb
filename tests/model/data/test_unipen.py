"""Parser for UNIPEN files, intact and damaged."""

import numpy as np
import pytest

from model.data.data_file import DatasetError
from model.data.unipen import parse

TWO_DIGITS = b"""\
.INCLUDE        dene.doc

.SEGMENT DIGIT    0-1 ? "4"
.COMMENT 4 12  224
.PEN_DOWN
 100  400
 110  390
.PEN_UP
.DT 100
.PEN_DOWN
 120  500
.PEN_UP
.DT 100

.SEGMENT DIGIT    2 ? "1"
.COMMENT 1 26   54
.PEN_DOWN
 250    0
 250  100
 251  200
.PEN_UP
.DT 100
"""


def test_parse_two_digits_returns_label_writer_and_sample():
    heads = [(digit.label, digit.writer, digit.sample) for digit in parse(TWO_DIGITS, "pen", 500)]
    assert heads == [(4, 12, 224), (1, 26, 54)]


def test_parse_two_strokes_returns_both_with_y_down():
    first, second = parse(TWO_DIGITS, "pen", 500)
    np.testing.assert_array_equal(first.strokes[0], [[100, 100], [110, 110]])
    np.testing.assert_array_equal(first.strokes[1], [[120, 0]])
    np.testing.assert_array_equal(second.strokes[0], [[250, 500], [250, 400], [251, 300]])
    assert second.strokes[0].dtype == np.float64


def test_parse_empty_file_returns_no_samples():
    assert parse(b"", "pen", 500) == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (b" 110  390", b" 110  39O", "pen, line 7, writer 12: expected two numbers or .PEN_UP, "),
        (b" 110  390", b" 110", "pen, line 7, writer 12: expected two numbers or .PEN_UP, "),
        (b" 110  390", b" 110  nan", "pen, line 7, writer 12: expected a coordinate from 0 to 500"),
        (b" 110  390", b" 110  501", "got '501'"),
        (b" 110  390", b" 110 \xff390", "pen, line 7, writer 12: expected two numbers"),
        (
            b".COMMENT 1 26   54",
            b".COMMENT 1 26",
            "pen, line 16: expected digit, writer and sample",
        ),
        (
            b".COMMENT 1 26   54",
            b".COMMENT 11 26 54",
            "pen, line 16, writer 26: expected a digit from 0 to 9",
        ),
        (b" 120  500\n.PEN_UP", b".PEN_UP", "pen, line 11, writer 12: expected two numbers, got"),
        (b" 251  200\n.PEN_UP\n", b" 251  200\n", "line 21, writer 26: .* got '.DT 100'"),
        (b".COMMENT 4 12  224\n", b"", "pen, line 4: expected .COMMENT with digit, writer, sample"),
        (
            b".DT 100\n.PEN_DOWN\n 120",
            b".DT 100\n 120",
            "line 10, writer 12: expected .PEN_DOWN or",
        ),
    ],
)
def test_parse_damaged_line_raises_with_line_and_writer(right, wrong, message):
    with pytest.raises(DatasetError, match=message):
        parse(TWO_DIGITS.replace(right, wrong, 1), "pen", 500)


@pytest.mark.parametrize("end", [b" 251  200\n", b".COMMENT 1 26   54\n", b" 250  100\n"])
def test_parse_truncated_file_raises_with_writer(end):
    cut = TWO_DIGITS[: TWO_DIGITS.index(end) + len(end)]
    with pytest.raises(DatasetError, match=r"writer 26: .* got 'the end of the digit'"):
        parse(cut, "pen", 500)
