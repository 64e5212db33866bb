"""The measurement of separators on numbers of held-out writers."""

from model.numbers.separators import SEPARATORS
from tools.measure_separators import KINDS, measure


def test_measure_draws_each_kind_and_reads_most_of_them():
    answers = measure("wide", 2 * len(KINDS))
    assert [kind for kind, _ in answers] == [*KINDS, *KINDS]
    for kind, answer in answers:
        expected = {"date": 2, "none": 0}.get(kind, 1)
        assert sum(character in SEPARATORS for character in answer.written) == expected
    assert sum(answer.is_correct for _, answer in answers) > len(KINDS)
