"""Atomic file writes."""

from pathlib import Path

import pytest

from model.serialization import atomic_write


def test_write_replaces_the_content_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "new folder" / "file"
    atomic_write.write(path, b"old")
    atomic_write.write(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_write_that_fails_keeps_the_old_content(tmp_path, monkeypatch):
    path = tmp_path / "file"
    atomic_write.write(path, b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        atomic_write.write(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_check_error_names_the_file_and_not_the_temporary_one(tmp_path):
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "model.npz"
    with pytest.raises(NotADirectoryError) as error:
        atomic_write.check(path)
    assert error.value.filename == str(path)


def test_write_error_names_the_file_and_not_the_temporary_one(tmp_path, monkeypatch):
    def refuse(path, *_):
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileNotFoundError) as error:
        atomic_write.write(tmp_path / "model.npz", b"new")

    assert error.value.filename == str(tmp_path / "model.npz")
