"""Runs of the lines in a miniature of the network, or in the network with another batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from model.explanation.named_arrays import NotFiniteError
from model.explanation.submitted_code.environment import Environment, miniature, small_batch
from model.explanation.submitted_code.program import Outcome, run
from model.explanation.submitted_code.syntax import Line, LineError

Network = Literal["miniature", "original"]


class LineRun(NamedTuple):
    """Outcome of one line, and the environment in which it ran."""

    outcome: Outcome
    environment: Environment


@dataclass
class LineRuns:
    """Runs of the lines, each made once.

    Attributes
    ----------
    lines : sequence of Line
    environment : Environment
        The network and the batch for which the lines were submitted.
    """

    lines: Sequence[Line]
    environment: Environment
    _runs: dict[tuple[Network, int, bool], list[LineRun | None]] = field(default_factory=dict)

    def get(self, k: int, network: Network, N: int, *, with_updates: bool = True) -> LineRun | None:
        """Return the run of the line with index `k`.

        Parameters
        ----------
        k : int
        network : str
            "miniature" or "original".
        N : int
            Number of samples.
        with_updates : bool
            Whether lines that assign to weights are run; without them all gradients are taken at
            the weights of the forward pass.

        Returns
        -------
        LineRun or None
            None if the lines ask for too much there, if a number is not finite, or if there are no
            updates to be left out.
        """
        key = network, N, with_updates
        if key not in self._runs:
            try:
                self._runs[key] = self._run(network, N, with_updates)
            except (LineError, NotFiniteError):
                self._runs[key] = [None] * len(self.lines)
        return self._runs[key][k]

    def _run(self, network: Network, N: int, with_updates: bool) -> list[LineRun | None]:
        environment = self.environment
        if network == "miniature":
            environment = miniature(environment, N)
        elif environment.N != N:
            environment = small_batch(environment)
        if with_updates:
            return [LineRun(outcome, environment) for outcome in run(self.lines, environment)]
        W = environment.updatable
        if not any(line.name in W for line in self.lines):
            return [None] * len(self.lines)
        outcomes = iter(run(self.lines, environment, skipped=W))
        return [
            None if line.name in W else LineRun(next(outcomes), environment) for line in self.lines
        ]
