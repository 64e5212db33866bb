"""Partial reads from intact, damaged and missing files."""

import gzip
import hashlib

import numpy as np
import pytest

from model.data import mnist, partial_read, pendigits
from model.data.data_file import DataFile, DatasetError, gunzip

COUNT = 700  # more than two chunks
HEADER = b"\0\0\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (COUNT, 28, 28))
IMAGES = np.random.default_rng(3).integers(0, 256, (COUNT, 28, 28), dtype=np.uint8)
CONTENT = HEADER + IMAGES.tobytes()


@pytest.fixture
def file(monkeypatch, mirror) -> DataFile:
    """A small file in MNIST's place, with a mirror that must get no request."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    address = mirror.offer("/images", gzip.compress(CONTENT))
    small = DataFile("mnist", "images", len(CONTENT), digest, (address,), gunzip)
    monkeypatch.setattr(partial_read, "FILES", {"mnist_test": small})
    return small


@pytest.fixture
def packed(file, tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(CONTENT))
    return path


@pytest.mark.parametrize(
    "indices",
    [[0], [COUNT - 1], [334, 333, 5], [0, 1, 2, 668, 669], range(COUNT)],
    ids=["first", "last", "unordered", "across chunks", "all"],
)
def test_read_digits_any_indices_returns_their_images(packed, indices):
    digits = partial_read.read_digits("mnist_test", packed, indices)
    assert sorted(digits) == sorted(indices)
    assert all(np.array_equal(digits[i], IMAGES[i]) for i in indices)


def test_read_digits_uncompressed_file_returns_image(file, tmp_path):
    path = tmp_path / "images"
    path.write_bytes(CONTENT)
    assert np.array_equal(partial_read.read_digits("mnist_test", path, [7])[7], IMAGES[7])


def test_read_digits_index_beyond_end_is_left_out(packed):
    assert list(partial_read.read_digits("mnist_test", packed, [COUNT, 3])) == [3]


def test_read_digits_result_does_not_hold_the_file(packed):
    digit = partial_read.read_digits("mnist_test", packed, [9])[9]
    assert len(digit.base.base) == 28 * 28


@pytest.mark.parametrize(
    "content",
    [
        CONTENT[:-1],
        CONTENT + b"\0",
        CONTENT[:5000] + bytes([CONTENT[5000] ^ 1]) + CONTENT[5001:],
        b"",
    ],
    ids=["short", "long", "one bit", "empty"],
)
def test_read_digits_damaged_file_raises(file, tmp_path, content):
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=f"expected SHA-256 {file.sha256}, got a different file"):
        partial_read.read_digits("mnist_test", path, [0])


@pytest.mark.parametrize("kept", [5, 3000], ids=["header", "middle"])
def test_read_digits_truncated_gzip_raises(packed, kept):
    packed.write_bytes(packed.read_bytes()[:kept])
    with pytest.raises(DatasetError, match=r"images\.gz cannot be read"):
        partial_read.read_digits("mnist_test", packed, [0])


def test_read_digits_not_gzip_raises(packed):
    packed.write_bytes(CONTENT)
    with pytest.raises(DatasetError, match="cannot be read"):
        partial_read.read_digits("mnist_test", packed, [0])


def test_find_file_missing_data_set_raises_without_download(file, tmp_path, mirror):
    with pytest.raises(
        partial_read.DatasetMissingError, match="download it with: inkling data fetch mnist"
    ):
        partial_read.find_file("mnist_test", tmp_path)
    assert mirror.requested_paths == []


def test_find_file_in_data_dir_returns_path(packed, tmp_path):
    assert partial_read.find_file("mnist_test", tmp_path) == packed


@pytest.mark.mnist
@pytest.mark.parametrize("part", ["test", "train"])
def test_read_digits_mnist_equals_load(part):
    indices = [0, 1, 334, 5000, 9999]
    images, _ = mnist.load(part)
    source = f"mnist_{part}"
    digits = partial_read.read_digits(source, partial_read.find_file(source), indices)
    assert all(np.array_equal(digits[i], images[i]) for i in indices)


@pytest.mark.pendigits
def test_read_digits_pendigits_equals_load():
    digits = partial_read.read_digits(
        "pendigits", partial_read.find_file("pendigits"), [0, 7493, 7494]
    )
    assert sorted(digits) == [0, 7493]
    last = pendigits.load()[-1]
    assert (digits[7493].label, digits[7493].writer, digits[7493].sample) == (
        last.label,
        last.writer,
        last.sample,
    )
    assert np.array_equal(digits[7493].strokes[0], last.strokes[0])
