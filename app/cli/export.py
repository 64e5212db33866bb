"""`inkling export`: write a model in a format that other programs read."""

import json
from pathlib import Path
from typing import Annotated, Literal, cast, get_args

import typer

from app.cli.learnt_versions import load_model
from app.cli.option_errors import expect_writable, named
from app.cli.options import AsJson
from model.serialization import atomic_write, checksums
from model.serialization.export import FORMATS, ExportError

Format = Literal["onnx", "npz", "safetensors", "json"]

DEFAULT_FORMAT: Format = "onnx"


def export(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A bundled model's name or a .safetensors file.")
    ] = "seed",
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            # The backslash keeps Rich from reading the brackets as markup.
            help="File format; onnx needs the extra inkling\\[export].",
            show_default="that of the ending of --output, or onnx",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="File to write.", show_default="MODEL.FORMAT in this folder"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Export a model as ONNX, NumPy npz, safetensors or JSON.

    The metadata in the file describe the preprocessing and the training of the model.
    """
    with named("MODEL"):
        loaded = load_model(model)
    form = _choose_format(form, output)
    path = output or Path(f"{loaded.name}.{form}")
    if path.exists() and not force:
        raise ExportError(f"{path} already exists; --force replaces it")
    expect_writable(path, output)
    content = FORMATS[form](loaded)
    atomic_write.write(path, content)
    summary = {
        "file": str(path),
        "format": form,
        "model": {"name": loaded.name, "version": loaded.version},
        "bytes": len(content),
        "sha256": checksums.sha256(content),
    }
    if as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        typer.echo(f"{path}: {loaded.name} {loaded.version}, {len(content):,} bytes")


def _choose_format(form: Format | None, output: Path | None) -> Format:
    """Return the format that --format or the ending of the file names.

    Raises
    ------
    ExportError
        If the two disagree, or neither names one. With --format, the file needs no ending.
    """
    if output is None:
        return form or DEFAULT_FORMAT
    ending = output.suffix[1:].lower()
    if form is None and ending in get_args(Format):
        return cast("Format", ending)
    if form is None:
        endings = ", ".join(f".{each}" for each in get_args(Format))
        raise ExportError(
            f"--output: expected --format, or a name that ends in {endings}, got {output.name}"
        )
    if ending not in {"", form}:
        raise ExportError(
            f"--output: expected a name that ends in .{form}, as --format says, got {output.name}"
        )
    return form
