"""Options of the `inkling` command itself."""

import subprocess
import sys

from typer.testing import CliRunner

from app import __version__
from app.cli.app import cli


def test_version_is_printed():
    result = CliRunner().invoke(cli, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"inkling {__version__}\n")


def test_help_lists_the_commands():
    text = " ".join(CliRunner().invoke(cli, ["--help"]).stdout.split())
    assert "from scratch in NumPy" in text
    assert all(name in text for name in ("serve", "train", "predict", "--version"))


def test_serve_has_its_options_without_importing_other_commands():
    script = """
import sys
sys.argv = ["inkling", "serve", "--help"]
from app.cli import main
try:
    main()
finally:
    print(sorted(name for name in sys.modules if name in ("app.cli.app", "app.cli.train")))
"""
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert "inkling serve [OPTIONS]" in output
    assert "--workers" in output
    assert output.endswith("[]\n")
