"""Synthetic images of digits: size, position, and reproducibility."""

import numpy as np
import pytest

from model.data.synthesis.digits import (
    draw_at_random_position,
    render_random_placement,
    roughen_edges,
    scan,
    upscale,
)

SEVEN = (np.array([[10.0, 10.0], [60.0, 12.0], [30.0, 110.0]]),)


@pytest.fixture
def bar() -> np.ndarray:
    """A one in MNIST's form, shape (28, 28)."""
    image = np.zeros((28, 28), dtype=np.uint8)
    image[4:24, 13:16] = 255
    return image


def test_draw_at_random_position_longest_side_has_given_length():
    picture = draw_at_random_position(SEVEN, 200, 10, 280, np.random.default_rng(1))
    rows, columns = np.nonzero(np.asarray(picture) < 128)

    assert rows.max() - rows.min() + 1 == pytest.approx(210, abs=2)  # and half a pen at each end
    assert columns.max() - columns.min() + 1 == pytest.approx(110, abs=2)


@pytest.mark.parametrize("seed", range(5))
def test_draw_at_random_position_any_seed_keeps_ink_on_canvas(seed):
    ink = 255 - np.asarray(
        draw_at_random_position(SEVEN, 200, 22, (260, 240), np.random.default_rng(seed))
    )

    assert ink.shape == (240, 260)
    assert not ink[[0, -1]].any()
    assert not ink[:, [0, -1]].any()


def test_draw_at_random_position_dot_is_disc():
    picture = draw_at_random_position(
        (np.array([[5.0, 5.0]]),), 100, 12, 280, np.random.default_rng(1)
    )

    assert (np.asarray(picture) < 128).sum() == pytest.approx(np.pi * 36, rel=0.15)


@pytest.mark.parametrize(
    "synthesize", [render_random_placement, upscale, scan], ids=lambda f: f.__name__
)
def test_synthesis_same_seed_and_number_gives_same_image(synthesize, bar):
    source = SEVEN if synthesize is render_random_placement else bar

    first, second, other = (
        synthesize((1, 2, source)),
        synthesize((1, 2, source)),
        synthesize((1, 3, source)),
    )

    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("synthesize", [upscale, scan], ids=lambda f: f.__name__)
def test_synthesis_from_mnist_image_keeps_its_shape(synthesize, bar):
    pixels = synthesize((1, 2, bar)).reshape(28, 28).astype(int)

    # The bar is centered, 20 high, and between two and five wide.
    assert pixels[8:20, 14].min() > 200
    assert not pixels[:, :10].any()
    assert not pixels[:, 19:].any()
    assert 18 <= (pixels.max(axis=1) > 128).sum() <= 22


def test_render_random_placement_longest_side_is_20():
    pixels = render_random_placement((1, 2, SEVEN)).reshape(28, 28)

    assert 18 <= (pixels.max(axis=1) > 128).sum() <= 22


def test_roughen_edges_bar_is_bilevel_with_specks_and_keeps_shape(bar):
    ink = np.kron(bar, np.ones((8, 8), dtype=np.uint8))

    scanned = np.asarray(roughen_edges(ink, np.random.default_rng(1)))

    assert set(np.unique(scanned)) == {0, 255}
    assert ((scanned == 0) == (ink > 127)).mean() > 0.95
    assert (scanned[:, :90] == 0).any()  # where the original has nothing but paper
