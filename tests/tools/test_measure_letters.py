"""The measurement of letters beside numbers of held-out writers."""

from tools.measure_letters import KINDS, PLAIN, measure


def test_measure_draws_each_kind_and_leaves_signs_out():
    count = 2 * len(KINDS) + len(PLAIN)
    answers = list(measure("wide", count))

    assert len({answer.kind for answer in answers}) == count
    assert all(2 <= len(answer.written) <= 7 for answer in answers)
    assert any(answer.has_left_out for answer in answers if answer.kind not in PLAIN)
