"""Wilson's interval against published values."""

import pytest

from model.evaluation.wilson import wilson_interval


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    [
        # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_matches_newcombe(successes, count, low, high):
    assert wilson_interval(successes / count, count) == pytest.approx((low, high), abs=5e-5)


def test_wilson_interval_of_all_successes_is_not_empty():
    low, high = wilson_interval(1, 50)
    assert high == pytest.approx(1)
    assert 0.9 < low < 1
