"""Plot of risk against coverage: its range, ticks and table."""

import pytest

from app.report.risk_plot import MIN_COVERAGE, risk_plot
from model.evaluation.report_schema import RiskCoverage


def curve(risk, certain_risk=0.0):
    """Return a curve with these risks at coverages from 1/N to 1."""
    coverage = tuple((k + 1) / len(risk) for k in range(len(risk)))
    return RiskCoverage(
        count=100, coverage=coverage, risk=risk, certain=0.9, certain_risk=certain_risk
    )


def test_risk_plot_shows_the_points_of_high_coverage():
    plot = risk_plot(curve((0.0, 0.0, 0.0, 0.001, 0.012)))

    assert plot.points == ((0.8, 0.001), (1.0, 0.012))
    assert (plot.across(MIN_COVERAGE), plot.across(1.0)) == (0, 1)


@pytest.mark.parametrize(
    ("risk", "certain_risk", "top"), [(0.012, 0.0, 0.02), (0.004, 0.006, 0.01), (0.0, 0.0, 0.001)]
)
def test_risk_plot_reaches_the_next_round_risk(risk, certain_risk, top):
    plot = risk_plot(curve((0.0, risk), certain_risk))

    assert plot.max_risk == top
    assert plot.risk_ticks == pytest.approx([0, top / 4, top / 2, 3 * top / 4, top])
    assert plot.up(top) == 1


def test_risk_plot_table_has_the_nearest_points():
    plot = risk_plot(curve(tuple(k / 10_000 for k in range(1, 101))))

    assert [coverage for coverage, _ in plot.rows] == pytest.approx(
        [0.8, 0.9, 0.95, 0.98, 0.99, 1.0]
    )
    assert plot.rows[-1][1] == pytest.approx(0.01)


def test_curve_with_another_number_of_risks_is_rejected():
    with pytest.raises(ValueError, match="as many risks as coverages"):
        RiskCoverage(count=1, coverage=(0.5, 1.0), risk=(0.1,), certain=1, certain_risk=0)
