"""How long a movement of the pen takes to reach the bars."""

import statistics

import pytest

from tests.browser.digits import DIGITS

pytestmark = pytest.mark.browser

MEASURES = "performance.getEntriesByName('inkling:stroke-to-bars').map((entry) => entry.duration)"


def test_movement_reaches_the_bars_while_drawing(desk, record_property):
    desk.draw(*DIGITS[8])
    desk.wait_for_digit(8)
    desk.settle()
    desk.frames()

    durations = desk.page.evaluate(MEASURES)
    median = statistics.median(durations)
    record_property("stroke_to_bars_median_ms", median)
    print(
        f"\npen to bars: median {median:.0f} ms of {len(durations)}, most {max(durations):.0f} ms"
    )
    # No bound on the median: it would measure the machine. But several answers within one stroke
    # of a second or so can only come from a page that asks while the pen is down.
    assert len(durations) >= 5
