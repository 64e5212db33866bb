"""Verdict on each line: the known mistakes that explain it.

Formulas are compared in a miniature of the network, where hundreds of them cost milliseconds: a
mistake is a property of the formula and not of the numbers. Lines that hold sizes of the network
itself do not run there, and are compared in the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from model.explanation.submitted_code import comparison
from model.explanation.submitted_code.diagnosis import Trials, diagnose, names_of_factor
from model.explanation.submitted_code.environment import SMALL_BATCH, Environment
from model.explanation.submitted_code.explanations import (
    GROUPING,
    GROUPING_OF_PRODUCT,
    ONE_SAMPLE_ONLY,
    explain_bias,
    explain_operator,
)
from model.explanation.submitted_code.hints import hint, hint_on_name
from model.explanation.submitted_code.line_runs import LineRun, LineRuns, Network
from model.explanation.submitted_code.mistakes import Finding, order
from model.explanation.submitted_code.parser import parse
from model.explanation.submitted_code.program import Outcome
from model.explanation.submitted_code.repairs import factor_of, is_correct, repair
from model.explanation.submitted_code.rewriting import (
    completed,
    grouped,
    grouped_product,
    products,
    with_operators,
)
from model.explanation.submitted_code.syntax import Line, Node
from model.explanation.submitted_code.unparser import unparse

_MEAN_OF_ONE = "The corrected line also divides by N, which one sample cannot show."
_MEAN_MISTAKES = ("missing-mean", "mean-twice")
"""Mistakes that one sample does not show."""

MAX_PARAMETERS = 200_000
"""Formulas are also compared in the original network if it is not larger."""


@dataclass(frozen=True)
class Verdict:
    """The mistakes of a line.

    Attributes
    ----------
    findings : tuple of Finding
        As few as explain the result.
    notes : tuple of str
        Sentences about results that match none of the known mistakes.
    corrected_line : str or None
        The line with the mistakes corrected, which is right for one sample and for a batch.
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
    environment : Environment
    outcomes : list of Outcome
        What each line computes there.
    """

    lines: Sequence[Line]
    environment: Environment
    outcomes: list[Outcome]
    _trials: Trials = field(default_factory=Trials)
    _runs: LineRuns = field(init=False)

    def __post_init__(self) -> None:
        self._runs = LineRuns(self.lines, self.environment)

    def verdict(self, k: int) -> Verdict:
        """Return the mistakes of the line with this index."""
        return self._verified(k, self._unverified(k))

    def _unverified(self, k: int) -> Verdict:
        outcome = self.outcomes[k]
        expected = self.environment.gradients.get(outcome.name)
        if expected is None:
            return Verdict((), self._notes_on_name(k))
        if outcome.value is None:
            return self._of_stop(k)
        if comparison.is_correct(outcome.value, self.environment, outcome.name):
            return self._of_several(k)
        not_finite = [step for step in outcome.steps if step.non_finite][:1]
        notes = tuple(f"{s.expression} has entries that are {s.non_finite}." for s in not_finite)
        is_bias = self.environment.targets[outcome.name].kind == "db"
        if is_bias and self.environment.matrix(outcome.name, outcome.value).shape != expected.shape:
            notes += (explain_bias(outcome.name, self.environment),)
        findings = self._of_wrong(k, self.environment.N)
        if not findings and not notes:
            notes = tuple(filter(None, (hint(outcome.value, self.environment, outcome.name),)))
        return Verdict(findings, notes, self._mended(k) if findings else None)

    def _mended(self, k: int) -> str | None:
        """Return a line that gives a wrong result, with its mistakes corrected."""
        outcome = self.outcomes[k]
        small = self._runs.get(k, "miniature", max(self.environment.N, SMALL_BATCH))
        if small is None:
            return None
        corrected: Node | None = with_operators(outcome.line.expression)
        if not is_correct(*small):
            corrected = repair(*small, self._trials)[1]
        return None if corrected is None else f"{outcome.name} = {unparse(corrected)}"

    def _verified(self, k: int, verdict: Verdict) -> Verdict:
        """Return a verdict whose corrected line has sign and mean right, or is left out.

        The line is run for a batch, which shows the mean also if there is one sample.
        """
        if verdict.corrected_line is None:
            return verdict
        unverified = replace(verdict, corrected_line=None)
        expression = parse(verdict.corrected_line)[0].expression
        N = max(self.environment.N, SMALL_BATCH)
        batch = self._runs.get(k, "original", N)
        if batch is None:
            return unverified
        factor = factor_of(*_with_expression(batch, expression))
        if factor is None:
            return unverified
        names = names_of_factor(factor, N)
        findings, notes = verdict.findings, verdict.notes
        if self.environment.N > 1:
            findings = order((*findings, *map(Finding, names)))
        elif findings and "missing-mean" in names:
            notes = (_MEAN_OF_ONE, *notes)
        unverified = replace(unverified, findings=findings, notes=notes)
        for candidate in completed(expression, names, self.environment):
            runs = batch, self._submitted(k)
            if all(factor_of(*_with_expression(run, candidate)) == 1 for run in runs):
                line = f"{self.outcomes[k].name} = {unparse(candidate)}"
                notes = (*self._note_on_operator(k, candidate, findings), *notes)
                return replace(unverified, notes=notes, corrected_line=line)
        return unverified

    def _note_on_operator(
        self, k: int, corrected: Node, findings: Sequence[Finding]
    ) -> tuple[str, ...]:
        """Return the sentence about the one product that must be of the other kind, if any."""
        mistakes = {finding.mistake for finding in findings}
        if "matrix-product" not in mistakes or "factor-order" in mistakes:
            return ()
        written = with_operators(self.outcomes[k].line.expression)
        sentence = explain_operator(products(written), products(corrected))
        return (sentence,) if sentence else ()

    def _submitted(self, k: int) -> LineRun:
        return LineRun(self.outcomes[k], self.environment)

    def _notes_on_name(self, k: int) -> tuple[str, ...]:
        """Return hints on a line whose name is not that of a gradient."""
        names = {outcome.name for outcome in self.outcomes}
        note = hint_on_name(self.outcomes[k].name, names, self.environment)
        return (note,) if note else ()

    def _of_stop(self, k: int) -> Verdict:
        """Return the mistakes of a line at which numpy stops."""
        outcome = self.outcomes[k]
        expression = with_operators(outcome.line.expression)
        if verdict := self._of_grouping(k, expression, self.environment.N):
            return verdict
        # A batch first: there, few changes but the right ones fix a line.
        batch_size = self.environment.N
        for N in dict.fromkeys((max(batch_size, SMALL_BATCH), batch_size, 1)):
            small = self._runs.get(k, "miniature", N)
            if small is None:
                continue
            findings, corrected = repair(*small, self._trials)
            if corrected is None:
                continue
            # What fixes one sample does not fix a batch: there the factors must be grouped.
            grouping = self._of_grouping(k, corrected, max(batch_size, SMALL_BATCH))
            if batch_size > N:
                return replace(grouping or Verdict(), findings=findings)
            if batch_size == 1:  # as for other lines, whose mean shows in a batch alone
                findings = tuple(f for f in findings if f.mistake not in _MEAN_MISTAKES)
            if not is_correct(*_with_expression(self._submitted(k), corrected)):
                continue
            if grouping is not None:
                return replace(grouping, findings=findings)
            text = f"{outcome.name} = {unparse(corrected)}"
            return Verdict(findings, (), text)
        return Verdict()

    def _of_grouping(self, k: int, expression: Node, N: int) -> Verdict | None:
        """Return the verdict on an expression that is right if its factors are grouped."""
        candidates: list[tuple[Node, str]] = []
        if group := grouped(expression):
            candidates.append((group, GROUPING.format(first=unparse(group.left))))
        if pair := grouped_product(expression):
            candidates.append((pair[0], GROUPING_OF_PRODUCT.format(product=unparse(pair[1]))))
        if not candidates or self._is_correct(k, expression, N) is not False:
            return None
        for corrected, note in candidates:
            if self._is_correct(k, corrected, N):
                return Verdict((), (note,), f"{self.outcomes[k].name} = {unparse(corrected)}")
        return None

    def _is_correct(self, k: int, expression: Node, N: int) -> bool | None:
        """Return whether a line with this expression is right for N samples, if it can be run."""
        ran = self._runs.get(k, "original", N)
        return None if ran is None else is_correct(*_with_expression(ran, expression))

    def _of_several(self, k: int) -> Verdict:
        """Return the mistakes in a right result of one sample that a batch shows."""
        if self.environment.N > 1:
            return Verdict()
        batch = self._runs.get(k, "original", SMALL_BATCH)
        if batch is None:
            return Verdict()
        outcome, environment = batch
        if outcome.value is None:
            message = outcome.stop.message if outcome.stop else ""
            note = f"This line is {ONE_SAMPLE_ONLY}; NumPy stops: {message}"
            expression = with_operators(outcome.line.expression)
            grouping = self._of_grouping(k, expression, SMALL_BATCH)
            return (
                replace(grouping, notes=(note, *grouping.notes))
                if grouping
                else Verdict((), (note,))
            )
        if comparison.is_correct(outcome.value, environment, outcome.name):
            return Verdict()
        findings = self._of_wrong(k, SMALL_BATCH)
        return Verdict(findings, () if findings else (f"This line is {ONE_SAMPLE_ONLY}.",))

    def _of_wrong(self, k: int, N: int) -> tuple[Finding, ...]:
        """Return the mistakes that explain a wrong result of N samples."""
        findings = self._compare(k, N, "miniature", max_mistakes=2)
        if not findings and sum(W.size for W in self.environment.weights) <= MAX_PARAMETERS:
            findings = self._compare(k, N, "original", max_mistakes=1)
        return findings

    def _compare(self, k: int, N: int, network: Network, max_mistakes: int) -> tuple[Finding, ...]:
        updating = self._runs.get(k, network, N)
        if updating is None or updating.outcome.value is None:
            return ()
        environment, name, value = (
            updating.environment,
            updating.outcome.name,
            updating.outcome.value,
        )
        keeping = self._runs.get(k, network, N, with_updates=False)
        old = keeping.outcome.value if keeping else None
        if old is not None and not np.array_equal(old, value):
            findings: tuple[Finding, ...] = (Finding("updated-weights"),)
            if not comparison.is_correct(old, environment, name):
                findings += diagnose(old, environment, name, self._trials, max_mistakes)
            return order(findings)
        if comparison.is_correct(value, environment, name):
            return ()
        return diagnose(value, environment, name, self._trials, max_mistakes)


def _with_expression(run: LineRun, expression: Node) -> LineRun:
    line = replace(run.outcome.line, expression=expression)
    return run._replace(outcome=replace(run.outcome, line=line))
