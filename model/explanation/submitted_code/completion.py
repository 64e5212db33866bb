"""Completion of a learner's lines to a whole backward pass, by correct lines."""

from collections.abc import Sequence
from dataclasses import replace

from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.parser import parse
from model.explanation.submitted_code.syntax import Line, Name, walk

ADDED = 0
"""The line number of a correct line that was added."""


def complete(lines: Sequence[Line], environment: Environment) -> list[Line]:
    """Return lines that compute the gradients of all weights and biases.

    A correct line stands before the first line that uses its gradient, or at the end, and uses what
    the learner's lines compute. Its line number is `ADDED`.

    Parameters
    ----------
    lines : sequence of Line
        As `assign_names` returns them.
    environment : Environment
        Of the network, with the convention of the lines.
    """
    correct = {
        name: replace(parse(environment.right_line(name))[0], line=ADDED)
        for name in environment.gradients
    }
    submitted = {line.name for line in lines}
    program: list[Line] = []
    computed: set[str | None] = set()

    def append(line: Line) -> None:
        for node in walk(line.expression):
            if isinstance(node, Name) and node.name in correct and node.name not in computed:
                append(correct[node.name])
        program.append(line)
        computed.add(line.name)

    for line in lines:
        append(line)
    for name, line in correct.items():
        if environment.targets[name].kind in {"dW", "db"} and name not in submitted:
            append(line)
    return program
