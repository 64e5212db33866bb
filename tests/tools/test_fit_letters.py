"""The document of the weights that tell letters from digits."""

import numpy as np

from model.numbers.letters import FEATURES
from tools.fit_letters import MAX_LOSS, Example, fit


def examples(count, rng):
    """Return numbers whose signs differ from digits in one feature, not without overlap."""
    made = []
    for _ in range(count):
        is_sign = rng.random(5) < 0.3
        X = rng.normal(0, 1, (5, len(FEATURES)))
        X[:, FEATURES.index("bias")] = 1
        X[:, FEATURES.index("log_odds")] += 5 * is_sign
        made.append(Example(X, is_sign, ~is_sign))
    return made


def test_fit_leaves_out_signs_and_hardly_any_digit():
    numbers = examples(800, np.random.default_rng(1))

    document, found = fit(numbers)

    weights = np.array([document["weights"][name] for name in FEATURES])
    scores = np.concatenate([number.X @ weights for number in numbers])
    is_sign = np.concatenate([number.is_sign for number in numbers])
    assert found == np.mean(scores[is_sign] > document["threshold"]) > 0.8
    assert np.mean(scores[~is_sign] > document["threshold"]) <= MAX_LOSS
