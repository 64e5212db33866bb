"""Answers about people and devices that a network never saw, by the group that was left out.

`model.evaluation.cross_validation` counts them; the model card and the page ``/report`` show them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.evaluation.wilson import wilson_interval
from model.serialization import atomic_write

PATH = Path(__file__).with_name("unseen_groups.json")


@dataclass(frozen=True)
class UnseenGroup:
    """Answers of a network about a group that it was not trained on.

    Attributes
    ----------
    group : str
        Donor of UNIPEN, as ``unipen/syn``, or name of the source.
    count, correct, wrong_but_certain, uncertain : int
        Numbers of digits.
    """

    group: str
    count: int
    correct: int
    wrong_but_certain: int
    uncertain: int

    @property
    def accuracy(self) -> float:
        """The share of correct answers."""
        return self.correct / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return wilson_interval(self.accuracy, self.count)


def total(groups: Sequence[UnseenGroup]) -> UnseenGroup:
    """Return the sum over all groups."""
    return UnseenGroup(
        "all",
        sum(group.count for group in groups),
        sum(group.correct for group in groups),
        sum(group.wrong_but_certain for group in groups),
        sum(group.uncertain for group in groups),
    )


def write(results: dict[str, list[UnseenGroup]], path: Path = PATH) -> None:
    """Write the results by the name of the recipe."""
    content = {
        name: [vars(group) for group in sorted(groups, key=lambda g: g.group)]
        for name, groups in results.items()
    }
    atomic_write.write(path, (json.dumps(content, indent=1) + "\n").encode())


def read(path: Path = PATH) -> dict[str, list[UnseenGroup]]:
    """Return the results by the name of the recipe; none if there is no file."""
    if not path.is_file():
        return {}
    content = json.loads(path.read_bytes())
    return {name: [UnseenGroup(**group) for group in groups] for name, groups in content.items()}
