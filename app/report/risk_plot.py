"""Plot of risk against coverage: the part of the curve with high coverage, and its ticks."""

from dataclasses import dataclass

from model.evaluation.report_schema import RiskCoverage
from model.evaluation.report_tables import COVERAGES

MIN_COVERAGE = 0.8
"""Coverage at the left; below, the risk of both bundled models is nearly constant."""

MAX_RISKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Risks that the plot may reach up to."""

RISK_INTERVALS = 4


@dataclass(frozen=True)
class RiskPlot:
    """Scales and points of a plot; places are shares of its width and height."""

    points: tuple[tuple[float, float], ...]
    max_risk: float

    @property
    def coverage_ticks(self) -> tuple[float, ...]:
        """Coverages with a label."""
        return tuple(MIN_COVERAGE + k * (1 - MIN_COVERAGE) / 4 for k in range(5))

    @property
    def risk_ticks(self) -> tuple[float, ...]:
        """Risks with a label."""
        return tuple(k * self.max_risk / RISK_INTERVALS for k in range(RISK_INTERVALS + 1))

    @property
    def rows(self) -> list[tuple[float, float]]:
        """Coverage and risk at the coverages of the model card, as far as the plot shows them."""
        shown = [coverage for coverage in COVERAGES if coverage >= MIN_COVERAGE]
        return [min(self.points, key=lambda p: abs(p[0] - coverage)) for coverage in shown]

    def across(self, coverage: float) -> float:
        """Return the place of a coverage; one beyond an end is at it."""
        return min(max((coverage - MIN_COVERAGE) / (1 - MIN_COVERAGE), 0.0), 1.0)

    def up(self, risk: float) -> float:
        """Return the place of a risk; one above the top is at it."""
        return min(risk / self.max_risk, 1.0)


def risk_plot(curve: RiskCoverage) -> RiskPlot:
    """Return the plot of a curve."""
    points = list(zip(curve.coverage, curve.risk, strict=True))
    plotted_points = tuple(point for point in points if point[0] >= MIN_COVERAGE - 1e-9)
    highest = max(risk for _, risk in [*plotted_points, (0, curve.certain_risk)])
    max_risk = next((limit for limit in MAX_RISKS if limit >= highest), MAX_RISKS[-1])
    return RiskPlot(plotted_points or (points[-1],), max_risk)
