"""Updating the numbers of a report."""

import pytest

from model.evaluation import numbers, report
from model.evaluation.report_schema import read_report
from model.serialization import model_file
from tools.report_numbers import with_numbers


@pytest.fixture
def model():
    return model_file.load(model_file.find_model("seed"))


def test_with_numbers_replaces_the_numbers_alone(model, monkeypatch, tmp_path):
    before = read_report(report.FOLDER / "seed.json")
    fewer = before.numbers[:1]
    monkeypatch.setattr("tools.report_numbers.evaluate_numbers", lambda *_, **__: list(fewer))
    report.write(tmp_path / "seed.json", with_numbers(before, model))
    after = read_report(tmp_path / "seed.json")
    assert after.numbers == fewer
    assert after.model_copy(update={"numbers": before.numbers}) == before


def test_with_numbers_of_another_version_is_rejected(model):
    before = read_report(report.FOLDER / "wide.json")
    with pytest.raises(ValueError, match="expected a report of seed"):
        with_numbers(before, model)


def test_bundled_reports_have_every_set_of_numbers():
    for name in ("seed", "wide"):
        bundled = read_report(report.FOLDER / f"{name}.json")
        assert [result.name for result in bundled.numbers] == list(numbers.TITLES)
