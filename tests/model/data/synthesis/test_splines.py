"""Spline interpolation and resampling."""

import numpy as np
import pytest

from model.data.synthesis.splines import catmull_rom, resample


def test_catmull_rom_curve_passes_through_all_points():
    points = np.array([[0.0, 0.0], [5.0, 1.0], [4.0, 8.0], [0.0, 10.0]])

    assert np.allclose(catmull_rom(points, steps=8)[::8], points)


def test_catmull_rom_two_points_are_unchanged():
    line = np.array([[0.0, 0.0], [5.0, 1.0]])

    assert np.array_equal(catmull_rom(line), line)


def test_resample_corner_gives_equidistant_points():
    corner = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]])

    points = resample(corner, 1.0)
    assert points[[0, 4, -1]] == pytest.approx(corner)
    assert np.hypot(*np.diff(points, axis=0).T) == pytest.approx(np.ones(8))


def test_resample_short_line_keeps_ends():
    line = np.array([[0.0, 0.0], [0.1, 0.0]])

    assert np.array_equal(resample(line, 1.0), line)
