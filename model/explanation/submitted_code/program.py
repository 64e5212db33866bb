"""Execution of lines in order, each with the results of those before it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.explanation.conventions.synonyms import name_in_convention
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


def assign_names(
    lines: Sequence[Line], environment: Environment, target: str | None = None
) -> list[Line]:
    """Give each line without a name that of the target.

    Parameters
    ----------
    lines : sequence of Line
    environment : Environment
    target : str, optional
        By default the name of the gradient of the last hidden layer's weights.

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
        known = {*environment.given, *computed, *_preceding_gradients(named, k, environment)}
        for node in walk(line.expression):
            if isinstance(node, Name) and node.name not in known:
                message = _unknown_name(node.name, known, environment)
                raise LineError(message, node.line, node.column)
        computed.add(str(line.name))
    return named


def run(
    lines: Sequence[Line],
    environment: Environment,
    budget: Budget | None = None,
    skipped: Collection[str] = (),
) -> list[Outcome]:
    """Evaluate lines in order.

    The name of a gradient that no line has computed stands for the true one, if the backward pass
    computes it before; so does the name of one at whose line numpy stopped.

    Parameters
    ----------
    lines : sequence of Line
        As `assign_names` returns them.
    environment : Environment
    budget : Budget, optional
        What the lines may ask for.
    skipped : collection of str
        Names to which nothing is assigned: their lines are left out.

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
        scope = {**environment.given, **_preceding_gradients(lines, k, environment), **computed}
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
            message = f"{node.name} has no value: NumPy stops at line {stop.line}"
            again = Stop(node.text, "", (), node.line, node.column, message)
            return Outcome(line, name, None, (), again, evaluator.scope)
    try:
        value = evaluator.evaluate(line.expression)
    except StoppedError as error:
        return Outcome(line, name, None, tuple(evaluator.steps), error.stop, evaluator.scope)
    return Outcome(line, name, value, tuple(evaluator.steps), None, evaluator.scope)


def _preceding_gradients(
    lines: Sequence[Line], k: int, environment: Environment
) -> dict[str, Array]:
    """Return the true gradients that line `k` may use without computing them.

    They come, in the backward pass, before the next gradient that line `k` or a later one computes.
    """
    for line in lines[k:]:
        if line.name is not None and line.name in environment.gradients:
            return environment.gradients_before(line.name)
    return dict(environment.gradients)


def _unknown_name(name: str, known: Collection[str], environment: Environment) -> str:
    if name in environment.gradients:
        return f"expected a name that is computed before, got {name}"
    arrays = [*environment.given, *sorted(set(known) - set(environment.given))]
    match = name_in_convention(name, arrays, environment.convention, environment.layers)
    if match is None:
        return f"expected one of {', '.join(arrays)}, got {name!r}"
    name_here, is_similar = match
    called = "" if is_similar else f", as {name} is called here"
    return f"expected {name_here}{called}, got {name!r}"
