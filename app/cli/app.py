"""The subcommands of `inkling`."""

from app.cli import (
    check_mine,
    corrections,
    data,
    evaluate,
    export,
    gradcheck,
    learn,
    predict,
    serve,
    sweep,
    train,
)
from app.cli.entry_point import new_command_line

cli = new_command_line()
cli.add_typer(data.commands, name="data")
cli.add_typer(corrections.commands, name="corrections")
for command in (
    serve.serve,
    train.train,
    sweep.sweep,
    evaluate.evaluate,
    predict.predict,
    gradcheck.gradcheck,
    check_mine.check_mine,
    export.export,
    learn.learn,
):
    cli.command()(command)
