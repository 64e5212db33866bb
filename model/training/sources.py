"""Sources of training images: names in recipes and display names."""

SOURCES = {
    "mnist": "MNIST",
    "mnist_drawn": "MNIST, redrawn with a pen",
    "mnist_scanned": "MNIST, scanned in black and white",
    "pendigits": "pen strokes",
    "unipen": "pen strokes of many devices",
    "semeion": "scans, Semeion",
    "optdigits": "scans, optdigits",
    "webdigits": "drawings on a web page",
    "printed": "printed digits",
    "non_digits": "non-digits",
}
"""Titles of the kinds of training images, by name; see `model.training.training_data`."""

FORMER_SOURCES = {"nonsense": "non_digits"}
"""Current names of sources, by their names in older recipes and models."""


def source_title(name: str) -> str:
    """Return the title of a source, which may have its former name; an unknown name stays."""
    return SOURCES.get(FORMER_SOURCES.get(name, name), name)
