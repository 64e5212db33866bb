"""Loading MNIST from intact and damaged files."""

import gzip
import shutil

import numpy as np
import pytest

from model.data import mnist
from model.data.cache import find_local
from model.data.data_file import DatasetError


@pytest.mark.mnist
def test_load_train_label_counts_are_published_ones():
    images, labels = mnist.load("train")
    assert (images.shape, images.dtype) == ((60000, 28, 28), np.uint8)
    # http://yann.lecun.com/exdb/mnist/ as archived: the first labels and how often each stands.
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(labels).tolist() == counts


@pytest.mark.mnist
def test_load_test_label_counts_are_published_ones():
    images, labels = mnist.load("test")
    assert images.shape == (10000, 28, 28)
    assert np.bincount(labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.mark.mnist
def test_load_test_background_is_0_and_ink_is_255():
    images, _ = mnist.load("test")
    assert images[:, 0, 0].max() == 0
    assert images[:, 8:20, 8:20].max() == 255


@pytest.mark.mnist
def test_load_swapped_files_raises(tmp_path):
    labels = find_local(mnist.TRAIN_LABELS)
    shutil.copy(labels, tmp_path / f"t10k-images-idx3-ubyte{labels.suffix}")
    with pytest.raises(
        DatasetError, match=r"t10k-images-idx3-ubyte.*: expected 7840016 bytes, got 60008$"
    ):
        mnist.load("test", tmp_path)


def test_load_damaged_file_raises_with_its_name(tmp_path):
    path = tmp_path / "mnist" / "t10k-images-idx3-ubyte.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(bytes(7_840_016)))
    with pytest.raises(DatasetError, match=r"t10k-images-idx3-ubyte\.gz: expected SHA-256 0fa7898"):
        mnist.load("test", tmp_path)


def test_load_unknown_part_raises():
    with pytest.raises(ValueError, match="expected train or test as split, got 'validation'"):
        mnist.load("validation")
