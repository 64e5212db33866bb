"""NumPy archives of labelled images: both forms of images, and errors for all others."""

import numpy as np
import pytest

from model.evaluation.sets.labelled import EvaluationDataError
from model.evaluation.sets.npz_archive import read

IMAGES = np.random.default_rng(1).integers(0, 256, (6, 28, 28), dtype=np.uint8)
LABELS = np.array([0, 1, 2, 7, 8, 9])


@pytest.mark.parametrize("shape", [(6, 28, 28), (6, 784)])
def test_read_of_uint8_images_is_unchanged(tmp_path, shape):
    np.savez(tmp_path / "a.npz", images=IMAGES.reshape(shape), labels=LABELS)

    labelled = read(tmp_path / "a.npz")

    assert np.array_equal(labelled.images, IMAGES.reshape(6, 784))
    assert labelled.images.dtype == np.uint8
    assert np.array_equal(labelled.labels, LABELS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_read_of_floats_is_float32_from_0_to_1(tmp_path, dtype):
    np.savez_compressed(tmp_path / "a.npz", images=(IMAGES / 255).astype(dtype), labels=LABELS)

    images = read(tmp_path / "a.npz").images

    assert images.dtype == np.float32
    np.testing.assert_allclose(images, IMAGES.reshape(6, 784) / 255, atol=1e-6)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": IMAGES}, "expected the arrays images and labels, got images"),
        ({"x": IMAGES, "y": LABELS}, "expected the arrays images and labels, got x, y"),
        ({}, "expected the arrays images and labels, got none"),
        ({"images": IMAGES[:, 1:], "labels": LABELS}, r"of shape .*, got \(6, 27, 28\)"),
        ({"images": IMAGES[0], "labels": LABELS}, r"of shape .*, got \(28, 28\)"),
        ({"images": IMAGES[:0], "labels": LABELS[:0]}, r"of shape .*, got \(0, 28, 28\)"),
        ({"images": np.uint8(3), "labels": LABELS}, r"of shape .*, got \(\)"),
        ({"images": IMAGES.astype(int), "labels": LABELS}, "of uint8 or of floats.*, got int64"),
        ({"images": IMAGES.astype(float), "labels": LABELS}, "divide by 255"),
        ({"images": IMAGES / -255, "labels": LABELS}, "expected floats from 0 .* to 1"),
        ({"images": IMAGES / 255 * np.nan, "labels": LABELS}, "expected floats .*, got nan"),
        ({"images": IMAGES, "labels": LABELS[:5]}, r"for each of 6 images, got shape \(5,\)"),
        ({"images": IMAGES, "labels": LABELS / 2}, "expected integers as labels, got float64"),
        ({"images": IMAGES, "labels": LABELS + 1}, "expected labels from 0 to 9, got 1 to 10"),
        ({"images": IMAGES, "labels": LABELS - 1}, "expected labels from 0 to 9, got -1 to 8"),
        ({"images": np.array([{}]), "labels": LABELS}, "got Object arrays cannot be loaded"),
    ],
    ids=[str(number) for number in range(16)],
)
def test_read_of_other_arrays_raises_with_expected_and_got(tmp_path, arrays, message):
    np.savez(tmp_path / "a.npz", **arrays)

    with pytest.raises(EvaluationDataError, match=rf"a\.npz: .*{message}"):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 but cut"], ids=str)
def test_read_of_a_damaged_archive_raises_with_its_path(tmp_path, content):
    (tmp_path / "a.npz").write_bytes(content)

    with pytest.raises(EvaluationDataError, match=r"a\.npz: expected an \.npz archive, got"):
        read(tmp_path / "a.npz")


def test_read_of_an_archive_with_damaged_bytes_raises_with_its_path(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", images=IMAGES, labels=LABELS)
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[300:400] = bytes(100)
    (tmp_path / "a.npz").write_bytes(content)

    with pytest.raises(EvaluationDataError, match=r"a\.npz: expected an \.npz archive, got"):
        read(tmp_path / "a.npz")
