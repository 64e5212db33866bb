"""Simulated photographs: light, shadow, rules, noise and tilt."""

import numpy as np
import pytest

from model.evaluation.sets.photographs import PhotoConditions, photograph, random_conditions

LINE = [np.array([[0.0, 0.0], [5.0, 30.0]])]
BARE = PhotoConditions(slope=0, blur=0, grain=0)


def photo(conditions, strokes=LINE, seed=1):
    return np.asarray(photograph(strokes, conditions, np.random.default_rng(seed))).astype(int)


def test_paper_is_grey_and_ink_is_dark():
    levels = photo(BARE)

    paper = np.median(levels)
    assert 160 <= paper <= 230
    assert 20 <= levels.min() <= 80
    assert (levels == paper).mean() > 0.9


def test_blank_paper_has_no_ink():
    assert np.ptp(photo(BARE, None)) == 0


def test_light_falls_off_across_the_picture():
    levels = photo(PhotoConditions(slope=0.4, blur=0, grain=0), None)

    # Along a side it falls from 1.2 to 0.8; along the diagonal from 1.28 to 0.72.
    assert 1.45 < levels.max() / levels.min() < 1.83


def test_shadow_takes_its_share_of_the_light():
    levels = photo(PhotoConditions(slope=0, shadow=0.4, blur=0, grain=0), None)

    assert levels.min() / levels.max() == pytest.approx(0.6, abs=0.03)


@pytest.mark.parametrize(("squared", "across"), [(False, 0), (True, 16)])
def test_rules_are_lines_at_the_given_distance(squared, across):
    levels = photo(PhotoConditions(slope=0, blur=0, grain=0, rules=40, squared=squared), None)
    dark = levels < np.median(levels)

    assert (np.diff(dark.all(axis=1).astype(int)) == 1).sum() == 12  # 480 / 40
    assert (np.diff(dark.all(axis=0).astype(int)) == 1).sum() == across  # 640 / 40


def test_grain_has_its_standard_deviation():
    assert photo(PhotoConditions(slope=0, blur=0, grain=5), None).std() == pytest.approx(
        5, rel=0.05
    )


def test_tilted_picture_is_cropped_without_empty_corners():
    levels = photo(PhotoConditions(slope=0, blur=0, grain=0, tilt=10), None)

    assert levels.shape == (360, 520)
    assert levels.min() > 100


def test_chalk_is_lighter_than_the_board():
    levels = photo(PhotoConditions(slope=0, blur=0, grain=0, light_pen=True))

    assert levels.max() > np.median(levels) + 100


@pytest.mark.parametrize("seed", range(20))
def test_random_conditions_is_ruled_on_request_and_tilted_by_at_most_ten_degrees(seed):
    plain = random_conditions(np.random.default_rng(seed))
    ruled = random_conditions(np.random.default_rng(seed), ruled=True)

    assert plain.rules == 0
    assert 30 <= ruled.rules < 60
    assert abs(ruled.tilt) <= 10
