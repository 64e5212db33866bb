"""`inkling corrections`: review the corrections of a service, and export and import them."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import settings
from app.cli.learnt_versions import load_default
from app.cli.options import AsJson
from app.corrections import dataset, schemas
from app.corrections.record import Correction, CorrectionState
from app.corrections.service import CorrectionService

commands = typer.Typer(
    no_args_is_help=True,
    help="Review the corrections that people have sent to the service of this machine.",
)

Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Of corrections, as `list` shows them.")
]


@commands.command("list")
def list_corrections(
    state: Annotated[
        CorrectionState | None, typer.Option(help="Only those of this state.", show_default="all")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List corrections, newest first, and others of the same drawing that contradict them."""
    with _service() as service:
        corrections = list(service.all(state))
    if as_json:
        described = [schemas.describe(one, is_local=True).model_dump() for one in corrections]
        typer.echo(json.dumps(described, indent=2))
    else:
        _print_table(corrections)


@commands.command()
def accept(ids: Ids) -> None:
    """Accept corrections."""
    _for_each(ids, lambda service, correction_id: service.set_state(correction_id, "accepted"))


@commands.command()
def reject(ids: Ids) -> None:
    """Reject corrections; they are kept, but not learnt."""
    _for_each(ids, lambda service, correction_id: service.set_state(correction_id, "rejected"))


@commands.command()
def delete(ids: Ids) -> None:
    """Delete corrections with their drawings."""
    _for_each(ids, lambda service, correction_id: service.remove(correction_id))


@commands.command("export")
def export_corrections(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder to write.")],
) -> None:
    """Write the accepted corrections as a labelled data set: PNG folders, and strokes in JSON.

    `inkling evaluate --on DIR` reads it, and `inkling corrections import DIR`.
    """
    with _service() as service:
        count = dataset.export_corrections(service, folder, settings.from_environment())
    typer.echo(f"Wrote {count:,} corrections to {folder}")


@commands.command("import")
def import_corrections(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            exists=True,
            file_okay=False,
            help="As `export` writes it, or with folders 0 to 9 and not-a-digit of images.",
        ),
    ],
) -> None:
    """Add the corrections of a folder, apart from those that are known.

    A drawing that cannot be read is listed, the others are added, and the exit status is 1.
    """
    configured = settings.from_environment()
    model = load_default(configured)
    counts = Counter[str]()
    with _service() as service:
        for one in dataset.import_corrections(service, folder, model, configured):
            if one.error is not None:
                typer.secho(f"{one.source}: {one.error}", fg="red", err=True)
                counts["unreadable"] += 1
            else:
                counts[one.correction.state if one.correction else "known"] += 1
    typer.echo(
        f"{counts['accepted']:,} added, {counts['pending']:,} added that contradict others and "
        f"wait for review, {counts['known']:,} known already"
    )
    if counts["unreadable"]:
        raise typer.Exit(1)


def _service() -> AbstractContextManager[CorrectionService]:
    """Return the corrections of the service, to be closed at the end of a block."""
    return closing(CorrectionService(settings.from_environment()))


def _for_each(ids: list[str], action: Callable[[CorrectionService, str], object]) -> None:
    with _service() as service:
        for correction_id in ids:
            action(service, correction_id)


def _print_table(corrections: list[Correction]) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("id", "state", "label", "answer", "note", "conflicts"):
        table.add_column(title, no_wrap=title == "id")
    for one in corrections:
        answer = "-" if one.answer is None else str(one.answer)
        conflicts = ", ".join(f"{other.label} ({other.state})" for other in one.conflicts)
        fields = (one.id, one.state, str(one.label), answer)
        table.add_row(*fields, Text(one.note), Text(conflicts))
    Console().print(table)
