"""Loading pen digits from intact and damaged files, and from the repository's archive."""

import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data import pendigits
from model.data.cache import fetch
from model.data.data_file import DatasetError

PACKED = Path(__file__).parent / "packed" / "squares-1500-16-bits.Z"
SQUARES = b"".join(b"%d\n" % number**2 for number in range(1500))


def archive(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("pendigits.names", "not this one")
        packed.write(PACKED, member)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.pendigits
def test_load_samples_have_thirty_writers():
    digits = pendigits.load()
    assert len(digits) == 7494
    assert {digit.writer for digit in digits} == set(range(1, 31))
    # Alpaydin and Alimoglu, "pendigits.names": digits of each class in the training part.
    counts = [780, 779, 780, 719, 780, 720, 720, 778, 719, 719]
    assert np.bincount([digit.label for digit in digits]).tolist() == counts


@pytest.mark.slow
@pytest.mark.pendigits
def test_load_first_sample_has_points_with_y_down():
    first = pendigits.load()[0]
    assert (first.label, first.writer, first.sample) == (8, 12, 224)
    np.testing.assert_array_equal(first.strokes[0][:2], [[267, 500 - 333], [267, 500 - 336]])


@pytest.mark.pendigits
def test_load_damaged_file_raises_with_line_and_writer(tmp_path):
    _, content = fetch(pendigits.STROKES)
    (tmp_path / "pendigits-orig.tra").write_bytes(content.replace(b" 267  336", b" 267  3x6", 1))
    with pytest.raises(DatasetError, match=r"pendigits-orig\.tra, line 10, writer 12: expected"):
        pendigits.load(tmp_path)


@pytest.mark.slow
@pytest.mark.pendigits
def test_load_changed_coordinate_raises_by_hash(tmp_path):
    _, content = fetch(pendigits.STROKES)
    (tmp_path / "pendigits-orig.tra").write_bytes(content.replace(b" 267  336", b" 267  337", 1))
    with pytest.raises(DatasetError, match=r"pendigits-orig\.tra: expected SHA-256 a66225"):
        pendigits.load(tmp_path)


def test_fetch_archive_returns_its_member(mirror):
    file = replace(
        pendigits.STROKES,
        size=len(SQUARES),
        sha256=hashlib.sha256(SQUARES).hexdigest(),
        mirrors=(mirror.offer("/pen.zip", archive("pendigits-orig.tra.Z")),),
    )
    _, content = fetch(file)
    assert content == SQUARES


def test_fetch_archive_without_member_raises(mirror):
    address = mirror.offer("/pen.zip", archive("pendigits-orig.tes.Z"))
    with pytest.raises(DatasetError, match=r"expected a zip archive with pendigits-orig\.tra\.Z"):
        fetch(replace(pendigits.STROKES, mirrors=(address,)))


def test_fetch_not_an_archive_raises(mirror):
    address = mirror.offer("/pen.zip", b"<html>")
    with pytest.raises(DatasetError, match=r"expected a zip archive .* File is not a zip file"):
        fetch(replace(pendigits.STROKES, mirrors=(address,)))
