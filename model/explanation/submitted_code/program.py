"""Lines one after the other, each with the results of those before it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.explanation.conventions.synonyms import own_name
from model.explanation.submitted_code.budget import Budget
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.evaluation import Evaluator, Step, Stop, StoppedError
from model.explanation.submitted_code.syntax import Line, LineError, Name, walk
from model.network import Array


@dataclass(frozen=True)
class Outcome:
    """Outcome of a line.

    Attributes
    ----------
    line : Line
    name : str
        The name of its result.
    value : float64 array or None
        None if numpy stops.
    steps : tuple of Step
        Its operations, up to the one at which numpy stops.
    stop : Stop or None
    scope : dict of arrays
        The namespace in which it was evaluated.
    """

    line: Line
    name: str
    value: Array | None
    steps: tuple[Step, ...]
    stop: Stop | None
    scope: Mapping[str, Array] = field(repr=False)


def named_lines(
    lines: Sequence[Line], environment: Environment, target: str | None = None
) -> list[Line]:
    """Return the lines with the name of its result for each that has none.

    Parameters
    ----------
    lines : sequence of Line
    environment : Environment
    target : str, optional
        The name; by default that of the gradient of the last hidden layer's weights.

    Raises
    ------
    LineError
        If a line uses a name that stands for nothing there.
    """
    named = [
        replace(line, name=line.name or target or environment.default_target) for line in lines
    ]
    computed: set[str] = set()
    for k, line in enumerate(named):
        known = {*environment.given, *computed, *_earlier(named, k, environment)}
        for node in walk(line.expression):
            if isinstance(node, Name) and node.name not in known:
                raise LineError(_unknown(node.name, known, environment), node.line, node.column)
        computed.add(str(line.name))
    return named


def run(
    lines: Sequence[Line],
    environment: Environment,
    budget: Budget | None = None,
    skipped: Collection[str] = (),
) -> list[Outcome]:
    """Return what each line computes.

    A gradient that no line has computed stands for the true one, if the backward pass computes it
    before; so does one at whose line numpy stopped.

    Parameters
    ----------
    lines : sequence of Line
        As `named_lines` returns them.
    environment : Environment
    budget : Budget, optional
        What the lines may ask for.
    skipped : collection of str
        Names that keep what they stand for, whatever is assigned to them.

    Raises
    ------
    LineError
        If a line asks for too much.
    """
    budget = Budget() if budget is None else budget
    computed: dict[str, Array] = {}
    failed: dict[str, Stop] = {}
    outcomes = []
    for k, line in enumerate(lines):
        name = str(line.name)
        if name in skipped:
            continue
        scope = {**environment.given, **_earlier(lines, k, environment), **computed}
        missing = {
            name: stop
            for name, stop in failed.items()
            if name not in environment.gradients or name not in scope
        }
        outcome = _run_line(line, name, Evaluator(scope, budget), missing)
        outcomes.append(outcome)
        if outcome.value is not None:
            computed[name] = outcome.value
            failed.pop(name, None)
        elif outcome.stop is not None:
            failed[name] = outcome.stop
            if name not in environment.gradients:
                computed.pop(name, None)
    return outcomes


def _run_line(line: Line, name: str, evaluator: Evaluator, failed: dict[str, Stop]) -> Outcome:
    for node in walk(line.expression):
        if isinstance(node, Name) and node.name in failed:
            stop = failed[node.name]
            message = f"{node.name} has no value: numpy stops at line {stop.line}"
            again = Stop(node.text, "", (), node.line, node.column, message)
            return Outcome(line, name, None, (), again, evaluator.scope)
    try:
        value = evaluator.evaluate(line.expression)
    except StoppedError as error:
        return Outcome(line, name, None, tuple(evaluator.steps), error.stop, evaluator.scope)
    return Outcome(line, name, value, tuple(evaluator.steps), None, evaluator.scope)


def _earlier(lines: Sequence[Line], k: int, environment: Environment) -> dict[str, Array]:
    """Return the gradients that come before the next one that line `k`, or one after it, names."""
    for line in lines[k:]:
        if line.name is not None and line.name in environment.gradients:
            return environment.earlier(line.name)
    return dict(environment.gradients)


def _unknown(name: str, known: Collection[str], environment: Environment) -> str:
    if name in environment.gradients:
        return f"expected a name that is computed before, got {name}"
    arrays = [*environment.given, *sorted(set(known) - set(environment.given))]
    meant = own_name(name, arrays, environment.convention, environment.layers)
    if meant is None:
        return f"expected one of {', '.join(arrays)}, got {name!r}"
    own, is_similar = meant
    called = "" if is_similar else f", as {name} is called here"
    return f"expected {own}{called}, got {name!r}"
