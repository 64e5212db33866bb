"""Lookup of data files, and what happens to damaged ones."""

import gzip
from pathlib import Path

import pytest

from model.data.cache import data_folder, fetch, find_local
from model.data.data_file import DatasetError


@pytest.mark.parametrize("place", ["set/digits.gz", "digits.gz"])
def test_fetch_compressed_file_in_folder_is_returned(make_file, content, packed, tmp_path, place):
    path = tmp_path / "data" / place
    path.parent.mkdir(parents=True)
    path.write_bytes(packed)
    assert fetch(make_file(), tmp_path / "data") == (path, content)


@pytest.mark.parametrize("place", ["set/digits", "digits"])
def test_fetch_plain_file_in_folder_is_returned(make_file, content, tmp_path, place):
    path = tmp_path / "data" / place
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert fetch(make_file(), tmp_path / "data") == (path, content)


def test_fetch_file_in_environment_folder_is_returned(make_file, content, tmp_path, monkeypatch):
    (tmp_path / "digits").write_bytes(content)
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path))
    assert fetch(make_file()) == (tmp_path / "digits", content)


def test_fetch_data_dir_overrides_environment(make_file, content, tmp_path, monkeypatch):
    for name in ("argument", "environment"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "digits").write_bytes(content)
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path / "environment"))
    path, _ = fetch(make_file(), tmp_path / "argument")
    assert path == tmp_path / "argument" / "digits"


def test_fetch_file_missing_in_folder_is_returned_from_cache(make_file, content, cache, tmp_path):
    (cache / "set").mkdir(parents=True)
    (cache / "set" / "digits").write_bytes(content)
    path, _ = fetch(make_file(), tmp_path / "elsewhere")
    assert path == cache / "set" / "digits"


def test_data_folder_empty_environment_returns_none(monkeypatch):
    monkeypatch.setenv("INKLING_DATA_DIR", "")
    assert data_folder() is None


def test_data_folder_tilde_is_expanded():
    assert data_folder("~/digits") == Path.home() / "digits"


def test_find_local_missing_file_returns_none(make_file, tmp_path):
    assert find_local(make_file(), tmp_path) is None


def test_fetch_truncated_file_raises_with_sizes(make_file, content, tmp_path):
    (tmp_path / "digits").write_bytes(content[:150])
    with pytest.raises(DatasetError, match=r"digits: expected 200 bytes, got 150$"):
        fetch(make_file(), tmp_path)


def test_fetch_longer_file_raises(make_file, content, tmp_path):
    (tmp_path / "digits").write_bytes(content + b"!")
    with pytest.raises(DatasetError, match=r"digits: expected 200 bytes, got more$"):
        fetch(make_file(), tmp_path)


def test_fetch_corrupt_file_raises_with_hashes(make_file, content, tmp_path):
    (tmp_path / "digits").write_bytes(content[:-1] + b"x")
    with pytest.raises(DatasetError, match=r"digits: expected SHA-256 \w{64}, got \w{64}$"):
        fetch(make_file(), tmp_path)


def test_fetch_truncated_gzip_raises(make_file, packed, tmp_path):
    (tmp_path / "digits.gz").write_bytes(packed[:-9])
    with pytest.raises(DatasetError, match=r"digits\.gz: expected 200 bytes, got the gzip stream"):
        fetch(make_file(), tmp_path)


def test_fetch_not_gzip_despite_suffix_raises(make_file, content, tmp_path):
    (tmp_path / "digits.gz").write_bytes(content)
    with pytest.raises(DatasetError, match=r"digits\.gz: expected 200 bytes, got a damaged gzip"):
        fetch(make_file(), tmp_path)


def test_fetch_gzip_bomb_stops_at_expected_size(make_file, tmp_path):
    (tmp_path / "digits.gz").write_bytes(gzip.compress(bytes(100_000_000), 1))
    with pytest.raises(DatasetError, match="got more"):
        fetch(make_file(), tmp_path)


def test_fetch_damaged_file_in_folder_is_not_replaced(make_file, mirror, packed, tmp_path):
    url = mirror.offer("/digits.gz", packed)
    (tmp_path / "digits").write_bytes(b"mine")
    with pytest.raises(DatasetError):
        fetch(make_file(url), tmp_path)
    assert (tmp_path / "digits").read_bytes() == b"mine"
    assert mirror.requested_paths == []


@pytest.mark.parametrize("name", ["digits", "digits.gz"])
def test_fetch_damaged_file_in_cache_is_replaced(make_file, mirror, packed, cache, name):
    url = mirror.offer("/digits.gz", packed)
    (cache / "set").mkdir(parents=True)
    (cache / "set" / name).write_bytes(b"damaged")
    path, _ = fetch(make_file(url))
    assert path == cache / "set" / "digits"
    assert [path.name for path in (cache / "set").iterdir()] == ["digits"]


def test_fetch_damaged_file_in_cache_without_network_raises(make_file, mirror, cache):
    (cache / "set").mkdir(parents=True)
    (cache / "set" / "digits").write_bytes(b"damaged")
    with pytest.raises(DatasetError, match=r"digits is damaged .* expected 200 bytes, got 7"):
        fetch(make_file(f"{mirror.address}/gone"))
    assert (cache / "set" / "digits").read_bytes() == b"damaged"
