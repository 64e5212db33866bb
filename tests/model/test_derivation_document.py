"""docs/derivation.md: every program in it runs and prints what the document says."""

import itertools
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.cli.gradcheck import gradcheck

DOCUMENT = Path(__file__).parents[2] / "docs" / "derivation.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
PROGRAMS = [
    (program, printed)
    for (kind, program), (following, printed) in itertools.pairwise(BLOCKS)
    if (kind, following) == ("python", "text")
]


def test_derivation_blocks_are_formulas_or_tested():
    kinds = [kind for kind, _ in BLOCKS if kind != "math"]

    assert kinds == ["python", "text"] * 4 + ["sh", "python", "text"]


@pytest.mark.parametrize(
    ("program", "printed"), PROGRAMS, ids=["einsum", "merged", "by hand", "script", "training"]
)
def test_derivation_program_prints_documented_output(program, printed, tmp_path):
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stderr == ""
    assert result.stdout == printed


@pytest.mark.slow
def test_derivation_command_as_documented_exits_with_0():
    (command,) = [text for kind, text in BLOCKS if kind == "sh"]
    cli = typer.Typer()
    cli.command()(gradcheck)

    assert shlex.split(command) == ["inkling", "gradcheck"]
    result = CliRunner().invoke(cli, [])

    assert result.exit_code == 0, result.output


def test_derivation_links_are_valid():
    text = DOCUMENT.read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]*)\)", text)) == anchors
    assert (DOCUMENT.parent / "../model/network.py").is_file()
