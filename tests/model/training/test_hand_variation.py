"""Random variation of the digits of a number."""

import numpy as np

from model.data.synthesis.writer_styles import WriterStyle
from model.training.hand_variation import VariedStyle, vary_digits
from tests.support import handwriting

FOUR = [np.array([[10.0, 0.0], [0.0, 30.0], [40.0, 30.0]]), np.array([[30.0, 10.0], [30.0, 50.0]])]


def affine_residual(before, after):
    """Return the largest distance of points from their best affine map, per their extent."""
    design = np.hstack([before, np.ones((len(before), 1))])
    fitted = design @ np.linalg.lstsq(design, after, rcond=None)[0]
    return float(np.abs(fitted - after).max() / np.ptp(before, axis=0).max())


def test_vary_digits_changes_strokes_but_little():
    rng = np.random.default_rng(1)
    for _ in range(50):
        [varied] = vary_digits([FOUR], rng)
        assert [stroke.shape for stroke in varied] == [stroke.shape for stroke in FOUR]
        before, after = np.concatenate(FOUR), np.concatenate(varied)
        assert not np.array_equal(before, after)
        assert 0.5 < np.ptp(after[:, 0]) / np.ptp(before[:, 0]) < 2
        assert 0.6 < np.ptp(after[:, 1]) / np.ptp(before[:, 1]) < 1.6


def test_vary_digits_bends_strokes_and_moves_them_apart():
    [varied] = vary_digits([FOUR], np.random.default_rng(2))
    assert 0.005 < affine_residual(np.concatenate(FOUR), np.concatenate(varied)) < 0.15


def test_vary_digits_slants_all_digits_of_a_number_alike():
    line = [np.array([[0.0, 0.0], [0.0, 100.0]])]
    rng = np.random.default_rng(3)
    slants = []
    for _ in range(300):
        ends = [strokes[0] for strokes in vary_digits([line, line], rng)]
        slants.append([(end[1, 0] - end[0, 0]) / (end[1, 1] - end[0, 1]) for end in ends])
    correlation = np.corrcoef(np.transpose(slants))[0, 1]
    assert 0.2 < correlation < 0.9


def test_vary_digits_keeps_the_size_of_images_and_about_their_ink():
    image = np.zeros((28, 28), np.uint8)
    image[5:23, 12:16] = 255
    rng = np.random.default_rng(4)
    for _ in range(50):
        [varied] = vary_digits([image], rng)
        assert varied.shape == image.shape
        assert varied.dtype == np.uint8
        assert 0.6 < varied.sum() / image.sum() < 1.6
        assert not np.array_equal(varied, image)


def test_varied_style_writes_the_labels_of_its_digits_with_other_strokes():
    digits = {digit: [handwriting.digit(digit, 80)] for digit in (3, 8)}
    style = VariedStyle("a/1", digits)
    written, labels = style.write(6, np.random.default_rng(5))
    assert labels == WriterStyle("a/1", digits).write(6, np.random.default_rng(5))[1]
    for strokes, label in zip(written, labels, strict=True):
        [original] = digits[label]
        assert [s.shape for s in strokes] == [np.asarray(s).shape for s in original]
        assert not np.array_equal(strokes[0], original[0])
