"""`inkling train` as a process: progress, interruption, kill and resume."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from filelock import FileLock
from typer.testing import CliRunner

from app.cli import run_folder
from app.cli.app import cli
from app.cli.training_checks import UselessNetworkError
from model.serialization import model_file
from model.training import checkpoint
from model.training.checkpoint import CheckpointError
from model.training.loop import DivergedError

pytestmark = pytest.mark.mnist

TIMEOUT_S = 120

RECIPE = """
hidden = [30]
sources = { mnist = 30000 }
epochs = 8
batch_size = 32
warmup_steps = 20
averaging = 0.9
validation_size = 200
[augmentation]
elastic_px = 0.5
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("recipe") / "small.toml"
    path.write_text(RECIPE)
    return path


def start_command(*arguments: object, threads: int = 1) -> subprocess.Popen[str]:
    """Start the command as a process of its own, in an environment that asks for BLAS threads."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", "train", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": str(threads)},
    )


def epochs_saved(folder: Path) -> int:
    try:
        return checkpoint.load(folder).epoch
    except CheckpointError:
        return 0


def wait_for_epoch(process: subprocess.Popen[str], folder: Path, epoch: int) -> None:
    """Return as soon as `epoch` epochs are on the disk, while the process runs."""
    deadline = time.monotonic() + TIMEOUT_S
    while epochs_saved(folder) < epoch:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, f"expected epoch {epoch} within {TIMEOUT_S} s"
        time.sleep(0.002)


INTERRUPT = """
import os, signal, sys
from app.cli import main
from model.training import checkpoint

save = checkpoint.save

def save_and_interrupt(folder, run):
    save(folder, run)
    if run.epoch == {epoch}:
        os.kill(os.getpid(), signal.SIGINT)

