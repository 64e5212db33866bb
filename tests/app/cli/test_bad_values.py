"""Every option of every command with bad values: one sentence that names it, nothing written."""

import sys

import pytest
import typer
from typer.testing import CliRunner

from app.cli import main
from app.cli.app import cli

CASES = [
    "--nope",
    "nope",
    "check-mine",
    "check-mine dW2=(",
    "check-mine nope",
    "check-mine P --image nope --label 7",
    "check-mine P --image text.txt --label 7",
    "check-mine P --image text.txt",
    "check-mine P --label 10",
    "check-mine P --model nope",
    "data fetch nope",
    "data fetch --nope",
    "data list --nope",
    "data list --data-dir nope",
    "data fetch --data-dir text.txt",
    "evaluate --data-dir nope",
    "evaluate --brief",
    "evaluate --output a.json",
    "evaluate --report --output .",
    "evaluate --report --output file/a.json",
    "evaluate --report --output /proc/a.json",
    f"evaluate --report --output {'x' * 250}.json",
    "evaluate --card --output .",
    "evaluate --card --output /proc/card.md",
    "evaluate --model nope",
    "evaluate --weights nope.safetensors",
    "evaluate --weights .",
    "evaluate --on nope",
    "evaluate --on text.txt",
    "evaluate --part nope",
    "evaluate --part test --on pendigits",
    "evaluate --report --on mnist",
    "evaluate --card --output file/card.md",
    "export nope",
    "export text.txt",
    "export --format nope",
    "export --output a.nope",
    "export --output a.onnx --format npz",
    "export --output a.csv --format npz",
    "export --output file/a.npz",
    "export --output /proc/a.npz",
    "gradcheck --weights nope",
    "gradcheck --weights text.txt",
    "gradcheck --seed -1",
    "learn --use",
    "predict",
    "predict nope.png",
    "predict .",
    "predict text.txt",
    "predict --model nope text.txt",
    "predict --model none text.txt",
    "predict text.txt --output results.txt",
    "predict text.txt --output results",
    "predict text.txt --output file/results.csv",
    "predict text.txt --output /proc/results.csv",
    f"predict text.txt --output {'x' * 250}.csv",
    "predict - --output results.csv",
    "predict text.txt --output results.csv --json",
    "predict text.txt --output results.csv --workers 0",
    "predict text.txt --output results.csv --workers x",
    "predict text.txt --workers 2",
    "predict text.txt --overwrite",
    "predict text.txt --on ray",
    "predict text.txt --on nope --output results.csv",
    "predict text.txt --output results.csv --model nope",
    "serve --port 70000",
    "serve --port x",
    "serve --workers 0",
    "serve --log-level nope",
    "serve --root-path nope",
    "serve --host nope.invalid --port 0",
    "serve --host a..b --port 0",
    "sweep",
    "sweep nope",
    "sweep .",
    "sweep text.txt",
    "sweep file --output /proc/sweep",
    "sweep file --resume",
    "sweep file --resume --overwrite",
    "sweep file --concurrency 0",
    "sweep file --data-dir nope",
    "train --recipe nope",
    "train --recipe .",
    "train --recipe text.txt",
    "train --hidden x",
    "train --hidden -1",
    "train --hidden 100,,10",
    "train --data-dir nope",
    "train --epochs 0",
    "train --epochs x",
    "train --batch-size 0",
    "train --learning-rate 0",
    "train --learning-rate nan",
    "train --learning-rate inf",
    "train --schedule nope",
    "train --optimizer nope",
    "train --initialization nope",
    "train --weight-decay -1",
    "train --weight-decay nan",
    "train --weight-decay inf",
    "train --weight-decay 1e9",
    "train --images -1",
    "train --seed -1",
    "train --validation-size -1",
    "train --validation-size 60001",
    "train --teacher nope",
    "train --teacher text.txt",
    "train --name ../nope",
    f"train --name {'x' * 101}",
    "train --output file/run",
    "train --output /proc/run",
    "train --resume",
    "train --resume --overwrite",
]


