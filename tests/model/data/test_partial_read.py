"""A few digits of a data set, from whole, damaged and absent files."""

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
    """A small file in MNIST's place, with a mirror that nobody may ask."""
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
def test_images_are_those_at_the_indices(packed, indices):
    found = partial_read.read("mnist_test", packed, indices)
    assert sorted(found) == sorted(indices)
    assert all(np.array_equal(found[i], IMAGES[i]) for i in indices)


def test_file_that_is_not_compressed_is_read_as_well(file, tmp_path):
    path = tmp_path / "images"
    path.write_bytes(CONTENT)
    assert np.array_equal(partial_read.read("mnist_test", path, [7])[7], IMAGES[7])


def test_index_beyond_the_end_is_left_out(packed):
    assert list(partial_read.read("mnist_test", packed, [COUNT, 3])) == [3]


def test_excerpt_holds_nothing_of_the_rest(packed):
    digit = partial_read.read("mnist_test", packed, [9])[9]
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
def test_file_that_is_not_the_right_one_is_refused(file, tmp_path, content):
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=f"expected SHA-256 {file.sha256}, got another"):
        partial_read.read("mnist_test", path, [0])


@pytest.mark.parametrize("kept", [5, 3000], ids=["header", "middle"])
def test_cut_gzip_file_is_refused_and_named(packed, kept):
    packed.write_bytes(packed.read_bytes()[:kept])
    with pytest.raises(DatasetError, match=r"images\.gz: expected a readable file"):
        partial_read.read("mnist_test", packed, [0])


def test_file_that_is_no_gzip_is_refused(packed):
    packed.write_bytes(CONTENT)
    with pytest.raises(DatasetError, match="expected a readable file"):
        partial_read.read("mnist_test", packed, [0])


def test_absent_data_set_says_how_to_fetch_it_and_is_not_fetched(file, tmp_path, mirror):
    with pytest.raises(
        partial_read.DatasetMissingError, match="fetch it with: inkling data fetch mnist"
    ):
        partial_read.find("mnist_test", tmp_path)
    assert mirror.asked == []


def test_find_looks_in_the_folder_that_is_named(packed, tmp_path):
    assert partial_read.find("mnist_test", tmp_path) == packed


@pytest.mark.mnist
@pytest.mark.parametrize("part", ["test", "train"])
def test_excerpt_of_mnist_is_what_loading_all_gives(part):
    indices = [0, 1, 334, 5000, 9999]
    images, _ = mnist.load(part)
    source = f"mnist_{part}"
    found = partial_read.read(source, partial_read.find(source), indices)
    assert all(np.array_equal(found[i], images[i]) for i in indices)


@pytest.mark.pendigits
def test_excerpt_of_pen_strokes_is_what_loading_all_gives():
    found = partial_read.read("pendigits", partial_read.find("pendigits"), [0, 7493, 7494])
    assert sorted(found) == [0, 7493]
    last = pendigits.load()[-1]
    assert (found[7493].label, found[7493].writer, found[7493].sample) == (
        last.label,
        last.writer,
        last.sample,
    )
    assert np.array_equal(found[7493].strokes[0], last.strokes[0])
