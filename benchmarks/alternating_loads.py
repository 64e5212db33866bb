"""Loads of several servers, applied in turn so that all suffer the same disturbances."""

from collections.abc import Callable

from benchmarks.drawings import Form
from benchmarks.rounds import run_rounds
from benchmarks.server import Server
from benchmarks.table import Spread, format_short
from benchmarks.wrk import Load, load

ROUNDS, SECONDS = 5, 1.0


class Loads:
    """Applies several loads alternately and keeps their results."""

    def __init__(self, *, quick: bool) -> None:
        self._quick = quick
        self.results: dict[str, list[Load]] = {}

    def run(self, targets: dict[str, tuple[Server, Form, int]]) -> dict[str, list[float]]:
        """Return the successful replies per second of each target in each round."""
        seconds = 0.2 if self._quick else SECONDS

        def run_once(name: str) -> float:
            self.results.setdefault(name, []).append(load(*targets[name], seconds))
            return self.results[name][-1].rate

        measurements: dict[str, Callable[[], float]] = {n: lambda n=n: run_once(n) for n in targets}
        rates = run_rounds(measurements, 1 if self._quick else ROUNDS)
        self.results = {
            name: loads[1:] for name, loads in self.results.items()
        }  # without the warm-up
        return rates

    def cells(self, name: str, label: str, connections: int) -> list[str]:
        loads = self.results[name]

        def median(figure: str) -> float:
            return Spread.of([getattr(result, figure) for result in loads]).median

        refused = median("refused")
        rate = format_short(median("rate")) + (
            f" ({refused:.0%} refused)" if refused > 0.001 else ""
        )
        figures = [
            format_short(median(figure))
            for figure in ("median_ms", "p99_ms", "cpu_ms", "memory_mb")
        ]
        return [label, str(connections), rate, *figures]

    def p99_ms(self, name: str) -> list[float]:
        return [result.p99_ms for result in self.results[name]]

    def cpu_ms(self, name: str) -> list[float]:
        return [result.cpu_ms for result in self.results[name]]
