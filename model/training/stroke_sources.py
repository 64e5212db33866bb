"""Training images from pen strokes: pen digits and UNIPEN, divided by writer.

Training images show what else people send (`model.data.synthesis.handwriting`); those held out are
plain drawings with a pen of random width.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import pendigits, unipen_1a
from model.data.cache import DataDir
from model.data.synthesis import handwriting
from model.data.synthesis.digits import render_random_placement
from model.data.unipen_1a import WrittenDigit
from model.preprocessing.rasterization import Stroke
from model.training.labelled_images import RENDERING_SEED, Images, LabelledImages, render_all
from model.training.recipe import Recipe
from model.training.writers import renderings_per_digit, split_writers

PEN_VARIANTS = 6
"""Number of renderings of each digit of the pen digits, each with another pen."""

UNIPEN_RENDERINGS = 48_000
"""Number of renderings of the digits of UNIPEN, each with another pen."""

_UNIPEN_FIRST_NUMBER = 1_000_000
"""Number of the first rendering of UNIPEN; it differs from those of other strokes."""


@dataclass(frozen=True)
class WriterSplit:
    """Images of one source, divided by writer.

    Attributes
    ----------
    training, validation, calibration : LabelledImages
        The last two may be empty.
    """

    training: LabelledImages
    validation: LabelledImages
    calibration: LabelledImages


def pen_digits(recipe: Recipe, data_dir: DataDir) -> WriterSplit:
    """Render the pen digits."""
    samples = pendigits.load(data_dir)
    held_out = split_writers((s.writer for s in samples), recipe.held_out_writers)
    parts = []
    for variants, is_held_out in ((PEN_VARIANTS, False), (1, True)):
        selected = [s for s in samples if (s.writer in held_out) is is_held_out]
        order = [(i, s) for _ in range(variants) for i, s in enumerate(selected)]
        numbers = [
            PEN_VARIANTS * i + variant for variant in range(variants) for i in range(len(selected))
        ]
        render = render_random_placement if is_held_out else handwriting.render
        parts.append(
            _render(render, [s.strokes for _, s in order], [s.label for _, s in order], numbers)
        )
    return WriterSplit(parts[0], parts[1], _render(handwriting.render, [], [], []))


def unipen_digits(recipe: Recipe, data_dir: DataDir) -> WriterSplit:
    """Render the digits of UNIPEN; those of donors that are left out are not rendered."""
    plan = plan_unipen(recipe, data_dir)
    renderers = (handwriting.render, render_random_placement, render_random_placement)
    return WriterSplit(
        *(
            _render(
                render,
                [plan.digits[i].strokes for i, _ in drawings],
                [plan.digits[i].label for i, _ in drawings],
                [number for _, number in drawings],
            )
            for render, drawings in zip(
                renderers, (plan.training, plan.validation, plan.calibration), strict=True
            )
        )
    )


@dataclass(frozen=True)
class UnipenPlan:
    """Division of the digits of UNIPEN into training, validation and calibration.

    Attributes
    ----------
    digits : list of WrittenDigit
    training, validation, calibration : list of (int, int)
        Index of the digit, and number of the drawing, which decides its pen.
    """

    digits: list[WrittenDigit]
    training: list[tuple[int, int]]
    validation: list[tuple[int, int]]
    calibration: list[tuple[int, int]]

    def donors(self, drawings: list[tuple[int, int]]) -> NDArray[np.str_]:
        """Return the donor of each drawing."""
        return np.array([self.digits[i].donor for i, _ in drawings], dtype=np.str_)


def plan_unipen(recipe: Recipe, data_dir: DataDir) -> UnipenPlan:
    """Divide the digits of UNIPEN by writer, and number the renderings of each."""
    digits = [d for d in unipen_1a.load(data_dir) if d.donor not in recipe.excluded_donors]
    validation, calibration = split_unipen_writers(
        digits, recipe.held_out_unipen_writers, recipe.calibration_writers
    )
    counts = renderings_per_digit([d.writer for d in digits], UNIPEN_RENDERINGS)
    first = _UNIPEN_FIRST_NUMBER + np.concatenate([[0], np.cumsum(counts)])
    unseen = validation | calibration
    drawings = [(i, int(first[i]) + k) for i, d in enumerate(digits) for k in range(counts[i])]
    return UnipenPlan(
        digits,
        [(i, number) for i, number in drawings if digits[i].writer not in unseen],
        [(i, int(first[i])) for i, d in enumerate(digits) if d.writer in validation],
        [(i, number) for i, number in drawings if digits[i].writer in calibration],
    )


def split_unipen_writers(
    digits: Sequence[WrittenDigit], validation: int, calibration: int
) -> tuple[set[str], set[str]]:
    """Return the writers held out for validation and for calibration."""
    held_out = split_writers((d.writer for d in digits), validation + calibration)
    for_calibration = split_writers(held_out, calibration)
    return held_out - for_calibration, for_calibration


def _render(
    render: Callable[[Any], Images],
    strokes: Sequence[Sequence[Stroke]],
    labels: Sequence[int],
    numbers: Sequence[int],
) -> LabelledImages:
    tasks = [(RENDERING_SEED, n, s) for n, s in zip(numbers, strokes, strict=True)]
    return LabelledImages(render_all(render, tasks), np.array(labels, dtype=np.uint8))
