"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DataDir = Annotated[
    Path | None,
    typer.Option(
        envvar="INKLING_DATA_DIR", exists=True, file_okay=False, help="Folder of the data sets."
    ),
]
ModelName = Annotated[str | None, typer.Option(help="Name of the model.", show_default="seed")]
