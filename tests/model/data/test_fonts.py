"""Lookup of fonts, with files of a folder in place of installed ones."""

import pytest

from model.data import fonts
from model.data.data_file import DatasetError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder with two fonts, and a system without any."""
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (tmp_path / "system",))
    (tmp_path / "fonts" / "deep").mkdir(parents=True)
    (tmp_path / "fonts" / "Sans.ttf").write_bytes(b"sans")
    (tmp_path / "fonts" / "deep" / "Serif.otf").write_bytes(b"serif")
    (tmp_path / "fonts" / "Sans.txt").write_bytes(b"licence")
    return tmp_path


def test_find_returns_paths_in_the_order_of_names(folder):
    paths = fonts.find(("Serif", "Sans"), folder)
    assert [path.name for path in paths] == ["Serif.otf", "Sans.ttf"]


def test_find_missing_font_raises_with_its_name_and_how_to_install_it(folder):
    with pytest.raises(DatasetError, match=r"not found on this machine: Mono; .*apt install"):
        fonts.find(("Sans", "Mono"), folder)


def test_find_font_of_the_data_folder_comes_before_the_system(folder):
    (folder / "system").mkdir()
    (folder / "system" / "Sans.ttf").write_bytes(b"other")
    assert fonts.find(("Sans",), folder)[0].read_bytes() == b"sans"


def test_digest_depends_on_content_and_order(folder):
    sans, serif = fonts.find(("Sans", "Serif"), folder)
    assert fonts.digest([sans, serif]) != fonts.digest([serif, sans])
    before = fonts.digest([sans])
    sans.write_bytes(b"newer")
    assert fonts.digest([sans]) != before


def test_fonts_held_out_are_not_trained_on():
    families = {name.partition("-")[0] for name in fonts.FONTS}
    assert not {name.partition("-")[0] for name in fonts.HELD_OUT_FONTS} & families
