"""How the benchmarks measure and judge."""

import pytest

from benchmarks import report
from benchmarks.contestant import Contestant, MissingError, environment
from benchmarks.table import Goal, Row, Spread, Table
from benchmarks.turns import ratios, take_turns

ECHO = """
from benchmarks.contestant import answer
answer(lambda number: lambda: {"seconds": 0.5, "doubled": 2 * number}, version="1")
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Return a function that makes a module of a source, which contestants can run."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:.")

    def make(source: str) -> str:
        (tmp_path / "contender.py").write_text(source, "utf-8")
        return "contender"

    return make


@pytest.mark.parametrize(
    ("goal", "figure", "verdict"),
    [
        (Goal(least=3), 3.0, "met"),
        (Goal(least=3), 2.9, "NOT MET"),
        (Goal(most=2), 2.0, "met"),
        (Goal(most=2), 2.1, "NOT MET"),
    ],
)
def test_goal_is_judged_by_the_median(goal, figure, verdict):
    assert Row(["x"], Spread.of([figure - 2, figure, figure + 2]), goal).verdict == verdict


def test_row_without_a_figure_is_missing_even_if_it_has_a_goal():
    assert Row(["x"], goal=Goal(least=1), missing="no wrk").verdict == "missing: no wrk"


def test_ratios_are_taken_within_each_round():
    assert ratios([2.0, 40.0, 3.0], [1.0, 20.0, 1.0]) == Spread(2.0, 2.0, 3.0)


def test_every_round_asks_all_and_begins_with_another():
    asked = []
    names = ("a", "b", "c")
    turns = {name: lambda name=name: asked.append(name) or 1.0 for name in names}

    figures = take_turns(turns, rounds=3, warm_up=0)

    assert "".join(asked) == "abcbcacab"
    assert figures == {name: [1.0, 1.0, 1.0] for name in names}


def test_contestant_answers_task_after_task(module):
    contestant = Contestant(module(ECHO), threads=1)
    try:
        replies = [contestant.run(number=number) for number in (2, 3)]
    finally:
        contestant.close()

    assert contestant.about == {"version": "1"}
    assert [reply["result"]["doubled"] for reply in replies] == [4, 6]
    assert replies[0]["seconds"] == 0.5


def test_contestant_whose_library_is_missing_says_which(module):
    with pytest.raises(MissingError, match="no_such_library"):
        Contestant(module("import no_such_library"), threads=1)


def test_contestants_choose_their_own_kernels(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("INKLING_PORT", "1")
    kept = environment(threads=2)

    assert "OPENBLAS_CORETYPE" not in kept
    assert "INKLING_PORT" not in kept
    assert kept["OMP_NUM_THREADS"] == "2"


def test_results_name_every_row_with_its_goal_and_verdict(tmp_path):
    rows = [
        Row(["32", "PyTorch"], Spread(4.0, 3.5, 4.5), Goal(least=3)),
        Row(["32", "JAX"], missing="no module named jax"),
    ]
    table = Table("Training", "A note.", ["batch", "trainer"], "times", rows)
    report.write(tmp_path / "results.md", {"processor": "one"}, [table], {}, 60)
    text = (tmp_path / "results.md").read_text("utf-8")

    assert "| 32 | PyTorch | 4 (3.5 to 4.5) | at least 3 | met |" in text
    assert "missing: no module named jax" in text
    assert "1 goals are met, 0 are not; 1 rows are missing." in text
