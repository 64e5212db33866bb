"""`inkling corrections`."""

import json
import sys

import pytest
from typer.testing import CliRunner

from app.cli import main
from app.cli.app import cli
from app.corrections.service import CorrectionService
from app.settings import Settings
from tests.app.corrections.corrections import new_correction


@pytest.fixture
def service(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_LAB_DIR", str(tmp_path))
    opened = CorrectionService(Settings(lab_dir=tmp_path))
    yield opened
    opened.close()


def run(*arguments):
    return CliRunner().invoke(cli, ["corrections", *arguments])


def listed(*arguments):
    return json.loads(run("list", "--json", *arguments).stdout)


def test_list_of_no_corrections_is_empty(service):
    assert listed() == []


def test_corrections_are_listed_with_their_conflicts(service):
    first = service.add(new_correction(1, 7), is_trusted=True)
    second = service.add(new_correction(1, "not a digit"), is_trusted=True)
    assert {one["id"] for one in listed()} == {first.id, second.id}
    assert [one["conflicts"][0]["label"] for one in listed("--state", "pending")] == [7]
    assert first.id in run("list").stdout


def test_corrections_are_accepted_rejected_and_deleted(service):
    ids = [service.add(new_correction(k), is_trusted=False).id for k in range(2)]
    assert run("accept", *ids).exit_code == 0
    assert {one["state"] for one in listed()} == {"accepted"}
    assert run("reject", ids[0]).exit_code == 0
    assert [one["id"] for one in listed("--state", "rejected")] == ids[:1]
    assert run("delete", *ids).exit_code == 0
    assert listed() == []


def test_correction_that_is_unknown_is_an_error_in_a_sentence(service, monkeypatch, capsys):
    monkeypatch.setenv("PYTHONSAFEPATH", "1")  # which the command sets
    monkeypatch.setattr(sys, "argv", ["inkling", "corrections", "accept", "0" * 32])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert error == f"inkling: expected the ID of a correction, got '{'0' * 32}'\n"


def test_list_reads_more_corrections_than_a_page_has(service, monkeypatch):
    monkeypatch.setattr("app.corrections.service.PAGE_SIZE", 2)
    added = [service.add(new_correction(k), is_trusted=True) for k in range(5)]
    assert {one["id"] for one in listed()} == {one.id for one in added}


def test_corrections_are_exported_imported_and_imported_again(service, tmp_path, monkeypatch):
    line = '{"strokes": [[[80, 70], [200, 70], [125, 220]]], "label": 7}\n'
    (tmp_path / "corrections.jsonl").write_text(line)
    assert run("import", str(tmp_path)).stdout.startswith("1 added")
    assert run("export", str(tmp_path / "mine")).exit_code == 0
    monkeypatch.setenv("INKLING_LAB_DIR", str(tmp_path / "other"))
    assert run("import", str(tmp_path / "mine")).stdout.startswith("1 added")
    assert "1 known already" in run("import", str(tmp_path / "mine")).stdout
    assert [one["label"] for one in listed()] == [7]


def test_import_names_what_it_cannot_read_and_ends_with_1(service, tmp_path):
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "text.png").write_text("no image")
    outcome = run("import", str(tmp_path))
    assert outcome.exit_code == 1
    assert "text.png: " in outcome.stderr
