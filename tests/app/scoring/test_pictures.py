"""Enumeration of pictures in files, folders and glob patterns."""

import os
from pathlib import Path

import pytest

from app.scoring.pictures import find_pictures

OUTPUT = Path("/nowhere/results.csv")


def names(folder, *sources, output=OUTPUT):
    """Return the names of the pictures below a folder, with an error after a colon."""
    found = []
    for picture in find_pictures([str(source) for source in sources], output):
        name = picture.source.removeprefix(f"{folder}/")
        found.append(f"{name}: {picture.error}" if picture.error else name)
    return found


def test_folder_is_read_in_the_order_of_its_names(scans):
    assert names(scans, scans) == ["b/10.png", "b/2.png", "c.png"]


def test_sources_are_read_in_their_order_and_twice_if_given_twice(scans):
    assert names(scans, scans / "c.png", scans / "b", scans / "c.png") == [
        "c.png",
        "b/10.png",
        "b/2.png",
        "c.png",
    ]


def test_hidden_files_and_the_output_in_a_folder_are_skipped(scans):
    (scans / ".DS_Store").touch()
    (scans / ".results.csv.parts").mkdir()
    (scans / ".results.csv.parts" / "1.part").touch()
    (scans / "results.csv").touch()
    assert names(scans, scans, output=scans / "results.csv") == ["b/10.png", "b/2.png", "c.png"]
    assert names(scans, f"{scans}/*s*", output=scans / "results.csv") == []


@pytest.mark.parametrize("way", ["b/..", "link"])
def test_output_in_a_folder_that_is_reached_in_another_way_is_skipped(scans, way):
    (scans / "results.csv").touch()
    (scans.parent / "link").symlink_to(scans)
    source = scans.parent / way if way == "link" else scans / way
    assert names(source, source, output=scans / "results.csv") == ["b/10.png", "b/2.png", "c.png"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.png", ["c.png"]),
        ("**/*.png", ["b/10.png", "b/2.png", "c.png"]),
        ("**", ["b/10.png", "b/2.png", "c.png"]),
        ("**/*", ["b/10.png", "b/2.png", "c.png"]),
        ("[bc]*", ["b/10.png", "b/2.png", "c.png"]),
        ("b/?.png", ["b/2.png"]),
        ("./b/../*.png", ["c.png"]),
    ],
)
def test_pattern_finds_each_picture_once(scans, pattern, expected):
    found = names(scans, f"{scans}/{pattern}")
    assert [os.path.normpath(name) for name in found] == expected


def test_relative_pattern_finds_pictures_below_the_current_folder(scans, monkeypatch):
    monkeypatch.chdir(scans)
    assert names(scans, "*/*.png") == ["b/10.png", "b/2.png"]


def test_name_with_characters_of_a_pattern_is_a_file_if_it_exists(scans, png):
    (scans / "scan[1]*.png").write_bytes(png)
    assert names(scans, scans / "scan[1]*.png") == ["scan[1]*.png"]


def test_pattern_without_a_match_and_a_missing_file_are_errors(scans):
    assert names(scans, f"{scans}/*.jpg", scans / "no.png") == [
        "*.jpg: expected files that match, got none",
        "no.png: expected a readable file, got No such file or directory",
    ]


def test_loops_of_links_end_and_each_folder_is_visited_once(scans):
    (scans / "b" / "up").symlink_to(scans)
    (scans / "d").symlink_to(scans / "b")
    (scans / "self").symlink_to(scans / "self")
    expected = ["b/10.png", "b/2.png", "c.png"]
    broken = "self: expected a readable file, got Too many levels of symbolic links"
    assert names(scans, scans) == [*expected, broken]
    assert names(scans, f"{scans}/**/*.png") == expected


def test_folder_of_links_to_folders_elsewhere_is_followed(scans, tmp_path):
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "x").symlink_to(scans / "b")
    assert names(tmp_path, tmp_path / "links") == ["links/x/10.png", "links/x/2.png"]


def test_names_that_are_no_utf8_or_have_line_breaks_are_text(scans, png):
    (scans / "empty" / 'a\n"b",c.png').write_bytes(png)
    Path(os.fsdecode(os.fsencode(scans / "empty") + b"/\xff\xe9.png")).write_bytes(png)
    assert names(scans, scans / "empty") == ['empty/a\n"b",c.png', r"empty/\xff\xe9.png"]


def test_pipe_is_an_error_and_is_not_opened(scans):
    os.mkfifo(scans / "empty" / "pipe.png")
    [name] = names(scans, scans / "empty")
    assert name == "empty/pipe.png: expected a regular file, got a pipe, socket or device"


def test_picture_that_is_written_again_has_another_identity(scans, png):
    [before] = find_pictures([str(scans / "c.png")], OUTPUT)
    (scans / "c.png").write_bytes(png + b"x")
    [after] = find_pictures([str(scans / "c.png")], OUTPUT)
    assert before.identity != after.identity
