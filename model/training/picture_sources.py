"""Training images from bitmaps of scans and web pages, and from fonts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import fonts, optdigits, semeion, webdigits
from model.data.bitmaps import Bitmaps
from model.data.cache import DataDir
from model.data.synthesis import pictures
from model.training.labelled_images import RENDERING_SEED, Images, LabelledImages, render_all

VARIANTS = {"semeion": 3, "optdigits": 3, "webdigits": 3}
"""Number of renderings of each picture, by source."""

FONT_VARIANTS = 20
"""Number of renderings of each digit of a font."""

HELD_OUT_DIVISOR = 5
"""A fifth of each class of the web digits is held out: the last ones."""

_DATA_SETS = {"semeion": semeion, "optdigits": optdigits, "webdigits": webdigits}
_RENDERERS: dict[str, Callable[[Any], Images]] = {
    "semeion": pictures.unstretch,
    "optdigits": pictures.enlarge,
    "webdigits": pictures.as_sent,
}
_NOTHING = LabelledImages(np.empty((0, 784), np.uint8), np.empty(0, np.uint8))


def bitmaps(name: str, data_dir: DataDir) -> tuple[LabelledImages, LabelledImages]:
    """Render Semeion, optdigits or the web digits; return training and held-out images.

    Only of the web digits some are held out. Classes are drawn equally often.
    """
    digits = _DATA_SETS[name].load(data_dir)
    held_out = np.zeros(len(digits.labels), dtype=bool)
    if name == "webdigits":
        held_out = held_out_web_digits(digits.labels)
    training = np.tile(np.flatnonzero(~held_out), VARIANTS[name])
    return (
        _render(name, digits, training),
        _render(name, digits, np.flatnonzero(held_out)) if held_out.any() else _NOTHING,
    )


def held_out_web_digits(labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which web digits are held out, shape (N,)."""
    held_out = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        held_out[of_class[-(len(of_class) // HELD_OUT_DIVISOR) :]] = True
    return held_out


def printed_digits(data_dir: DataDir) -> tuple[LabelledImages, LabelledImages, str]:
    """Draw digits with fonts; return training and held-out images, and the hash of the fonts.

    Raises
    ------
    model.data.data_file.DatasetError
        If fonts are missing; the message says how to install them.
    """
    parts, paths = [], []
    for names, variants in ((fonts.FONTS, FONT_VARIANTS), (fonts.HELD_OUT_FONTS, 4)):
        font_paths = fonts.find(names, data_dir)
        paths += font_paths
        tasks = [
            (str(path), label)
            for _ in range(variants)
            for path in font_paths
            for label in range(10)
        ]
        images = render_all(
            pictures.printed, [(RENDERING_SEED, i, *task) for i, task in enumerate(tasks)]
        )
        parts.append(LabelledImages(images, np.array([label for _, label in tasks], np.uint8)))
    return parts[0], parts[1], fonts.digest(paths)


def _render(name: str, digits: Bitmaps, indices: Any) -> LabelledImages:
    tasks = [
        (RENDERING_SEED, number, digits.images[i], int(digits.labels[i]))
        for number, i in enumerate(indices)
    ]
    return LabelledImages(render_all(_RENDERERS[name], tasks), digits.labels[indices])
