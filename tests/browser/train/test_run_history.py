"""Run history built from repeated and replayed events."""

import pytest

pytestmark = pytest.mark.browser

TAKE = """async (events) => {
    const { Record } = await import("/static/js/train/run_history.js");
    const record = new Record(10);
    for (const [id, event, data] of events) record.take({ id, event, data });
    return {
        batches: record.batches.map(({ step, loss }) => [step, loss]),
        epochs: record.epochs.map(({ epoch, loss }) => [epoch, loss]),
        points: record.points.map(({ step, loss, gradients }) => [step, loss, gradients]),
        positions: record.positions(record.batches, "epochs"),
    };
}"""


def batch(number, step, loss, gradients=(1, 1)):
    return [number, "batch", {"step": step, "loss": loss, "accuracy": 0, "gradients": gradients}]


def epoch(number, step, loss):
    return [number, "epoch", {"epoch": step // 10, "step": step, "loss": loss}]


def test_repeated_event_counts_once(drawing_page):
    told = [batch(1, 5, 2.0), batch(2, 10, 1.0), batch(2, 10, 1.0), batch(1, 5, 2.0)]

    record = drawing_page.page.evaluate(TAKE, told)

    assert record["batches"] == [[5, 2], [10, 1]]
    assert record["positions"] == [0.5, 1]


def test_repeated_steps_replace_earlier_ones(drawing_page):
    told = [batch(1, 5, 2.0), batch(2, 10, 1.0), epoch(3, 10, 1.5), batch(4, 15, 9.0)]
    again = [batch(5, 9, 1.2), batch(6, 10, 1.1), epoch(7, 10, 1.6)]

    record = drawing_page.page.evaluate(TAKE, told + again)

    assert record["batches"] == [[5, 2], [9, 1.2], [10, 1.1]]
    assert record["epochs"] == [[1, 1.6]]


def test_curve_points_cover_similar_numbers_of_batches(drawing_page):
    told = [batch(1, 8, 2.0), batch(2, 9, 10.0, [9, None]), batch(3, 16, 2.0), batch(4, 24, 1.0)]

    record = drawing_page.page.evaluate(TAKE, told)

    assert record["points"] == [
        [8, 2, [1, 1]],
        [16, 3, [2, 1]],  # one batch of 10 and seven of 2
        [24, 1, [1, 1]],
    ]