checkpoint.save = save_and_interrupt
main()
"""


def run_and_interrupt(epoch: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command and send it SIGINT as soon as `epoch` epochs are saved."""
    script = INTERRUPT.format(epoch=epoch)
    process = subprocess.Popen(
        [sys.executable, "-c", script, "train", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return wait_for_exit(process)


def wait_for_exit(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    out, err = process.communicate(timeout=TIMEOUT_S)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def run(*arguments: object):
    """Run the command in this process."""
    return CliRunner().invoke(cli, ["train", *map(str, arguments)])


@pytest.fixture(scope="module")
def whole(recipe, tmp_path_factory) -> Path:
    """The folder of a run that was never interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    assert (
        wait_for_exit(start_command("--recipe", recipe, "--output", folder, "--json")).returncode
        == 0
    )
    return folder


def test_train_killed_at_several_moments_and_resumed_has_the_weights_of_a_whole_run(
    recipe, whole, tmp_path
):
    options = ("--recipe", recipe, "--output", tmp_path)
    for epoch, delay_s, resume in [(1, 0.0, ()), (3, 0.05, ("--resume",)), (5, 0.1, ("--resume",))]:
        process = start_command(*options, *resume)
        wait_for_epoch(process, tmp_path, epoch)
        time.sleep(delay_s)
        process.kill()  # SIGKILL: no handler runs
        assert wait_for_exit(process).returncode == -signal.SIGKILL

    assert wait_for_exit(start_command(*options, "--resume")).returncode == 0

    killed = model_file.load(tmp_path / "small.safetensors")
    uninterrupted = model_file.load(whole / "small.safetensors")
    assert [W.tobytes() for W in killed.weights] == [W.tobytes() for W in uninterrupted.weights]


def test_train_stopped_by_ctrl_c_prints_how_to_continue(recipe, tmp_path):
    stopped = run_and_interrupt(1, "--recipe", recipe, "--output", tmp_path)

    assert stopped.returncode == 130
    assert "Stopped: 1 of 8 epochs are saved." in " ".join(stopped.stderr.split())
    assert "Continue with the same command and --resume." in " ".join(stopped.stderr.split())
    assert "Traceback" not in stopped.stderr
    assert not (tmp_path / "small.safetensors").exists()


def test_train_resumed_after_ctrl_c_has_the_weights_of_a_whole_run(recipe, whole, tmp_path):
    assert run_and_interrupt(2, "--recipe", recipe, "--output", tmp_path).returncode == 130

    again = start_command("--recipe", recipe, "--output", tmp_path, "--resume")
    assert wait_for_exit(again).returncode == 0

    stopped = model_file.load(tmp_path / "small.safetensors")
    uninterrupted = model_file.load(whole / "small.safetensors")
    assert [W.tobytes() for W in stopped.weights] == [W.tobytes() for W in uninterrupted.weights]


def test_train_has_the_same_weights_whatever_number_of_threads_is_asked_for(recipe, tmp_path):
    options = ("--recipe", recipe, "--epochs", 1, "--batch-size", 512, "--hidden", "400,100")
    files = []
    for threads in (1, 2):
        folder = tmp_path / str(threads)
        assert (
            wait_for_exit(start_command(*options, "--output", folder, threads=threads)).returncode
            == 0
        )
        files.append(model_file.load(folder / "small.safetensors").weights)

    assert [W.tobytes() for W in files[0]] == [W.tobytes() for W in files[1]]


def test_train_writes_weights_with_metadata(whole, recipe):
    model = model_file.load(whole / "small.safetensors")

    assert model.sizes == [784, 30, 10]
    assert model.metadata["seed"] == 1
    assert model.metadata["recipe"]["sources"] == {"mnist": 30000}
    assert model.metadata["scores"]["mnist_validation"] > 0.5
    assert set(model.metadata["data"]) == {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}


def test_train_writes_history_and_curve(whole):
    history = json.loads((whole / "history.json").read_text())
    curve = ET.parse(whole / "curve.svg").getroot()

    assert [record["epoch"] for record in history] == list(range(1, 9))
    assert all(np.isfinite(record["loss"]) for record in history)
    assert all(0 <= record["validation"]["mnist"] <= 1 for record in history)
    assert curve.tag == "{http://www.w3.org/2000/svg}svg"


def test_train_with_json_prints_the_summary(recipe, tmp_path):
    result = run("--recipe", recipe, "--output", tmp_path, "--epochs", 1, "--json")

    summary = json.loads(result.stdout)
    assert summary["epochs"] == 1
    assert summary["sizes"] == [784, 30, 10]
    assert summary["parameters"] == 785 * 30 + 31 * 10
    assert Path(summary["weights"]).is_file()


def test_train_prints_the_summary_as_text(recipe, tmp_path):
    result = run("--recipe", recipe, "--output", tmp_path, "--epochs", 1, "--name", "mine")

    assert "mine 784-30-10, 23,860 parameters, 1 epoch in " in result.stdout
    assert "validation accuracy on MNIST:" in result.stdout
    assert (tmp_path / "mine.safetensors").is_file()


def test_train_in_the_folder_of_another_run_fails_and_changes_nothing(recipe, whole):
    before = (whole / checkpoint.FILE).read_bytes()

    result = run("--recipe", recipe, "--output", whole)

    assert isinstance(result.exception, CheckpointError)
    assert "already contains a run; continue it with --resume" in str(result.exception)
    assert (whole / checkpoint.FILE).read_bytes() == before


def test_train_with_overwrite_starts_a_new_run(recipe, tmp_path):
    options = ("--recipe", recipe, "--output", tmp_path, "--epochs", 1)
    assert run(*options).exit_code == 0

    assert run(*options, "--overwrite", "--seed", 9).exit_code == 0
    assert checkpoint.load(tmp_path).recipe.seed == 9


@pytest.mark.parametrize("option", ["--initialization", "--initialisation"])
def test_train_accepts_both_spellings_of_initialization(recipe, tmp_path, option):
    result = run("--recipe", recipe, "--output", tmp_path, "--epochs", 1, option, "lecun")

    assert result.exit_code == 0
    assert checkpoint.load(tmp_path).recipe.initialization == "lecun"


def test_train_resumed_with_another_recipe_names_what_differs(recipe, whole):
    result = run("--recipe", recipe, "--output", whole, "--resume", "--batch-size", 8)

    assert "got other batch_size" in str(result.exception)


def test_train_resumed_without_a_checkpoint_fails(recipe, tmp_path):
    result = run("--recipe", recipe, "--output", tmp_path, "--resume")

    assert "expected a checkpoint to resume from, got none" in str(result.exception)


def test_train_resumed_from_a_damaged_checkpoint_fails(recipe, whole, tmp_path):
    (tmp_path / checkpoint.FILE).write_bytes((whole / checkpoint.FILE).read_bytes()[:5000])

    result = run("--recipe", recipe, "--output", tmp_path, "--resume")

    assert "expected a checkpoint, got a damaged file" in str(result.exception)


def test_train_with_resume_and_overwrite_fails(recipe, tmp_path):
    result = run("--recipe", recipe, "--output", tmp_path, "--resume", "--overwrite")

    assert result.exit_code == 2
    assert "--resume and --overwrite exclude each other" in result.stderr


def test_train_that_diverges_stops_with_advice_and_exit_status_1(recipe, tmp_path):
    options = ("--recipe", recipe, "--output", tmp_path, "--learning-rate", "1e38")
    stopped = wait_for_exit(start_command(*options))

    assert stopped.returncode == 1
    assert "try a lower learning rate than 1e+38" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert "Warning" not in stopped.stderr


def test_train_that_is_worse_than_guessing_exits_with_1_and_writes_no_weights(recipe, tmp_path):
    options = ("--recipe", recipe, "--output", tmp_path, "--epochs", 1, "--learning-rate", 1000)
    result = run(*options)

    with pytest.raises(DivergedError, match="The training diverged: its last loss is"):
        raise result.exception
    assert not (tmp_path / "small.safetensors").exists()


@pytest.mark.parametrize(
    "name", ["../evil", "/tmp/evil", ".hidden", "", "a\\b", "a\nb", "checkpoint"]
)
def test_train_with_a_name_that_is_no_file_name_fails_before_training(tmp_path, name):
    result = run("--output", tmp_path / "run", "--name", name)

    assert result.exit_code == 2
    assert "--name: " in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_train_into_a_folder_that_cannot_be_written_fails_before_training(recipe, tmp_path):
    (tmp_path / "file").write_text("mine")

    stopped = wait_for_exit(
        start_command("--recipe", recipe, "--output", tmp_path / "file" / "run")
    )

    assert stopped.returncode == 1
    file = tmp_path / "file" / "run" / "checkpoint.safetensors"
    expected = f"expected a file that can be written, got {file}: Not a directory"
    assert stopped.stderr == f"inkling: --output: {expected}\n"


def test_train_in_the_folder_of_a_run_in_progress_is_refused(recipe, tmp_path):
    with FileLock(tmp_path / run_folder.LOCK_FILE):
        for options in ((), ("--overwrite",)):
            result = run("--recipe", recipe, "--output", tmp_path, *options)
            assert "Another run is training in" in str(result.exception)
    assert not (tmp_path / checkpoint.FILE).exists()


def test_train_with_a_teacher_learns_from_that_file(recipe, whole, tmp_path):
    teacher = whole / "small.safetensors"
    options = ("--recipe", recipe, "--output", tmp_path, "--epochs", 1, "--teacher", teacher)

    assert run(*options).exit_code == 0
    taught = model_file.load(tmp_path / "small.safetensors")
    assert taught.metadata["recipe"]["teacher"] == str(teacher)
    assert run(*options, "--overwrite", "--teacher", "").exit_code == 0
    alone = model_file.load(tmp_path / "small.safetensors")
    assert [W.tobytes() for W in alone.weights] != [W.tobytes() for W in taught.weights]


@pytest.mark.parametrize("teacher", ["absent", "absent.safetensors"])
def test_train_with_an_unknown_teacher_fails_before_training(recipe, tmp_path, teacher):
    result = run("--recipe", recipe, "--output", tmp_path / "run", "--teacher", teacher)

    assert "expected the name of a bundled model" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_train_suggests_a_command_that_a_shell_understands(recipe, tmp_path):
    folder = tmp_path / f"it's [mine] {'long ' * 20}"
    result = run("--recipe", recipe, "--output", folder, "--epochs", 1)

    *_, last = result.stdout.splitlines()
    assert shlex.split(last)[-2:] == ["--weights", str(folder / "small.safetensors")]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--hidden", "100,x", "--hidden: expected sizes such as 100,10, got '100,x'"),
        ("--hidden", "0", "--hidden: expected sizes of at least 1, got 0"),
        ("--epochs", "0", "epochs: expected at least 1, got 0"),
        ("--learning-rate", "-1", "--learning-rate: expected a number above 0, got -1.0"),
        ("--recipe", "nowhere", "expected a recipe .* or a TOML file, got 'nowhere'"),
    ],
)
def test_train_with_invalid_options_prints_expected_and_got(tmp_path, option, value, message):
    result = run("--output", tmp_path, option, value)

    with pytest.raises(ValueError, match=message):
        raise result.exception


def test_diagnose_shows_six_checks_and_trains_nothing(tmp_path):
    output = tmp_path / "run"
    arguments = ["--hidden", "30", "--optimizer", "sgd", "--output", str(output)]
    good = CliRunner().invoke(cli, ["train", "--diagnose", "--learning-rate", "0.5", *arguments])
    assert good.exit_code == 0, good.output
    assert good.output.count("ok   ") == 6
    assert "Checked with 1000 images, MNIST." in good.output
    assert not output.exists()

    bad = CliRunner().invoke(cli, ["train", "--diagnose", "--learning-rate", "1000", *arguments])
    assert bad.exit_code == 1
    assert "far too large for sgd: try 0.5" in bad.output
    assert bad.output.splitlines()[-1] == "Fix this first: Learning rate."


@pytest.mark.parametrize("options", [("--weight-decay", "1"), ("--learning-rate", "10")], ids=str)
def test_train_of_a_network_that_ignores_its_input_fails(tmp_path, options):
    result = CliRunner().invoke(
        cli, ["train", "--images", "10000", "--epochs", "3", *options, "--output", str(tmp_path)]
    )
    assert isinstance(result.exception, UselessNetworkError)
    assert "The network has learned nothing: it answers" in str(result.exception)
    assert not list(tmp_path.glob("mine*"))
