"""The benchmark of the scoring, at a tiny size."""

from benchmarks import scoring
from benchmarks.scoring import Clock, Round


def test_rate_is_that_after_the_first_tenth(monkeypatch):
    times = iter([5.0, 6.0, 8.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(times))
    clock = Clock()
    for count in (5, 15, 80):
        clock.on_pictures(count, resumed=False)
    assert clock.rate() == 80 / 2


def test_report_has_the_medians_and_compares_with_the_fewest_workers():
    rounds = {
        1: [Round(10.0, rate, 110.0, 1.0, 20.0) for rate in (90.0, 100.0, 500.0)],
        2: [Round(6.0, 190.0, 209.0, 2.0, 22.0)],
    }
    _, one, two = scoring.report(rounds, scans=1000)
    assert one.split() == ["1", "100", "1.00", "110", "1.00", "10.0", "20.00", "1.00"]
    assert two.split() == ["2", "190", "1.90", "209", "1.90", "6.0", "22.00", "2.00"]


def test_main_scores_all_scans_with_each_number_of_workers(capsys):
    scoring.main(["--scans", "80", "--rounds", "1", "--workers", "1", "2"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[-2:]] == ["1", "2"]
    assert all(float(line.split()[1]) > 0 for line in lines[-2:])
