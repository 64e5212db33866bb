"""Fit the weights with which the candidates of a number are scored, and its calibration.

    python tools/fit_numbers.py

writes model/numbers/weights.json, in some ten minutes. Both bundled models score the same numbers,
so that the weights suit either. The numbers are written with digits of training writers and with
those held out for calibration; none are of writers or images on which `inkling evaluate` reports.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import mnist, pendigits, unipen_1a
from model.data.synthesis.hands import Hand, by_style, by_writer
from model.data.synthesis.numbers import draw_number, random_style
from model.inference.calibration import stored_threshold
from model.numbers.cuts import cut_number, label_image
from model.numbers.fitting import fit_calibration, fit_weights
from model.numbers.ink import find_ink
from model.numbers.lattice import Lattice, build
from model.numbers.lines import group_numbers
from model.numbers.scoring import best_paths, number_probability
from model.preprocessing.connected_components import connected_components
from model.serialization import model_file
from model.training.stroke_sources import split_unipen_writers
from model.training.writers import split_writers

PATH = Path(__file__).parents[1] / "model" / "numbers" / "weights.json"
NUMBERS, CALIBRATION_NUMBERS = 1400, 300
KINDS = ("separate", "touching", "mixed", "single")
SHARES = (0.2, 0.3, 0.35, 0.15)


@dataclass(frozen=True)
class Example:
    """A number that was written, and its lattice by one model."""

    lattice: Lattice
    digits: tuple[int, ...]


def main() -> None:
    """Fit and write the weights."""
    rng = np.random.default_rng(1)
    training, calibration = _hands(rng)
    models = [model_file.load(model_file.find_model(name)) for name in ("seed", "wide")]
    examples = _examples(training, NUMBERS, models, rng)
    weights = fit_weights([(example.lattice, example.digits) for example in examples], rng)
    probabilities, is_right = [], []
    for example in _examples(calibration, CALIBRATION_NUMBERS, models, rng):
        [path, *_] = best_paths(example.lattice, weights)
        probabilities.append(number_probability(example.lattice, weights, path.digits))
        is_right.append(path.digits == example.digits)
    slope, offset = fit_calibration(np.array(probabilities), np.array(is_right))
    document = {
        "candidate": weights.candidate.round(4).tolist(),
        "skip": weights.skip.round(4).tolist(),
        "calibration": [round(slope, 4), round(offset, 4)],
    }
    PATH.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{np.mean(is_right):.1%} of {len(is_right)} calibration numbers are right")


def _hands(rng: np.random.Generator) -> tuple[list[list[Hand]], list[list[Hand]]]:
    """Return the hands to fit weights on, by data set, and those to fit the calibration on."""
    pens, tablets = pendigits.load(), unipen_1a.load()
    held_out = split_writers((sample.writer for sample in pens), 4)
    validation, calibration = split_unipen_writers(tablets, 6, 6)
    images, labels = mnist.load("train")
    part = slice(55_000, 57_500)  # the calibration images of the bundled models
    scans = by_style(np.asarray(images)[part].reshape(-1, 28, 28), labels[part], 100, rng)
    known = [d for d in tablets if d.writer not in validation | calibration]
    own = by_writer("unipen", [d for d in tablets if d.writer in calibration])
    pen_hands = by_writer("pendigits", [s for s in pens if s.writer not in held_out])
    return [pen_hands, by_writer("unipen", known), own, scans], [own, scans]


def _examples(
    hands: Sequence[Sequence[Hand]], count: int, models: Sequence[Any], rng: np.random.Generator
) -> list[Example]:
    examples = []
    for number in range(count):
        group = hands[number % len(hands)]
        kind = str(rng.choice(KINDS, p=SHARES))
        lengths = {"single": (1, 2), "touching": (2, 4)}.get(kind, (2, 9))
        hand = group[int(rng.integers(len(group)))]
        digits, labels = hand.write(int(rng.integers(*lengths)), rng)
        is_touching = kind == "touching" or (kind == "mixed" and rng.random() < 0.4)
        style = random_style(rng, is_touching=is_touching, is_plain=kind != "mixed")
        if kind == "mixed" and rng.random() < 0.3:
            style = replace(style, gap=0.02, gap_spread=0.09)
        image = draw_number(digits, style, rng)
        for model in models:
            lattice = _lattice(image, model)
            if lattice is not None:
                examples.append(Example(lattice, tuple(labels)))
    return examples


def _lattice(image: Any, model: Any) -> Lattice | None:
    ink = find_ink(image)
    if ink is None:
        return None
    components = connected_components(ink.levels >= 128)
    groups = group_numbers(components)
    if len(groups) != 1:
        return None
    [group] = groups
    labels: NDArray[np.int32] = label_image(components)
    parts = cut_number(ink.levels, components, labels, group.members, group.height)
    return build(parts, model.predict, stored_threshold(model.metadata, default=0.0))


if __name__ == "__main__":
    main()
