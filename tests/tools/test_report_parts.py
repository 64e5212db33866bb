"""Updating parts of a report."""

import pytest

from model.evaluation import numbers, report
from model.evaluation.report_schema import read_report
from model.serialization import model_file
from tools.report_parts import PARTS, with_parts


@pytest.fixture
def model():
    return model_file.load(model_file.find_model("seed"))


@pytest.mark.parametrize("part", PARTS)
def test_with_parts_replaces_that_part_alone(model, part, monkeypatch, tmp_path):
    before = read_report(report.FOLDER / "seed.json")
    fewer = getattr(before, part)[:1]
    monkeypatch.setitem(PARTS, part, lambda _: list(fewer))
    report.write(tmp_path / "seed.json", with_parts(before, model, [part]))
    after = read_report(tmp_path / "seed.json")
    assert getattr(after, part) == fewer
    assert after.model_copy(update={part: getattr(before, part)}) == before


def test_with_parts_of_another_version_is_rejected(model):
    before = read_report(report.FOLDER / "wide.json")
    with pytest.raises(ValueError, match="expected a report of seed"):
        with_parts(before, model, ["numbers"])


def test_bundled_reports_have_every_set_of_numbers():
    for name in ("seed", "wide"):
        bundled = read_report(report.FOLDER / f"{name}.json")
        assert [result.name for result in bundled.numbers] == list(numbers.TITLES)
