"""Ctrl-C in the long commands of `tools` and `benchmarks`: one line and the shell's exit status."""

import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks import machine
from model.serialization import atomic_write

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("file", "arguments", "owner", "function"),
    [
        ("tools/cross_validate.py", ["seed"], atomic_write, "check"),
        ("tools/doc_images.py", [], tempfile, "TemporaryDirectory"),
        ("tools/audit.py", [], subprocess, "run"),
        ("benchmarks/__main__.py", ["footprint", "--quick"], machine, "about"),
    ],
)
def test_interrupted_command_says_so_in_one_line(
    monkeypatch, capsys, file, arguments, owner, function
):
    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", [file, *arguments])
    monkeypatch.setattr(owner, function, interrupt)
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / file), run_name="__main__")
    errors = capsys.readouterr().err
    assert stopped.value.code == 130
    assert "topped" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("tools/cross_validate.py", ["seed"]),
        ("benchmarks/__main__.py", ["footprint", "--json", "figures.json"]),
    ],
)
def test_command_checks_its_file_before_it_works(monkeypatch, file, arguments):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    def work():
        raise AssertionError("it began to work")

    monkeypatch.setattr(sys, "argv", [file, *arguments])
    monkeypatch.setattr(atomic_write, "check", refuse)
    monkeypatch.setattr(machine, "about", work)
    with pytest.raises(SystemExit, match=r"\.json.*Permission denied|Permission denied.*\.json"):
        runpy.run_path(str(ROOT / file), run_name="__main__")
