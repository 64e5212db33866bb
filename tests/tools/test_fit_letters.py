"""The document of the weights that tell letters from digits."""

import numpy as np

from model.numbers.letters import FEATURES
from tools.fit_letters import Example, fit


def examples(count, rng):
    """Return numbers whose signs differ from digits in one feature, not without overlap."""
    made = []
    for _ in range(count):
        is_sign = rng.random(5) < 0.3
        X = rng.normal(0, 1, (5, len(FEATURES)))
        X[:, FEATURES.index("bias")] = 1
        X[:, FEATURES.index("log_odds")] += 5 * is_sign
        X[:, FEATURES.index("cut")] = rng.random(5) < 0.4
        made.append(Example(X, is_sign, ~is_sign))
    return made


def test_fit_leaves_out_signs_and_no_digit():
    numbers = examples(800, np.random.default_rng(1))

    document, found = fit(numbers)

    weights = np.array([document["weights"][name] for name in FEATURES])
    X = np.concatenate([number.X for number in numbers])
    is_sign = np.concatenate([number.is_sign for number in numbers])
    is_cut = X[:, FEATURES.index("cut")] > 0
    scores = X @ weights
    is_left_out = scores > np.where(is_cut, document["cut_threshold"], document["threshold"])
    assert found == np.mean(is_left_out[is_sign]) > 0.5
    assert not is_left_out[~is_sign].any()
