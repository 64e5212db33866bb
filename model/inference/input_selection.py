"""Choice between the preprocessed inputs of a drawing, by the network's evidence.

A picture with lines, frames or ink at its border has alternatives to the input as drawn
(`model.preprocessing.alternatives`). Shape and place propose them and the evidence score decides:
an alternative is chosen if its margin, the score less the rejection threshold, is larger by
`MIN_LEAD`; margins are capped. Where what was left out can hardly be a part of the digit, it may
even be smaller by `MAX_DISTINCT_DEFICIT`, as the network is often certain of a digit with a line
under it, and wrong.

The constants below are the same for both bundled models;
docs/decisions/which-ink-is-the-digit.md has the figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from model.inference.calibration import (
    count_digits,
    evidence_score,
    is_accepted,
    stored_threshold,
)
from model.network import Predict
from model.preprocessing.array_types import INPUT_SIDE
from model.preprocessing.ink_detection import bounding_box
from model.preprocessing.pipeline import BlankDrawingError, Prepared

MARGIN_CAP = 8.0
"""Maximum margin, in nats: beyond it, a larger score says nothing more."""

MAX_DISTINCT_DEFICIT = 3.0
"""Maximum deficit of an alternative's margin, in nats, with which it is still chosen if what it
leaves out is distinct from the digit."""

MIN_LEAD = 2.0
"""Minimum lead of any other alternative's margin, in nats, with which it is chosen."""

MAX_CERTAIN_ASPECT = 2.5
"""Maximum width of a digit's ink as a ratio of its height, above which its answer is ambiguous;
an empty comb field is wider."""

MIN_CERTAIN_LEAD = 4.0
"""Difference of the margins, in nats, below which two accepted readings of different digits make
the choice ambiguous."""


@dataclass(frozen=True)
class Choice:
    """The input that was chosen for a drawing.

    Attributes
    ----------
    prepared : Prepared
    digits_found : int
        Number of digits side by side.
    is_ambiguous : bool
        Whether the answer must not be called certain, whatever its score.
    """

    prepared: Prepared
    digits_found: int = 1
    is_ambiguous: bool = False

    @property
    def can_be_certain(self) -> bool:
        """Whether the answer may be called certain, if the model accepts it."""
        return self.digits_found == 1 and not self.is_ambiguous


@dataclass(frozen=True)
class _Reading:
    """A model's prediction for one input.

    Attributes
    ----------
    count : callable
        Computes `digits_found`, which most readings that are not chosen do not need.
    is_digit : bool
        Whether the input is accepted as a digit, if it is a single one.
    margin : float
        Evidence score less the rejection threshold, in nats, at most `MARGIN_CAP`.
    """

    prepared: Prepared
    digit: int
    count: Callable[[], int]
    is_digit: bool
    margin: float

    @cached_property
    def digits_found(self) -> int:
        """Number of digits side by side."""
        return self.count()

    @property
    def is_accepted(self) -> bool:
        """Whether the model accepts the input as a single digit."""
        return self.is_digit and self.digits_found == 1


def choose_input(predict: Predict, metadata: Mapping[str, Any], prepared: Prepared) -> Choice:
    """Return the input of a drawing that the network reads with the best evidence score.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10).
    metadata : mapping
        Of the model, with its calibration.
    prepared : Prepared

    Raises
    ------
    BlankDrawingError
        If the drawing is nothing but lines and frames, or seems to be specks or an empty sheet
        around which no digit is accepted.
    """
    if not prepared.alternatives:
        count = _count(predict, metadata, prepared)
        return Choice(prepared, count, is_ambiguous=_is_flat(prepared))
    best: _Reading | None = None  # the input as drawn is computed where it can make a difference
    is_ambiguous = seems_empty = False
    content = "an image of an empty sheet"
    for alternative in prepared.alternatives:
        if alternative.prepared is None:
            if alternative.is_distinct:
                raise BlankDrawingError("expected a drawn digit, got an image with only lines")
            is_ambiguous = seems_empty = True
            if alternative.is_speck:
                content = "an image with only specks"
            continue
        other = _predict(predict, metadata, alternative.prepared)
        is_sure = alternative.is_distinct and other.margin >= MARGIN_CAP - MAX_DISTINCT_DEFICIT
        if best is None and is_sure:
            best = other  # whatever the margin of the input as drawn
            continue
        best = best or _predict(predict, metadata, prepared)
        lead = other.margin - best.margin
        is_better = lead >= (-MAX_DISTINCT_DEFICIT if alternative.is_distinct else MIN_LEAD)
        best, loser = (other, best) if is_better else (best, other)
        # Two accepted readings of different digits are ambiguous, unless shape and place agree.
        if loser.digit != best.digit and abs(lead) < MIN_CERTAIN_LEAD and loser.is_accepted:
            is_ambiguous |= not (is_better and alternative.is_distinct)
    best = best or _predict(predict, metadata, prepared)
    if seems_empty and not best.is_accepted and best.digits_found == 1:
        raise BlankDrawingError(f"expected a drawn digit, got {content}")
    return Choice(best.prepared, best.digits_found, is_ambiguous or _is_flat(best.prepared))


def _is_flat(prepared: Prepared) -> bool:
    """Return whether the ink is wider than any digit."""
    top, left, bottom, right = bounding_box(prepared.vector.reshape(INPUT_SIDE, INPUT_SIDE))
    return right - left > MAX_CERTAIN_ASPECT * (bottom - top)


def _predict(predict: Predict, metadata: Mapping[str, Any], prepared: Prepared) -> _Reading:
    P = predict(prepared.vector[np.newaxis])  # (1, 10)
    score = float(evidence_score(P)[0])
    return _Reading(
        prepared=prepared,
        digit=int(P[0].argmax()),
        count=partial(_count, predict, metadata, prepared),
        is_digit=bool(is_accepted(P, metadata)[0]),
        margin=min(score - stored_threshold(metadata, default=0.0), MARGIN_CAP),
    )


def _count(predict: Predict, metadata: Mapping[str, Any], prepared: Prepared) -> int:
    return count_digits(predict, prepared.segment_vectors, metadata, prepared.vector)
