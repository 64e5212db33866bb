"""A cluster of Ray with two nodes on this machine, of which one is killed."""

import os
import re
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ray_cluster import MAX_STARTS, TIMED_OUT
from app.sweep.schemas import SweepResult
from model.preprocessing.rasterization import draw
from tests.integration.ray_processes import TIMEOUT_S, kill_session, processes, wait_until
from tests.support.handwriting import digit

BIN = Path(__file__).parents[2] / ".venv-scale" / "bin"
SCANS = 1500
STARTED = "Ray runtime started"
HEAD_STARTED = re.compile(STARTED + r".*ray start --address='(\S+)'", re.DOTALL)
"""Messages of a head, with the address at which other nodes join."""

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(not (BIN / "inkling").exists(), reason="needs Ray: run `make ray`"),
]

SWEEP = """
metric = "mnist"
seeds = 2
[settings]
hidden = [20]
epochs = 4
images = 3000
validation_size = 500
augmentation.elastic_px = 0.0
[space]
learning_rate = [0.003, 0.006]
[budget]
early_stopping = false
"""


class Cluster:
    """Nodes with one core each, and the environment of the commands that use them.

    Parameters
    ----------
    folder : pathlib.Path
        For logs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._nodes: list[subprocess.Popen[str]] = []
        self.environment = os.environ | {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
        }

    def add_node(self) -> subprocess.Popen[str]:
        """Start a node, the first as the head, and return its process when it has joined.

        Ray gives up after half a minute, which is too short on a very busy machine.
        """
        for _ in range(MAX_STARTS):
            node, messages = self._start_node()
            if self._has_started(messages):
                self._nodes.append(node)
                return node
            kill_session(node)
            assert TIMED_OUT in messages, messages
        raise AssertionError(f"Ray did not start within its time limit, {MAX_STARTS} times")

    def _start_node(self) -> tuple[subprocess.Popen[str], str]:
        """Start a process; return it, and what it wrote until it had joined or ended."""
        place = ["--head", "--port=0", "--include-dashboard=false"]  # 0: any that is free
        if self._nodes:
            place = [f"--address={self.environment['RAY_ADDRESS']}"]
        log = self._folder / f"node{len(self._nodes)}.log"
        environment = {n: v for n, v in self.environment.items() if n != "RAY_ADDRESS"}
        options = ["--num-cpus=1", "--object-store-memory=100000000", "--disable-usage-stats"]
        with log.open("w") as file:
            node = subprocess.Popen(
                [BIN / "ray", "start", *place, *options, "--node-ip-address=127.0.0.1", "--block"],
                env=environment,
                stdout=file,
                stderr=file,
                text=True,
                start_new_session=True,
            )
        wait_until(
            lambda: self._has_started(log.read_text()) or node.poll() is not None,
            node,
        )
        return node, log.read_text()

    def _has_started(self, messages: str) -> bool:
        """Return whether a node has joined by its messages, and note the address of the head."""
        if self._nodes:
            return STARTED in messages
        head = HEAD_STARTED.search(messages)
        if head is None:
            return False
        self.environment["RAY_ADDRESS"] = head[1]
        return True

    def start(self, *command: object) -> subprocess.Popen[str]:
        """Start `inkling` on the cluster, with its messages in a log."""
        with (self._folder / "command.log").open("w") as log:
            return subprocess.Popen(
                [BIN / "inkling", *map(str, command)],
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
            )

    def messages(self) -> str:
        """Return what the last command has written."""
        return (self._folder / "command.log").read_text()

    def stop(self) -> None:
        """Kill all nodes."""
        for node in self._nodes:
            kill_session(node)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    """A cluster of one node."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.add_node()
        yield cluster
    finally:
        cluster.stop()


@pytest.mark.mnist
def test_sweep_on_a_cluster_survives_the_loss_of_a_node(cluster, tmp_path):
    node = cluster.add_node()
    file, folder = tmp_path / "rates.toml", tmp_path / "rates"
    file.write_text(SWEEP)
    process = cluster.start("sweep", file, "--output", folder)
    trials = ("trial_0000", "trial_0001")  # one on each node, unless one was slow to join
    wait_until(
        lambda: (
            all(list(folder.glob(f"ray/{t}/checkpoint_*")) for t in trials)
            and processes(node.pid, "ImplicitFunc")
        ),
        process,
    )
    kill_session(node)

    assert process.wait(TIMEOUT_S) == 0, cluster.messages()
    result = SweepResult.model_validate_json((folder / "sweep.json").read_text())
    assert [trial.state for trial in result.trials] == ["finished"] * 4
    assert [len(trial.curve) for trial in result.trials] == [4] * 4
    assert result.winner is not None


def test_scoring_on_a_cluster_survives_the_loss_of_a_node(cluster, tmp_path):
    scans, output = tmp_path / "scans", tmp_path / "scans.csv"
    scans.mkdir()
    for i in range(SCANS):
        path = scans / f"{i:04}.png"
        if i < 10:
            draw(digit(i, 80, 20, 20), 7, (128, 128)).save(path)
        else:
            path.write_bytes((scans / f"{i % 10:04}.png").read_bytes())
    node = cluster.add_node()
    process = cluster.start("predict", scans, "--output", output, "--on", "ray")
    wait_until(lambda: list(tmp_path.glob(".scans.csv.parts/*.part")), process)
    kill_session(node)

    assert process.wait(TIMEOUT_S) == 0, cluster.messages()
    rows = output.read_text().splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == [str(p) for p in sorted(scans.iterdir())]
    answers = [row.partition(",")[2] for row in rows]
    assert answers == answers[:10] * (SCANS // 10)
