"""Conventions as text."""

import re

import pytest

from model.explanation.conventions.convention import (
    PATTERN,
    PRESETS,
    Convention,
    parse_convention,
)


def test_convention_is_the_one_of_its_text(convention):
    assert parse_convention(str(convention)) == convention
    assert re.match(PATTERN, str(convention))


@pytest.mark.parametrize("notation", PRESETS)
def test_preset_is_its_notation(notation):
    assert str(PRESETS[notation]) == notation


def test_text_has_the_words_that_differ_from_the_preset():
    rows = Convention("rows", "bias-apart", "mean-at-dw", "ng")
    assert str(rows) == "ng,rows"
    assert parse_convention("ng,mean-at-dw,rows") == rows


@pytest.mark.parametrize(
    "text", ["", "Ng", "hinton", "ng,", "ng,diagonal", "ng,rows,columns", "rows", "ng,rows,rows"]
)
def test_unknown_word_is_rejected_with_those_expected(text):
    with pytest.raises(ValueError, match="expected one of inkling, nielsen, ng, cs231n") as raised:
        parse_convention(text)
    assert str(raised.value).endswith(f"got {text!a}")
