"""`inkling learn`: learn the accepted corrections, or choose which version answers."""

from contextlib import closing
from typing import Annotated

import typer

from app import registry, settings
from app.cli.options import AsJson
from app.corrections import schemas
from app.corrections.service import CorrectionService


def learn(
    use: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Learn nothing; let this version answer, or the base model by its name.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fine-tune the model on the accepted corrections, and judge the result.

    If digits that it has read well before suffer, the result is refused, and the exit status is 1.
    The service offers an accepted one beside the other models.
    """
    configured = settings.from_environment()
    with closing(CorrectionService(configured)) as service:
        if use is None:
            base = registry.load(configured).get(None)
            service.run_job(service.start_job(), base, configured.data_dir)
        else:
            service.set_default(None if use == configured.model else use)
        described = schemas.describe_learning(service.learning())
    typer.echo(described.model_dump_json(indent=2) if as_json else _sentences(described))
    if use is None and described.state != "done":
        raise typer.Exit(1)


def _sentences(learning: schemas.Learning) -> str:
    """Return state and figures in a line each."""
    lines = [f"{learning.state}: {learning.problem or learning.model}"]
    if learning.sha256:
        lines.append(f"SHA-256 {learning.sha256}")
    judgement = learning.judgement
    if judgement is not None:
        lines.append(
            f"corrected drawings: {judgement['right_before']} of {judgement['drawings']} right "
            f"before, {judgement['right_after']} after"
        )
        lines += [
            f"{name}, {scores['images']:,} digits: {scores['before']:.2f} % before, "
            f"{scores['after']:.2f} % after"
            for name, scores in judgement["sets"].items()
        ]
    lines.append(f"default model: {learning.default or 'the base model'}")
    return "\n".join(lines)
