"""Diagnosis of a result: the known mistakes that, made together, explain it.

Every wrong formula of `mistakes` is computed and compared with the result. Three mistakes change a
result as a whole and are recognized by its factor: the sign, the mean left out, the mean applied
twice. A result may also be transposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from model.explanation.conventions.expressions import Symbol
from model.explanation.submitted_code.comparison import agrees
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.mistakes import (
    Choice,
    Diagnosis,
    Finding,
    compute,
    order,
    wrong_formulas,
)
from model.network import Array

MAX_ITERATIONS = 20

MAX_TRIALS = 4000
"""Maximum number of formulas and repairs to try for all lines, which take up to two seconds."""

_SAMPLED_ROWS = 5


@dataclass
class Trials:
    """Counter of the formulas and repairs that may still be tried."""

    left: int = MAX_TRIALS

    def take(self) -> bool:
        """Count one more trial; return whether it is allowed."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True)
class _Match:
    findings: tuple[Finding, ...]
    parts: int


def diagnose(
    value: Array, environment: Environment, target: str, trials: Trials, max_mistakes: int = 2
) -> tuple[Finding, ...]:
    """Return the fewest mistakes that explain a wrong result; none if none do.

    Parameters
    ----------
    value : array
        What was computed.
    environment : Environment
    target : str
        The name of the gradient that it should be.
    trials : Trials
    max_mistakes : int
        Of those made at a place of the formulas, 1 or 2.
    """
    value, symbol = environment.translate(target, value), environment.targets[target]
    if value.ndim != 2 or not np.isfinite(value).all() or not value.any():
        return ()
    with np.errstate(all="ignore"):  # overflow agrees with nothing
        return _search(value, environment, symbol, trials, max_mistakes)


def _search(
    value: Array, environment: Environment, target: Symbol, trials: Trials, max_mistakes: int
) -> tuple[Finding, ...]:
    best: _Match | None = None
    count = 0
    for wrong in wrong_formulas(environment, target, max_mistakes):
        if not trials.take():
            break
        if len(wrong) > count:
            if best is not None and best.parts <= len(wrong):
                return best.findings
            if count == 1 and _is_updated(value, environment, target):
                return (Finding("updated-weights"),)
            count = len(wrong)
        match = _match(value, environment, target, wrong)
        if match is not None and (best is None or _rank(match) < _rank(best)):
            best = match
    if best is None and count < 2 and _is_updated(value, environment, target):
        return (Finding("updated-weights"),)
    return best.findings if best else ()


def _rank(match: _Match) -> tuple[int, int]:
    return len({finding.mistake for finding in match.findings}), match.parts


def _match(
    value: Array, environment: Environment, target: Symbol, wrong: tuple[Choice, ...]
) -> _Match | None:
    """Return the mistakes of `wrong` and of a change as a whole, if they give the value."""
    try:
        with np.errstate(all="ignore"):
            A, delta = compute(environment, target, wrong)
    except ValueError:
        return None  # this mistake does not run: numpy would stop
    for transposed in (False, True):
        candidate = value.T if transposed else value
        factor = _factor(candidate, A, delta, environment)
        if factor is None:
            continue
        whole = names_of_factor(factor, environment.N)
        findings = [Finding(choice.diagnosis, choice.layer) for choice in wrong]
        findings += map(Finding, whole)
        if transposed:
            findings.append(Finding("factor-order"))
        if findings:
            return _Match(order(findings), len(findings))
    return None


def _factor(value: Array, A: Array | None, delta: Array, environment: Environment) -> float | None:
    """Return the factor, if it is a known mistake, between a wrong formula and a value."""
    shape = delta.shape if A is None else (A.shape[1], delta.shape[1])
    if value.shape != shape or (A is not None and len(A) != len(delta)):
        return None
    sampled, part = delta, value
    if A is not None:  # a few rows tell most formulas from the value, at a fraction of the cost
        rows = np.argsort(-np.abs(A).sum(axis=0))[:_SAMPLED_ROWS]  # sum over the samples
        sampled, part = A[:, rows].T @ delta, value[rows]
    size = float((sampled**2).sum())
    if not np.isfinite(size) or size == 0:
        return None
    ratio = float((sampled * part).sum()) / size
    for factor in factors(environment.N):
        if abs(ratio - factor) <= 1e-6 * abs(factor) and agrees(part, factor * sampled):
            full = delta if A is None else A.T @ delta
            return factor if agrees(value, factor * full) else None
    return None


def factors(N: int) -> list[float]:
    """Return 1, and the factors by which a reversed sign and a wrong mean scale a gradient."""
    return [sign * size for size in {1.0, float(N), 1 / N} for sign in (1, -1)]


def names_of_factor(factor: float, N: int) -> list[Diagnosis]:
    """Return the mistakes that give such a factor."""
    names: list[Diagnosis] = ["sign"] if factor < 0 else []
    if N > 1 and abs(factor) == N:
        names.append("missing-mean")
    elif N > 1 and abs(factor) == 1 / N:
        names.append("mean-twice")
    return names


def _is_updated(value: Array, environment: Environment, target: Symbol) -> bool:
    """Return whether weights that were updated too early give the value, for some learning rate."""
    return any(
        _rate(value, environment, target, updated) is not None
        for updated in _updates(environment, target)
    )


def _updates(environment: Environment, target: Symbol) -> Iterator[tuple[int, ...]]:
    """Yield the sets of layers whose weights may have been updated before they were used."""
    layers = range(environment.layers, target.layer, -1)
    for count in (1, 2) if len(layers) > 2 else range(1, len(layers) + 1):
        yield from combinations(layers, count)
    if len(layers) > 2:
        yield tuple(layers)


def _rate(
    value: Array, environment: Environment, target: Symbol, updated: tuple[int, ...]
) -> float | None:
    """Return the learning rate with which early updates give the value, by Gauss-Newton steps."""

    def result(rate: float) -> Array:
        A, delta = compute(environment, target, (), updated, rate)
        return delta if A is None else A.T @ delta

    rate, expected = 0.0, result(0.0)
    if value.shape != expected.shape:
        return None
    with np.errstate(all="ignore"):
        for _ in range(MAX_ITERATIONS):
            residual = value - result(rate)
            h = 1e-4 * max(1.0, abs(rate))
            slope = (result(rate + h) - result(rate - h)) / (2 * h)
            size = float((slope**2).sum())
            if not np.isfinite(size) or size == 0:
                return None
            change = float((slope * residual).sum()) / size
            rate += change
            if abs(change) <= 1e-12 * abs(rate):
                break
    if not 0 < rate < 1e6 or not agrees(value, result(rate)):
        return None
    # A rate that rounds to nothing agrees with the true gradient, and explains nothing.
    return None if agrees(value, expected) else rate
