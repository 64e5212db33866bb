"""Results of cross-validation: stored, summarized and shown."""

from pathlib import Path

import pytest

from model.evaluation import report_tables, unseen_groups
from model.evaluation.unseen_groups import FoldResult, Separation, UnseenGroup, summarize
from model.evaluation.wilson import wilson_interval

README = Path(__file__).parents[3] / "README.md"

FOLDS = (
    FoldResult(
        7,
        (UnseenGroup("unipen/syn", 300, 300, 0, 1),),
        (Separation("letters", 8, 0.9, 0.5),),
        (0.0,) * 20,
    ),
    FoldResult(
        9,
        (UnseenGroup("semeion", 100, 97, 1, 4),),
        (Separation("letters", 8, 0.7, 0.1),),
        tuple(0.001 * (i + 1) for i in range(20)),
    ),
)


def test_results_written_and_read_are_the_same(tmp_path):
    path = tmp_path / "results.json"
    assert unseen_groups.read(path) == {}
    unseen_groups.write({"wide": FOLDS}, path)
    assert unseen_groups.read(path) == {"wide": FOLDS}


def test_summary_has_the_sum_and_then_sorted_groups():
    groups = summarize(FOLDS).groups
    assert [group.group for group in groups] == ["all", "semeion", "unipen/syn"]
    assert groups[0] == UnseenGroup("all", 400, 397, 1, 5)


def test_summary_of_separations_and_risk_weighs_folds_by_their_digits():
    summary = summarize(FOLDS)
    (letters,) = summary.separations
    assert (letters.kind, letters.count) == ("letters", 8)
    assert letters.auroc == pytest.approx((3 * 0.9 + 0.7) / 4)
    assert letters.false_accept_rate == pytest.approx((3 * 0.5 + 0.1) / 4)
    assert summary.coverage == pytest.approx([0.05 * (i + 1) for i in range(20)])
    assert summary.risk_at(1.0) == pytest.approx(0.02 / 4)
    assert summary.risk_at(0.5) == pytest.approx(0.01 / 4)


def test_intervals_of_a_group_are_of_each_share():
    group = FOLDS[1].groups[0]
    assert group.interval == wilson_interval(0.97, 100)
    assert group.wrong_but_certain_interval == wilson_interval(0.01, 100)
    assert group.uncertain_interval == wilson_interval(0.04, 100)


def test_tables_have_intervals_total_risk_and_separation():
    lines = report_tables.unseen_groups(summarize(FOLDS)).splitlines()
    semeion = (
        "| semeion | 100 | 97.00 % (91.55 to 98.97) | 1.00 % (0.18 to 5.45) |"
        " 4.00 % (1.57 to 9.84) |"
    )
    assert lines[3] == semeion
    assert lines[2].startswith("| all | 400 | 99.25 % (")
    assert "| accepted | 50 % | 80 % | 90 % | 95 % | 100 % |" in lines
    assert "| wrong | 0.25 % | 0.40 % | 0.45 % | 0.47 % | 0.50 % |" in lines
    assert "| letters | 8 | 0.8500 | 40.00 % |" in lines


def test_shipped_results_are_of_both_networks_and_the_same_groups():
    results = unseen_groups.read()
    groups = {
        name: [(group.group, group.count) for group in summarize(folds).groups]
        for name, folds in results.items()
    }
    assert set(groups) == {"seed", "wide"}
    assert groups["seed"] == groups["wide"]


def test_readme_states_the_shipped_accuracy_on_left_out_groups():
    words = " ".join(README.read_text(encoding="utf-8").split())
    small, large = (summarize(unseen_groups.read()[name]).groups[0] for name in ("seed", "wide"))
    small_range, large_range = (
        "{:.1f} to {:.1f}".format(*(100 * end for end in group.interval))
        for group in (small, large)
    )
    sentence = (
        f"the small network reads {100 * small.accuracy:.1f} % (95 % interval {small_range}) "
        f"and the large one {100 * large.accuracy:.1f} % ({large_range})"
    )
    assert sentence in words
