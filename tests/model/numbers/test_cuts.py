"""Cuts of the components of a number."""

import tracemalloc

import numpy as np
from PIL import Image

from model.numbers.cuts import cut_number, label_image
from model.numbers.ink import find_ink
from model.numbers.lines import group_numbers
from model.preprocessing.connected_components import connected_components
from model.preprocessing.grayscale import to_grayscale


def test_memory_for_the_cuts_of_noise_is_bounded():
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500)).astype(np.uint8)
    ink = find_ink(to_grayscale(Image.fromarray(noise)))
    components = connected_components(ink.levels >= 128)
    group = max(group_numbers(components), key=lambda group: len(group.members))
    labels = label_image(components)

    tracemalloc.start()
    cut_number(ink.levels, components, labels, group.members, group.height)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 150 * 2**20
