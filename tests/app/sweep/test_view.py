"""View of a sweep: rows, values as text, and the scale of accuracies."""

import pytest

from app.sweep import view
from app.sweep.folder import list_sweeps
from tests.support.sweeps import SPACE, sample_folds, sample_result, write_result


def test_rows_are_ranked_with_the_accuracies_of_finished_seeds_only():
    result = sample_result()
    shown = view.sweep_view(result)

    assert [row.rank for row in shown.rows] == list(range(1, 17))
    assert shown.names == tuple(SPACE)
    assert [len(row.accuracies) for row in shown.rows] == [
        row.result.finished for row in shown.rows
    ]
    best = shown.rows[0]
    assert sum(best.accuracies) / 3 == pytest.approx(best.result.mean)
    assert best.values[0] == "0.01"
    assert shown.states == ((39, "finished"), (8, "stopped early"), (1, "failed"))
    assert [trial.number for trial in shown.problems] == [47]


def test_number_of_rows_is_limited():
    result = sample_result({"batch_size": list(range(1, 81))}, seeds=1)
    assert len(view.sweep_view(result).rows) == view.MAX_ROWS


def test_position_spans_the_shown_accuracies_within_a_margin():
    shown = view.sweep_view(sample_result())
    assert (shown.position(shown.low), shown.position(shown.high)) == (
        pytest.approx(4),
        pytest.approx(96),
    )


def test_position_of_one_accuracy_is_in_the_middle():
    shown = view.sweep_view(sample_result({}, seeds=2))
    assert shown.low == shown.high
    assert shown.position(shown.low) == 50


def test_links_say_what_their_accuracy_is_that_of(tmp_path):
    write_result(tmp_path, "rates", sample_result())
    write_result(tmp_path, "folds", sample_folds())
    write_result(tmp_path, "seeds", sample_result({}, seeds=5))
    write_result(tmp_path, "damaged", sample_result()).write_text("{}")

    links = {link.name: link for link in view.sweep_links(list_sweeps(tmp_path).sweeps)}

    assert {name: link.words for name, link in links.items()} == {
        "rates": "quick, best of 16 settings: learning_rate 0.01, hidden 100-10, "
        "augmentation.elastic_px 0.4",
        "folds": "quick, mean over 3 folds",
        "seeds": "quick, mean over 5 seeds",
    }
    assert links["rates"].mean == sample_result().settings[0].mean
    assert links["folds"].deviation == sample_folds().deviation


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([100, 10], "100-10"),
        ([], "none"),
        (None, "none"),
        (True, "yes"),
        (0.0001234567, "0.000123457"),
        (3, "3"),
        ("adam", "adam"),
        (["unipen/apa", "webdigits"], "unipen/apa, webdigits"),
        ([[1], [2]], "[[1], [2]]"),
    ],
)
def test_format_value_says_it_in_words(value, text):
    assert view.format_value(value) == text
