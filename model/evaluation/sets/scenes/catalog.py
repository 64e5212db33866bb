"""Catalog of the constructed scenes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from model.data.unipen import Sample
from model.evaluation.sets.scenes import broken, forms, surroundings
from model.preprocessing.rasterization import Stroke

Render = Callable[[Sequence[Stroke], np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Scene:
    """A kind of picture around a digit.

    Attributes
    ----------
    name, title : str
        Identifier and display name.
    render : callable
        Function from a digit, another digit of the same data set, and a random generator to an
        image in color.
    has_digit : bool
        Whether there is a digit in it; if not, no certain answer is correct.
    """

    name: str
    title: str
    render: Callable[[Sample, Sample, np.random.Generator], Image.Image]
    has_digit: bool = True

    def picture(self, samples: Sequence[Sample], index: int) -> Image.Image:
        """Return a picture of the scene with the digit at `index` of `samples`, mode "RGB"."""
        sample, other = samples[index], samples[(7 * index + 3) % len(samples)]
        seed: tuple[Any, ...] = (index, *self.name.encode())
        return self.render(sample, other, np.random.default_rng(seed))


def _of_strokes(render: Render) -> Callable[[Sample, Sample, np.random.Generator], Image.Image]:
    return lambda sample, _other, rng: render(sample.strokes, rng)


_ALL = (
    Scene("box", "In a printed box", _of_strokes(forms.box)),
    Scene("box_touched", "Over a side of a box", _of_strokes(forms.box_touched)),
    Scene("box_pencil", "Pencil in a black box", _of_strokes(forms.box_pencil)),
    Scene("two_sides", "Beside two sides of a box", _of_strokes(forms.two_sides)),
    Scene("underline", "Above a line", _of_strokes(forms.underline)),
    Scene("comb", "In a comb field", _of_strokes(forms.comb)),
    Scene("circled", "Circled", _of_strokes(forms.circled)),
    Scene("margin_line", "Beside a red margin line", _of_strokes(surroundings.margin_line)),
    Scene("bar", "Black bar at the rim", _of_strokes(surroundings.bar)),
    Scene(
        "neighbor",
        "Piece of a neighbour at the rim",
        lambda sample, other, rng: surroundings.neighbor(sample.strokes, other.strokes, rng),
    ),
    Scene("table", "Sheet on a dark table", _of_strokes(surroundings.table)),
    Scene("table_rim", "Rim of a dark table", _of_strokes(surroundings.table_rim)),
    Scene("dark_rim", "Dark rim", _of_strokes(surroundings.dark_rim)),
    Scene("screenshot", "Screenshot", _of_strokes(surroundings.screenshot)),
    Scene("dotted", "Dotted", _of_strokes(broken.dotted)),
    Scene(
        "seven_segments",
        "Seven-segment display",
        lambda sample, _other, rng: broken.seven_segments(sample.label, rng),
    ),
    Scene("empty_box", "Empty box", _of_strokes(forms.empty_box), has_digit=False),
    Scene("empty_comb", "Empty comb field", _of_strokes(forms.empty_comb), has_digit=False),
    Scene("rule", "One line", _of_strokes(forms.rule), has_digit=False),
    Scene(
        "empty_margin",
        "Empty page with a margin line",
        _of_strokes(surroundings.empty_margin),
        has_digit=False,
    ),
    Scene(
        "empty_sheet",
        "Empty sheet on a table",
        _of_strokes(surroundings.empty_sheet),
        has_digit=False,
    ),
)

SCENES = {scene.name: scene for scene in _ALL}
"""Scenes by name."""
