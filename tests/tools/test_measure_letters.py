"""The measurement of letters beside numbers of held-out writers."""

from tools.measure_letters import KINDS, PLAIN, has_left_out, measure


def test_measure_draws_each_kind_and_leaves_signs_out():
    count = 2 * len(KINDS) + len(PLAIN)
    answers = list(measure("wide", count))

    assert len({kind for kind, _ in answers}) == count
    assert all(2 <= len(answer.written) <= 7 for _, answer in answers)
    assert any(has_left_out(answer) for kind, answer in answers if kind not in PLAIN)
