"""`inkling data`: download the data sets in advance, and list where they are."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.progress import download_bar
from model.data import cache, mnist, optdigits, pendigits, semeion, unipen_1a, webdigits
from model.data.data_file import DataFile

commands = typer.Typer(
    help="Find, download and verify the data sets, which only training and evaluation need.",
    no_args_is_help=True,
)

FILES: dict[str, tuple[DataFile, ...]] = {
    "mnist": mnist.FILES,
    "pendigits": pendigits.FILES,
    "unipen": unipen_1a.FILES,
    "semeion": semeion.FILES,
    "optdigits": optdigits.FILES,
    "webdigits": webdigits.FILES,
}


class DataSet(StrEnum):
    """Names of the data sets."""

    mnist = "mnist"
    pendigits = "pendigits"
    unipen = "unipen"
    semeion = "semeion"
    optdigits = "optdigits"
    webdigits = "webdigits"
    all = "all"


DataDir = Annotated[
    Path | None,
    typer.Option(
        envvar="INKLING_DATA_DIR",
        exists=True,
        file_okay=False,
        help="Folder to search first. Downloads go to the user's cache folder.",
    ),
]


@commands.command()
def fetch(
    data_set: Annotated[
        DataSet, typer.Argument(metavar="NAME", help="Name of the data set.")
    ] = DataSet.all,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Find or download the files of a data set and verify their SHA-256."""
    rows = []
    with download_bar() as progress:
        for file in _files(data_set):
            path, _ = cache.fetch(file, data_dir, progress)
            rows.append({"name": file.name, "path": str(path), "sha256": file.sha256})
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['name']}: verified, {row['path']}")


@commands.command("list")
def list_files(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the path of each file on this machine, without reading or downloading it."""
    paths = {file.name: cache.find_local(file, data_dir) for file in _files(DataSet.all)}
    if as_json:
        rows = [{"name": name, "path": path and str(path)} for name, path in paths.items()]
        typer.echo(json.dumps(rows, indent=2))
        return
    for name, path in paths.items():
        typer.echo(f"{name}: {path or 'not on this machine'}")
    typer.echo(f"Downloads go to {cache.cache_folder()}.")


def _files(data_set: DataSet) -> list[DataFile]:
    """Return the files of one data set, or of all."""
    names = FILES if data_set is DataSet.all else [data_set.value]
    return [file for name in names for file in FILES[name]]