MESSAGES = {
    "": "",
    "--nope": "No such option: --nope; see `inkling --help`",
    "data nope": "No such command 'nope'; expected one of fetch, list",
    "data fetch nope": "NAME: expected one of mnist, pendigits, unipen, semeion, optdigits, "
    "webdigits, all, got 'nope'",
    "data list --data-dir text.txt": "--data-dir (env var: 'INKLING_DATA_DIR'): expected an "
    "existing folder, got 'text.txt'",
    "evaluate --model": "Option '--model' requires an argument",
    "evaluate --brief": "--brief needs --report",
    "export seed nope": "Got unexpected extra argument(s) (nope); see `inkling export --help`",
    "predict": "Missing argument 'SOURCE'; see `inkling predict --help`",
    "serve --log-level nope": "--log-level: expected one of critical, error, warning, info, debug, "
    "got 'nope'",
    "serve --port 70000": "--port: expected a number less than or equal to 65535, got '70000'",
    "sweep": "Missing argument 'FILE'; see `inkling sweep --help`",
    "sweep .": "FILE: expected an existing file, got '.'",
    "sweep nope": "FILE: expected an existing file, got 'nope'",
    "train --epochs x": "--epochs: expected a valid integer, got 'x'",
    "train --epoch 3": "No such option: --epoch (Possible options: --epochs, --teacher); "
    "see `inkling train --help`",
    "train --resume --overwrite": "--resume and --overwrite exclude each other",
}
"""Lines on standard error for arguments that Typer rejects; without any, it prints the help."""


@pytest.mark.parametrize(("arguments", "message"), MESSAGES.items())
def test_arguments_that_typer_rejects_are_reported_in_one_line(
    arguments, message, monkeypatch, capsys, tmp_path
):
    (tmp_path / "text.txt").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")  # main sets it
    monkeypatch.setattr(sys, "argv", ["inkling", *arguments.split()])

    with pytest.raises(SystemExit) as stopped:
        main()

    assert stopped.value.code == 2
    assert capsys.readouterr().err == (f"inkling: {message}\n" if message else "")


@pytest.mark.parametrize("arguments", CASES)
def test_command_with_a_bad_value_says_so_in_one_sentence_and_writes_nothing(
    arguments, tmp_path, monkeypatch, capsys
):
    (tmp_path / "text.txt").write_text("no model, no picture, no recipe")
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")  # main sets it
    monkeypatch.setenv("COLUMNS", "600")  # no line is broken
    monkeypatch.setattr(sys, "argv", ["inkling", *arguments.split()])

    with pytest.raises(SystemExit) as stopped:
        main()
    output, errors = capsys.readouterr()

    assert stopped.value.code in (1, 2)
    assert errors.startswith("inkling: ") or output.strip()
    assert errors.count("\n") <= 1
    assert "Traceback" not in errors
    assert "[Errno" not in errors
    assert "codec" not in errors
    # `check-mine --image` without a label asks for the one that is missing.
    options = [word for word in arguments.split() if word.startswith("--")]
    assert not options or any(option in errors + output for option in [*options, "--label"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "text.txt"]


def test_cases_name_every_command():
    names = {command.callback.__name__.replace("_", "-") for command in cli.registered_commands}
    assert names <= {case.split()[0] for case in CASES}
    assert CliRunner().invoke(cli, []).exit_code == 2


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            MemoryError("Unable to allocate 5.71 TiB"),
            "Not enough memory: Unable to allocate 5.71 TiB",
        ),
        (EOFError(), "Stopped at an unexpected end of the input."),
    ],
)
def test_command_that_fails_for_want_of_memory_or_input_says_so(
    error, message, monkeypatch, capsys
):
    def fail():
        raise error

    failing = typer.Typer()
    failing.command()(fail)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")  # main sets it
    monkeypatch.setattr(sys, "argv", ["inkling"])
    monkeypatch.setattr("app.cli.app.cli", failing)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.strip() == f"inkling: {message}"
