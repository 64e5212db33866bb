"""A lattice small enough to list all of its paths."""

import itertools
from collections import defaultdict

import numpy as np

from model.numbers.features import CANDIDATE_FEATURES, SKIP_FEATURES
from model.numbers.lattice import Lattice
from model.numbers.scoring import Weights, score_arcs

SEGMENTS = 3
ARCS = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3)]
"""First segment of each candidate, and the segment after its last."""


def random_lattice(seed=3):
    rng = np.random.default_rng(seed)
    starts, stops = np.array(ARCS).T
    count = len(ARCS)
    return Lattice(
        starts=starts,
        stops=stops,
        features=rng.normal(size=(count, 10, len(CANDIDATE_FEATURES))),
        skip_features=rng.normal(size=(SEGMENTS, len(SKIP_FEATURES))),
    )


def random_weights(seed=4):
    rng = np.random.default_rng(seed)
    return Weights(
        candidate=rng.normal(0, 0.3, len(CANDIDATE_FEATURES)),
        skip=rng.normal(0, 0.3, len(SKIP_FEATURES)),
    )


def path_scores(lattice, weights):
    """Return the scores of all paths by their digits; paths are listed one by one."""
    scores, skip_scores = score_arcs(lattice, weights)
    paths = defaultdict(list)

    def walk(node, digits, score):
        if node == SEGMENTS:
            paths[digits].append(score)
            return
        walk(node + 1, digits, score + skip_scores[node])
        for (k, (start, stop)), digit in itertools.product(enumerate(ARCS), range(10)):
            if start == node:
                walk(stop, (*digits, digit), score + scores[k, digit])

    walk(0, (), 0.0)
    return paths
