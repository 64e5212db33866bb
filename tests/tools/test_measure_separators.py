"""The measurement of separators on numbers of held-out writers."""

from model.numbers.separators import SEPARATORS
from tools.measure_separators import KINDS, measure


def test_measure_draws_each_kind_and_reads_most_of_them():
    answers = measure("wide", 2 * len(KINDS))
    assert [kind for kind, *_ in answers] == [*KINDS, *KINDS]
    for kind, written, *_ in answers:
        expected = {"date": 2, "none": 0}.get(kind, 1)
        assert sum(character in SEPARATORS for character in written) == expected
    assert sum(text == written for _, written, text, *_ in answers) > len(KINDS)
