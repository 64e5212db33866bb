"""Cuts of the components of a number."""

import tracemalloc

import numpy as np
from PIL import Image

from model.numbers.cuts import cut_number
from model.numbers.ink import find_ink
from model.numbers.lines import group_numbers
from model.preprocessing.connected_components import connected_components
from model.preprocessing.grayscale import to_grayscale
from tests.support import written_numbers


def test_memory_for_the_cuts_of_noise_is_bounded():
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500)).astype(np.uint8)
    ink = find_ink(to_grayscale(Image.fromarray(noise)))
    components = connected_components(ink.levels >= 128)
    group = max(group_numbers(components), key=lambda group: len(group.members))
    labels = components.label_image()

    tracemalloc.start()
    cut_number(ink.levels, components, labels, group.members, group.height)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 150 * 2**20


def cut(find_digits):
    """Return the segments of a page that shows 20, by a judge of its components."""
    ink = find_ink(written_numbers.page([("20", 0)], side=80))
    components = connected_components(ink.levels >= 128)
    [group] = group_numbers(components)
    labels = components.label_image()
    return cut_number(
        ink.levels, components, labels, group.members, group.height, find_digits=find_digits
    )


def test_components_that_are_digits_are_not_cut():
    seen = []

    def find_first(segments):
        seen.append(segments)
        return np.arange(len(segments)) == 0, None

    segments, all_cut = cut(find_first), cut(None)
    [whole] = seen
    assert len(whole) == 2
    first, second = (np.flatnonzero(segments.components == k) for k in whole.components)
    assert len(first) == 1
    assert len(second) == np.count_nonzero(all_cut.components == whole.components[1]) > 1
    assert np.count_nonzero(all_cut.components == whole.components[0]) > 1


def test_number_without_cuts_keeps_what_is_known_of_its_components():
    known = np.zeros((2, 11))
    uncut = cut(lambda segments: (np.ones(len(segments), dtype=bool), known))
    partly_cut = cut(lambda segments: (np.arange(len(segments)) == 0, known))
    assert uncut.log_probabilities is known
    assert partly_cut.log_probabilities is None  # a component's neighbors are no longer the same


def test_number_of_whole_digits_has_one_segment_for_each():
    segments = cut(lambda segments: (np.ones(len(segments), dtype=bool), None))
    assert len(segments) == 2
    assert not segments.cut_ink.any()
