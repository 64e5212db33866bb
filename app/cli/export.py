"""`inkling export`: write a model in a format that other programs read."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from model.serialization import atomic_write, checksums
from model.serialization.export import FORMATS, ExportError
from model.serialization.model_file import load, locate

Format = Literal["onnx", "npz", "safetensors", "json"]


def export(
    model: Annotated[
        str, typer.Argument(help="A bundled model's name or a .safetensors file.")
    ] = "seed",
    form: Annotated[
        Format, typer.Option("--format", help="File format; onnx needs the extra inkling[export].")
    ] = "onnx",
    output: Annotated[
        Path | None,
        typer.Option(help="File to write.", show_default="MODEL.FORMAT in this folder"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Export a model as ONNX, NumPy npz, safetensors or JSON.

    The metadata in the file describe the preprocessing and the training of the model.
    """
    loaded = load(locate(model))
    path = output or Path(f"{loaded.name}.{form}")
    if path.exists() and not force:
        raise ExportError(f"{path} already exists; --force replaces it")
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
