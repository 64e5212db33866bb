"""Answers for people and devices that a network was not trained on, by left-out group.

`model.evaluation.cross_validation` counts them; the model card and the page ``/report`` show them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from pydantic import TypeAdapter

from model.evaluation.wilson import wilson_interval
from model.serialization import atomic_write
from model.training.sources import source_title

PATH = Path(__file__).with_name("unseen_groups.json")

CURVE_POINTS = 20
"""Points of a risk-coverage curve: 5 %, 10 % ... of the digits accepted."""

SHOWN_COVERAGES = (0.5, 0.8, 0.9, 0.95, 1.0)
"""Points of the curve that tables show."""


@dataclass(frozen=True)
class UnseenGroup:
    """Answers of a network for a group that it was not trained on.

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
    def is_donor(self) -> bool:
        """Whether it is one donor of UNIPEN rather than a whole source."""
        return "/" in self.group

    @property
    def title(self) -> str:
        """Name for people, such as ``UNIPEN, donor syn`` or ``Scans, Semeion``."""
        source, _, donor = self.group.partition("/")
        title = f"UNIPEN, donor {donor}" if donor else source_title(source)
        return title[:1].upper() + title[1:]

    @property
    def accuracy(self) -> float:
        """The share of correct answers."""
        return self.correct / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return self._interval(self.correct)

    @property
    def wrong_but_certain_interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of answers that are wrong but certain."""
        return self._interval(self.wrong_but_certain)

    @property
    def uncertain_interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of uncertain answers."""
        return self._interval(self.uncertain)

    def _interval(self, part: int) -> tuple[float, float]:
        return wilson_interval(part / self.count, self.count)


@dataclass(frozen=True)
class Separation:
    """Separation of the unseen digits of a fold from non-digits by the evidence score.

    Attributes
    ----------
    kind : str
        Of the non-digits: ``letters`` or ``scribbles``.
    count : int
        Number of non-digits.
    auroc : float
    false_accept_rate : float
        Share of them that is accepted by the threshold that accepts 95 % of the digits.
    """

    kind: str
    count: int
    auroc: float
    false_accept_rate: float


@dataclass(frozen=True)
class FoldResult:
    """Answers of the network of one fold.

    Attributes
    ----------
    steps : int
        Number of its training steps.
    groups : tuple of UnseenGroup
        The groups that were left out.
    separations : tuple of Separation
        Of all its digits from each kind of non-digits.
    risk : tuple of float
        Share of errors among the digits with the best evidence scores: the best 5 %, 10 % ... all.
    is_quick : bool
        Whether a short form of the recipe was trained, without its teacher.
    """

    steps: int
    groups: tuple[UnseenGroup, ...]
    separations: tuple[Separation, ...]
    risk: tuple[float, ...]
    is_quick: bool = False

    @property
    def count(self) -> int:
        """Number of digits."""
        return sum(group.count for group in self.groups)


@dataclass(frozen=True)
class Summary:
    """The results of all folds of a recipe together.

    Attributes
    ----------
    groups : tuple of UnseenGroup
        Their sum, then each by name.
    separations : tuple of Separation
        Means over the folds, weighted by the number of digits.
    coverage, risk : tuple of float
        Risk-coverage curve: of every fold the same share of digits is accepted, those with the
        best evidence scores.
    is_quick : bool
        Whether the short form of the recipe was trained in any fold.
    """

    groups: tuple[UnseenGroup, ...]
    separations: tuple[Separation, ...]
    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    is_quick: bool

    def risk_at(self, coverage: float) -> float:
        """Return the risk at a coverage of the curve."""
        return self.risk[round(coverage * CURVE_POINTS) - 1]


def summarize(folds: Sequence[FoldResult]) -> Summary:
    """Return the results of folds, at least one, together."""
    groups = sorted((group for fold in folds for group in fold.groups), key=lambda g: g.group)
    weights = [fold.count for fold in folds]
    separations = tuple(
        Separation(
            of_kind[0].kind,
            of_kind[0].count,
            float(np.average([s.auroc for s in of_kind], weights=weights)),
            float(np.average([s.false_accept_rate for s in of_kind], weights=weights)),
        )
        for of_kind in zip(*(fold.separations for fold in folds), strict=True)
    )
    risk = np.average([fold.risk for fold in folds], axis=0, weights=weights)  # over the folds
    return Summary(
        (total(groups), *groups),
        separations,
        tuple((i + 1) / CURVE_POINTS for i in range(CURVE_POINTS)),
        tuple(float(share) for share in risk),
        any(fold.is_quick for fold in folds),
    )


def count_answers(group: str, is_correct: ArrayLike, is_certain: ArrayLike) -> UnseenGroup:
    """Count the answers about a group.

    Parameters
    ----------
    group : str
    is_correct : array_like of bool, shape (N,)
    is_certain : array_like of bool, shape (N,), or one value for all
    """
    correct = np.asarray(is_correct, dtype=bool)
    certain = np.broadcast_to(np.asarray(is_certain, dtype=bool), correct.shape)
    return UnseenGroup(
        group,
        len(correct),
        int(correct.sum()),
        int((certain & ~correct).sum()),
        int((~certain).sum()),
    )


def total(groups: Sequence[UnseenGroup], name: str = "all") -> UnseenGroup:
    """Return the sum over groups, under a name."""
    return UnseenGroup(
        name,
        sum(group.count for group in groups),
        sum(group.correct for group in groups),
        sum(group.wrong_but_certain for group in groups),
        sum(group.uncertain for group in groups),
    )


_RESULTS = TypeAdapter(dict[str, tuple[FoldResult, ...]])


def write(results: Mapping[str, Sequence[FoldResult]], path: Path = PATH) -> None:
    """Write the folds by the name of the recipe."""
    content = {name: tuple(folds) for name, folds in results.items()}
    atomic_write.write(path, _RESULTS.dump_json(content, indent=1) + b"\n")


def read(path: Path = PATH) -> dict[str, tuple[FoldResult, ...]]:
    """Return the folds by the name of the recipe; none if there is no file."""
    return _RESULTS.validate_json(path.read_bytes()) if path.is_file() else {}
