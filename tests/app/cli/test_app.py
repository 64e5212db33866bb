"""Options of the `inkling` command itself."""

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
