"""Measurement and verdicts of the benchmarks."""

import sys

import pytest

from benchmarks import footprint, machine, report, serving
from benchmarks.__main__ import main
from benchmarks.rounds import ratios, run_rounds
from benchmarks.subject import MissingError, Subject, environment
from benchmarks.table import Goal, Row, Spread, Table

ECHO = """
from benchmarks.subject import serve_tasks
serve_tasks(lambda number: lambda: {"seconds": 0.5, "doubled": 2 * number}, version="1")
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Return a function that makes a module of a source, which subjects can run."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:.")

    def make(source: str) -> str:
        (tmp_path / "contender.py").write_text(source, "utf-8")
        return "contender"

    return make


@pytest.mark.parametrize(
    ("goal", "figure", "verdict"),
    [
        (Goal(minimum=3), 3.0, "met"),
        (Goal(minimum=3), 2.9, "NOT MET"),
        (Goal(maximum=2), 2.0, "met"),
        (Goal(maximum=2), 2.1, "NOT MET"),
    ],
)
def test_verdict_of_goal_uses_median(goal, figure, verdict):
    assert Row(["x"], Spread.of([figure - 2, figure, figure + 2]), goal).verdict == verdict


def test_verdict_without_figure_is_missing():
    assert Row(["x"], goal=Goal(minimum=1), missing="no wrk").verdict == "missing: no wrk"


def test_ratios_two_series_are_taken_within_rounds():
    assert ratios([2.0, 40.0, 3.0], [1.0, 20.0, 1.0]) == Spread(2.0, 2.0, 3.0)


def test_run_rounds_each_round_measures_all_and_begins_with_another():
    calls = []
    names = ("a", "b", "c")
    measurements = {name: lambda name=name: calls.append(name) or 1.0 for name in names}

    figures = run_rounds(measurements, rounds=3, missing={}, warm_up=0)

    assert "".join(calls) == "abcbcacab"
    assert figures == {name: [1.0, 1.0, 1.0] for name in names}


def test_run_rounds_failing_subject_is_left_out_and_named():
    turns = iter([1.0, 1.0])

    def fail_in_third_round() -> float:
        for figure in turns:
            return figure
        raise MissingError("the process ended")

    missing: dict[str, str] = {}
    figures = run_rounds({"a": lambda: 2.0, "b": fail_in_third_round}, 3, missing)

    assert figures == {"a": [2.0, 2.0, 2.0]}
    assert missing == {"b": "the process ended"}


def test_main_failing_benchmark_does_not_lose_the_others(monkeypatch, capsys):
    def fail(**_options):
        raise RuntimeError("no such luck")

    rows = [Row(["start"], Spread(1.0, 1.0, 1.0), Goal(maximum=2))]
    monkeypatch.setattr(serving, "measure", fail)
    monkeypatch.setattr(
        footprint, "measure", lambda quick: [Table("Start", "", ["what"], "", rows)]
    )
    monkeypatch.setattr(machine, "about", dict)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "serving", "footprint"])

    main()

    printed = capsys.readouterr().out
    assert "missing: RuntimeError: no such luck" in printed
    assert "1 goals are met, 0 are not; 1 rows are missing." in printed


def test_subject_two_tasks_returns_both_results(module):
    subject = Subject(module(ECHO), threads=1)
    try:
        replies = [subject.run(number=number) for number in (2, 3)]
    finally:
        subject.close()

    assert subject.about == {"version": "1"}
    assert [reply["result"]["doubled"] for reply in replies] == [4, 6]
    assert replies[0]["seconds"] == 0.5


def test_subject_missing_library_raises_with_its_name(module):
    with pytest.raises(MissingError, match="no_such_library"):
        Subject(module("import no_such_library"), threads=1)


def test_environment_kernel_variables_are_removed(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("INKLING_PORT", "1")
    variables = environment(threads=2)

    assert "OPENBLAS_CORETYPE" not in variables
    assert "INKLING_PORT" not in variables
    assert variables["OMP_NUM_THREADS"] == "2"


def test_write_results_has_row_goal_and_verdict(tmp_path):
    rows = [
        Row(["32", "PyTorch"], Spread(4.0, 3.5, 4.5), Goal(minimum=3)),
        Row(["32", "JAX"], missing="no module named jax"),
    ]
    table = Table("Training", "A note.", ["batch", "trainer"], "times", rows)
    report.write(tmp_path / "results.md", {"processor": "one"}, [table], {}, 60)
    text = (tmp_path / "results.md").read_text("utf-8")

    assert "| 32 | PyTorch | 4 (3.5 to 4.5) | at least 3 | met |" in text
    assert "missing: no module named jax" in text
    assert "1 goals are met, 0 are not; 1 rows are missing." in text
