"""The `inkling` command: one subcommand a file."""

from app.cli.app import cli, main

__all__ = ["cli", "main"]
