"""Verdict on each line: which known mistakes explain it.

Formulas are compared in a miniature of the network, where hundreds of them cost milliseconds: a
mistake is a property of the formula and not of the numbers. Lines that hold sizes of the network
itself do not run there, and are compared in the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from model.explanation.check_mine.comparison import agrees
from model.explanation.check_mine.diagnosis import Trials, diagnose
from model.explanation.check_mine.explanations import ONE_SAMPLE_ONLY
from model.explanation.check_mine.mistakes import Finding, order
from model.explanation.check_mine.program import Outcome, run
from model.explanation.check_mine.repairs import is_right, repair, unparse
from model.explanation.check_mine.syntax import Line, LineError
from model.explanation.check_mine.world import SMALL_BATCH, World, miniature, small_batch
from model.explanation.named_arrays import NotFiniteError

MAX_PARAMETERS = 200_000
"""Formulas are also compared in a network itself if it is not larger."""


Place = Literal["miniature", "itself"]
_Run = tuple[World, list[Outcome | None]]


@dataclass(frozen=True)
class Verdict:
    """The mistakes of a line.

    Attributes
    ----------
    findings : tuple of Finding
        As few as explain the result.
    notes : tuple of str
        Sentences about what is no known mistake.
    corrected_line : str or None
        A line at which numpy stops, with the mistakes corrected.
    """

    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    corrected_line: str | None = None


@dataclass
class Examiner:
    """Finds the mistakes of lines.

    Attributes
    ----------
    lines : sequence of Line
    world : World
    outcomes : list of Outcome
        What each line computes there.
    """

    lines: Sequence[Line]
    world: World
    outcomes: list[Outcome]
    _trials: Trials = field(default_factory=Trials)
    _runs: dict[tuple[Place, int, bool], _Run | None] = field(default_factory=dict)

    def verdict(self, k: int) -> Verdict:
        """Return the mistakes of the line with this index."""
        outcome = self.outcomes[k]
        expected = self.world.gradients.get(outcome.name)
        if expected is None:
            return Verdict()
        if outcome.value is None:
            return self._of_stop(k)
        if agrees(outcome.value, expected):
            return self._of_several(k)
        not_finite = [step for step in outcome.steps if step.non_finite][:1]
        notes = tuple(f"{s.expression} has entries that are {s.non_finite}." for s in not_finite)
        return Verdict(self._of_wrong(k, self.world.N), notes)

    def _of_stop(self, k: int) -> Verdict:
        """Return the mistakes of a line at which numpy stops."""
        outcome = self.outcomes[k]
        for N in {self.world.N: None, 1: None}:
            ran = self._run("miniature", N)
            small = ran and ran[1][k]
            if not ran or not small:
                continue
            findings, corrected = repair(small, ran[0], self._trials)
            if corrected is None:
                continue
            repaired = replace(outcome, line=replace(outcome.line, expression=corrected))
            if N != self.world.N:  # what mends one of the samples does not mend all of them
                return Verdict(findings)
            if is_right(repaired, self.world):
                text = f"{outcome.name} = {unparse(corrected)}"
                return Verdict(findings, self._note_on_corrected(k, repaired), text)
        return Verdict()

    def _note_on_corrected(self, k: int, repaired: Outcome) -> tuple[str, ...]:
        if self.world.N > 1:
            return ()
        ran = self._run("itself", SMALL_BATCH)
        several = ran and ran[1][k]
        if not ran or not several or is_right(replace(several, line=repaired.line), ran[0]):
            return ()
        return (f"The corrected line is {ONE_SAMPLE_ONLY}.",)

    def _of_several(self, k: int) -> Verdict:
        """Return the mistakes in a right result of one sample that a batch shows."""
        ran = self._run("itself", SMALL_BATCH) if self.world.N == 1 else None
        outcome = ran and ran[1][k]
        if not ran or not outcome:
            return Verdict()
        if outcome.value is None:
            message = outcome.stop.message if outcome.stop else ""
            return Verdict(notes=(f"This line is {ONE_SAMPLE_ONLY}; numpy stops: {message}",))
        if agrees(outcome.value, ran[0].gradients[outcome.name]):
            return Verdict()
        findings = self._of_wrong(k, SMALL_BATCH)
        return Verdict(findings, () if findings else (f"This line is {ONE_SAMPLE_ONLY}.",))

    def _of_wrong(self, k: int, N: int) -> tuple[Finding, ...]:
        """Return the mistakes that a wrong result of N samples is."""
        found = self._compare(k, N, "miniature", max_mistakes=2)
        if not found and sum(W.size for W in self.world.weights) <= MAX_PARAMETERS:
            found = self._compare(k, N, "itself", max_mistakes=1)
        return found

    def _compare(self, k: int, N: int, place: Place, max_mistakes: int) -> tuple[Finding, ...]:
        updating = self._run(place, N)
        outcome = updating and updating[1][k]
        if not updating or not outcome or outcome.value is None:
            return ()
        world, name = updating[0], outcome.name
        keeping = self._run(place, N, with_updates=False)
        old = keeping and keeping[1][k]
        if old and old.value is not None and not np.array_equal(old.value, outcome.value):
            found: tuple[Finding, ...] = (Finding("updated-weights"),)
            if not agrees(old.value, world.gradients[name]):
                found += diagnose(old.value, world, name, self._trials, max_mistakes)
            return order(found)
        if agrees(outcome.value, world.gradients[name]):
            return ()
        return diagnose(outcome.value, world, name, self._trials, max_mistakes)

    def _run(self, place: Place, N: int, with_updates: bool = True) -> _Run | None:
        """Return a world and what each line computes there; None if it asks for too much."""
        key = place, N, with_updates
        if key not in self._runs:
            try:
                self._runs[key] = self._run_anew(place, N, with_updates)
            except (LineError, NotFiniteError):
                self._runs[key] = None
        return self._runs[key]

    def _run_anew(self, place: Place, N: int, with_updates: bool) -> _Run | None:
        world = self.world
        if place == "miniature":
            world = miniature(world, N)
        elif world.N != N:
            world = small_batch(world)
        if with_updates:
            return world, [*run(self.lines, world)]
        W = {name for name in world.given if name.startswith("W")}
        if not any(line.name in W for line in self.lines):
            return None
        kept = iter(run(self.lines, world, skipped=W))
        return world, [None if line.name in W else next(kept) for line in self.lines]
