"""Folders of static files and templates."""

import pytest

from app.web import static_files


def test_assets_in_installed_package_are_found(tmp_path, monkeypatch):
    (tmp_path / "site" / "app" / "static").mkdir(parents=True)
    monkeypatch.setattr(static_files, "PACKAGE", tmp_path / "site" / "app")
    assert static_files.folder("static") == tmp_path / "site" / "app" / "static"


def test_missing_assets_name_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(static_files, "PACKAGE", tmp_path / "app")
    with pytest.raises(FileNotFoundError, match="expected the folder static at"):
        static_files.folder("static")
