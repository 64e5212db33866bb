"""Check of a learner's lines: `check` evaluates, compares and diagnoses them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from model.explanation.conventions.convention import INKLING, Convention
from model.explanation.submitted_code.budget import Shape
from model.explanation.submitted_code.comparison import (
    Entry,
    first_difference,
    is_correct,
    largest_entry,
)
from model.explanation.submitted_code.environment import Environment, build_environment
from model.explanation.submitted_code.evaluation import Step, Stop
from model.explanation.submitted_code.explanations import explain
from model.explanation.submitted_code.mistakes import Diagnosis
from model.explanation.submitted_code.parser import parse, parse_lines
from model.explanation.submitted_code.program import Outcome, assign_names, run
from model.explanation.submitted_code.verdict import Examiner, Verdict
from model.network import Array, Weights


@dataclass(frozen=True)
class Result:
    """Result of a line, compared with the true gradient.

    Attributes
    ----------
    name : str
        The name of its result.
    line : str
        As it was typed.
    shape : tuple of int or None
        None if numpy stops.
    expected_shape : tuple of int or None
        That of the true gradient; None if the name is not that of a gradient.
    agrees : bool or None
        Whether shape and all entries are those of the true gradient; None if there is none.
    first_difference : Entry or None
        The first entry, row after row, that is wrong; numpy repeats a result to the shape of the
        gradient where it can. None if none is wrong, or none can be compared.
    largest_entry : Entry or None
        The entry at which the true gradient is largest.
    diagnosis : tuple of str
        The known mistakes, as few as explain the result. A right result of one sample has some if
        it is wrong for several.
    explanations : tuple of str
        A sentence for each, and others where they help.
    right_line : str or None
        The line that computes this gradient.
    corrected_line : str or None
        A line at which numpy stops, with the mistakes of the diagnosis corrected.
    steps : tuple of Step
    stops_at : Stop or None
    """

    name: str
    line: str
    shape: Shape | None
    expected_shape: Shape | None = None
    agrees: bool | None = None
    first_difference: Entry | None = None
    largest_entry: Entry | None = None
    diagnosis: tuple[Diagnosis, ...] = ()
    explanations: tuple[str, ...] = ()
    right_line: str | None = None
    corrected_line: str | None = None
    steps: tuple[Step, ...] = ()
    stops_at: Stop | None = None
    value: Array | None = field(default=None, repr=False, compare=False)


def check(
    lines: str | Sequence[str],
    weights: Weights,
    X: Array,
    Y: Array,
    target: str | None = None,
    convention: Convention = INKLING,
) -> list[Result]:
    """Evaluate lines such as ``dW2 = A1.T @ delta2``, compare and diagnose them.

    Parameters
    ----------
    lines : str or list of str
        Lines in numpy's notation, each of which may use the results of those before it.
    weights : sequence of arrays
        W1, W2, ... with row 0 for the biases; see `model.network`.
    X, Y : array, shapes (N, inputs) and (N, classes)
        The batch: inputs, and one-hot labels.
    target : str, optional
        What a line without a name computes; by default the gradient of the last hidden layer's
        weights, ``dW2``.
    convention : Convention, optional
        Of the names, shapes and gradients in the lines; weights and batch are in this project's.

    Returns
    -------
    list of Result
        One for each line.

    Raises
    ------
    model.explanation.submitted_code.syntax.LineError
        If a line is not in the notation or asks for too much; with its line and column.
    model.explanation.named_arrays.NotFiniteError
        If the network computes a number beyond the range of float32.
    ValueError
        If the network has no gradient of the target's name.
    """
    environment = build_environment(weights, X, Y, convention)
    if target is not None and target not in environment.gradients:
        raise ValueError(f"expected one of {', '.join(environment.gradients)}, got {target!a:.40}")
    parsed = parse(lines) if isinstance(lines, str) else parse_lines([*lines])
    named = assign_names(parsed, environment, target)
    outcomes = run(named, environment)
    examiner = Examiner(named, environment, outcomes)
    return [
        _result(outcome, environment, examiner.verdict(k)) for k, outcome in enumerate(outcomes)
    ]


def _result(outcome: Outcome, environment: Environment, verdict: Verdict) -> Result:
    name, value, line = outcome.name, outcome.value, outcome.line.text
    shape = None if value is None else value.shape
    expected = environment.gradients.get(name)
    if expected is None:
        return Result(
            name,
            line,
            shape,
            explanations=verdict.notes,
            steps=outcome.steps,
            stops_at=outcome.stop,
            value=value,
        )
    right = value is not None and is_correct(value, environment, name)
    return Result(
        name,
        line,
        shape,
        expected.shape,
        right,
        None if value is None else first_difference(value, environment, name),
        None if value is None else largest_entry(value, environment, name),
        tuple(dict.fromkeys(finding.mistake for finding in verdict.findings)),
        (*(explain(finding, name, environment) for finding in verdict.findings), *verdict.notes),
        environment.right_line(name),
        verdict.corrected_line,
        outcome.steps,
        outcome.stop,
        value,
    )
