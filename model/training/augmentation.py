"""Data augmentation: random affine and elastic warps, stroke thickness and ink strength.

A warp is a linear map of pixels: each output pixel is a weighted mean of four input pixels. Images
that share a warp therefore cost one gather of whole rows in a (784, images) layout, which is what
makes this cheap enough for a small network. Each group of a batch gets its own warp, and the images
of a group change with every epoch.

Gray levels are bytes and weights are 256ths, so that their product fits into 16 bits: a processor
multiplies twice as many 16-bit integers at a time as floats.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import INPUT_SIDE

PADDED_SIDE = INPUT_SIDE + 3

WEIGHT_SUM = 256
"""Sum of the interpolation weights of a pixel."""

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Augmentation:
    """Strength of the augmentation; all zero leaves images unchanged.

    Attributes
    ----------
    rotation_deg : float
        Largest angle of rotation, in degrees.
    scale : float
        Largest relative change of size, for each axis on its own.
    shear : float
        Largest horizontal shift per row of height.
    shift_px : float
        Largest shift along each axis, in pixels.
    elastic_px : float
        Standard deviation of the elastic displacement, in pixels (Simard, Steinkraus and Platt,
        "Best Practices for Convolutional Neural Networks", 2003).
    elastic_sigma_px : float
        Smoothness of the displacement: the deviation of the Gaussian that blurs it.
    thickness : float
        Largest weight of a one-pixel dilation or erosion that is mixed in.
    brush_jitter : float
        Standard deviation of the strength of the ink, multiplied in and clipped at 1.
    """

    rotation_deg: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    shift_px: float = 0.0
    elastic_px: float = 0.0
    elastic_sigma_px: float = 4.0
    thickness: float = 0.0
    brush_jitter: float = 0.0


@dataclass(frozen=True)
class Warps:
    """Bilinear warps of 28 x 28 images.

    Attributes
    ----------
    corners : intp array, shape (W, 4, 784)
        For each output pixel, the indices of the four input pixels around its source, in the image
        padded to 31 x 31: one pixel above and left, two below and right.
    weights : uint16 array, shape (W, 4, 784)
        Interpolation weight of each corner, in 256ths; the four sum to 256.
    """

    corners: NDArray[np.intp]
    weights: NDArray[np.uint16]


def draw_warps(settings: Augmentation, count: int, rng: np.random.Generator) -> Warps:
    """Draw `count` random warps."""
    uniform = rng.uniform(-1, 1, (6, count)).astype(np.float32)
    angle = np.float32(np.deg2rad(settings.rotation_deg)) * uniform[0]
    shear = np.float32(settings.shear) * uniform[1]
    stretch = np.exp(np.float32(np.log1p(settings.scale)) * uniform[2:4])
    shift = np.float32(settings.shift_px) * uniform[4:]
    cosine, sine = np.cos(angle), np.sin(angle)

    axis = np.arange(INPUT_SIDE, dtype=np.float32) - (INPUT_SIDE - 1) / 2
    y, x = np.meshgrid(axis, axis, indexing="ij")
    y, x = y.ravel(), x.ravel()  # (784,)
    column = (slice(None), np.newaxis)
    source_x = (cosine / stretch[0])[column] * x + ((sine + shear) / stretch[0])[column] * y
    source_y = (-sine / stretch[1])[column] * x + (cosine / stretch[1])[column] * y
    displacement = _elastic(settings, count, rng)
    center = (INPUT_SIDE - 1) / 2
    source_x += displacement[0] + (shift[0] + np.float32(center))[column]
    source_y += displacement[1] + (shift[1] + np.float32(center))[column]
    return _bilinear(source_y, source_x)


def _elastic(settings: Augmentation, count: int, rng: np.random.Generator) -> Floats:
    """Return smooth random displacements, shape (2, count, 784), in pixels."""
    if settings.elastic_px == 0:
        return np.zeros((2, count, INPUT_SIDE * INPUT_SIDE), dtype=np.float32)
    margin = 8  # so that the border is displaced as much as the center
    side = INPUT_SIDE + 2 * margin
    offsets = np.arange(side)[:, np.newaxis] - np.arange(INPUT_SIDE) - margin
    blur = np.exp(-0.5 * (offsets / settings.elastic_sigma_px) ** 2)
    blur /= np.sqrt((blur**2).sum(axis=0))  # each column: unit variance stays unit variance
    blur = blur.astype(np.float32)
    noise = rng.standard_normal((2, count, side, side), dtype=np.float32)
    smooth = blur.T @ noise @ blur
    return (settings.elastic_px * smooth).reshape(2, count, INPUT_SIDE * INPUT_SIDE)


def _bilinear(y: Floats, x: Floats) -> Warps:
    """Return the warps that sample at row `y` and column `x`, both of shape (W, 784)."""
    # Sources outside the image fall on the padding.
    np.clip(y, -1, INPUT_SIDE, out=y)
    np.clip(x, -1, INPUT_SIDE, out=x)
    top, left = np.floor(y), np.floor(x)
    down, right = y - top, x - left
    first = ((top + 1) * PADDED_SIDE + (left + 1)).astype(np.intp)
    corners = np.empty((len(y), 4, INPUT_SIDE * INPUT_SIDE), dtype=np.intp)
    for corner, offset in enumerate((0, 1, PADDED_SIDE, PADDED_SIDE + 1)):
        np.add(first, offset, out=corners[:, corner])
    # Rounded so that the four sum to 256: first the weight of the columns, then of each row.
    right = np.rint(right * WEIGHT_SUM)
    weights = np.empty((len(y), 4, INPUT_SIDE * INPUT_SIDE), dtype=np.uint16)
    weights[:, 2] = np.rint(down * (WEIGHT_SUM - right))
    weights[:, 3] = np.rint(down * right)
    weights[:, 0] = WEIGHT_SUM - right - weights[:, 2]
    weights[:, 1] = right - weights[:, 3]
    return Warps(corners, weights)


def augment(
    images: Bytes, settings: Augmentation, rng: np.random.Generator, group: int = 64
) -> Bytes:
    """Return augmented copies.

    Parameters
    ----------
    images : uint8 array, shape (N, 784)
        0 paper to 255 ink.
    settings : Augmentation
    rng : numpy.random.Generator
        The same state gives the same copies.
    group : int
        Number of neighboring rows that share one warp.

    Returns
    -------
    uint8 array, shape (N, 784)
    """
    N = len(images)
    warps = draw_warps(settings, -(-N // group), rng)
    thickness = settings.thickness * rng.uniform(-1, 1, len(warps.corners))
    strength = np.exp(settings.brush_jitter * rng.standard_normal(len(warps.corners)))
    # One padded image per column.
    padded = np.zeros((PADDED_SIDE, PADDED_SIDE, N), dtype=np.uint8)
    padded[1 : INPUT_SIDE + 1, 1 : INPUT_SIDE + 1] = images.T.reshape(INPUT_SIDE, INPUT_SIDE, N)
    columns = padded.reshape(PADDED_SIDE * PADDED_SIDE, N)
    result = np.empty((N, INPUT_SIDE * INPUT_SIDE), dtype=np.uint8)
    for number, start in enumerate(range(0, N, group)):
        part = columns[:, start : start + group]
        warped = warp(part, warps.corners[number], warps.weights[number])
        if thickness[number]:
            warped = thicken(warped, float(thickness[number]))
        if settings.brush_jitter:
            warped = _ink_strength_table(float(strength[number])).take(warped)
        result[start : start + group] = warped.T
    return result


def warp(columns: Bytes, corners: NDArray[np.intp], weights: NDArray[np.uint16]) -> Bytes:
    """Apply one warp to images in columns.

    Parameters
    ----------
    columns : uint8 array, shape (961, n)
        Pixels of 31 x 31 images, see `Warps`.
    corners, weights : arrays, shape (4, 784)
        As in `Warps`.

    Returns
    -------
    uint8 array, shape (784, n)
    """
    samples = columns.astype(np.uint16).take(corners, axis=0)  # (4, 784, n)
    samples *= weights[:, :, np.newaxis]
    total: NDArray[np.uint16] = samples.sum(axis=0, dtype=np.uint16)  # over the four corners
    return _divide_by_weight_sum(total)


def thicken(columns: Bytes, amount: float) -> Bytes:
    """Blend with a dilation (`amount` above 0) or an erosion (below 0) by a cross of radius one.

    Parameters
    ----------
    columns : uint8 array, shape (784, n)
    amount : float
        Weight of the dilated or eroded image, -1 to 1.
    """
    pick: Any = np.maximum if amount > 0 else np.minimum
    image = columns.reshape(INPUT_SIDE, INPUT_SIDE, -1)
    moved = image.copy()
    pick(moved[1:], image[:-1], out=moved[1:])
    pick(moved[:-1], image[1:], out=moved[:-1])
    pick(moved[:, 1:], image[:, :-1], out=moved[:, 1:])
    pick(moved[:, :-1], image[:, 1:], out=moved[:, :-1])
    weight = round(WEIGHT_SUM * abs(amount))
    mixed = np.multiply(moved, weight, dtype=np.uint16)
    mixed += np.multiply(image, WEIGHT_SUM - weight, dtype=np.uint16)
    return _divide_by_weight_sum(mixed).reshape(columns.shape)


def _ink_strength_table(strength: float) -> Bytes:
    """Return the lookup table of the 256 gray levels scaled by `strength` and clipped."""
    levels: Bytes = np.minimum(np.rint(np.arange(256) * strength), 255).astype(np.uint8)
    return levels


def _divide_by_weight_sum(weighted_sums: NDArray[np.uint16]) -> Bytes:
    """Return `weighted_sums` divided by `WEIGHT_SUM`, rounded; overwrites its argument."""
    weighted_sums += WEIGHT_SUM // 2  # at most 255 * 256 + 128, so it still fits
    weighted_sums >>= 8
    return weighted_sums.astype(np.uint8)
