"""Dot plot of error rates: its scale holds every interval, and is honest about zero."""

import re

import pytest

from app.report.error_plot import ErrorScale, error_scale
from model.evaluation.report_schema import Report
from model.evaluation.wilson import wilson_interval


def report_with(content, accuracies, count=1000):
    for evaluated, accuracy in zip(content["sets"], accuracies, strict=False):
        evaluated |= {"accuracy": accuracy, "count": count}
    return Report.model_validate(content)


def test_position_of_a_rate_is_logarithmic():
    scale = ErrorScale((0.001, 0.01, 0.1))
    assert [scale.position(rate) for rate in scale.ticks] == pytest.approx([0, 50, 100])
    assert scale.position(0.02) - scale.position(0.01) == pytest.approx(
        scale.position(0.002) - scale.position(0.001)
    )


def test_position_beyond_the_scale_is_at_its_end():
    scale = ErrorScale((0.001, 0.01))
    assert (scale.position(0), scale.position(0.5)) == (0, 100)


@pytest.mark.parametrize("accuracy", [0.9995, 0.99, 0.95, 0.7, 0.1, 0.0])
def test_error_scale_holds_every_rate_and_interval(content, accuracy):
    report = report_with(content, [accuracy, 0.98])
    scale = error_scale(report)
    for evaluated in report.sets:
        low, high = wilson_interval(1 - evaluated.accuracy, evaluated.count)
        assert scale.ticks[0] <= low
        assert high <= scale.ticks[-1]
        dot = scale.dot(evaluated)
        assert 0 <= dot.left < dot.position < dot.right <= 100 or evaluated.accuracy == 0


def test_error_scale_of_almost_equal_rates_spans_a_decade(content):
    scale = error_scale(report_with(content, [0.995, 0.995], count=1_000_000))
    assert scale.ticks[-1] / scale.ticks[0] >= 10


def test_dot_of_a_set_without_errors_is_at_the_start_with_an_interval(content):
    report = report_with(content, [1.0])
    dot = error_scale(report).dot(report.sets[0])
    assert (dot.rate, dot.position, dot.left) == (0, 0, 0)
    assert dot.right > 0


def test_page_draws_a_dot_on_a_labelled_scale_for_each_set(client, write, content):
    write(content)
    html = client.get("/report").text
    axes = re.findall(r'<div class="axis.*?</div>', html, re.DOTALL)
    parts = {evaluated["part"] for evaluated in content["sets"]}
    assert len(axes) == len(parts)
    assert all("0.1&#8239;%</text>" in axis for axis in axes)
    assert html.count('<svg class="dot"') == len(content["sets"])
    assert "start at" not in html
