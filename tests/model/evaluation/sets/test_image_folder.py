"""Folders of pictures: what can be read is read, and the rest is named."""

import numpy as np
import pytest
from PIL import Image

from model.evaluation.sets.image_folder import read
from model.evaluation.sets.labelled import EvaluationDataError
from model.preprocessing.pipeline import preprocess


def draw(path, kind="PNG") -> Image.Image:
    """Write a picture of a bar and return it."""
    path.parent.mkdir(exist_ok=True)
    page = np.full((60, 60), 255, dtype=np.uint8)
    page[10:50, 28:33] = 0
    picture = Image.fromarray(page)
    picture.save(path, kind)
    return picture


def test_folder_gives_pictures_by_label(tmp_path):
    picture = draw(tmp_path / "1" / "a.png")
    draw(tmp_path / "7" / "b.bmp", "BMP")
    draw(tmp_path / "7" / "c.gif", "GIF")

    labelled = read(tmp_path)

    assert labelled.labels.tolist() == [1, 7, 7]
    assert np.array_equal(labelled.images[0], preprocess(picture).vector)
    assert labelled.problems == ()


def broken(folder) -> None:
    """Put one thing of every unusable kind beside a good picture."""
    draw(folder / "1" / "good.png")
    whole = (folder / "1" / "good.png").read_bytes()
    (folder / "1" / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "1" / "text.png").write_text("no picture")
    (folder / "1" / "empty.png").write_bytes(b"")
    (folder / "1" / "nested").mkdir()
    Image.new("L", (60, 60), 255).save(folder / "1" / "blank.png")
    (folder / "readme.txt").write_text("what this is")
    (folder / "ten").mkdir()
    (folder / "12").mkdir()


def test_folder_with_unusable_things_goes_on_with_the_rest(tmp_path):
    broken(tmp_path)

    assert read(tmp_path).labels.tolist() == [1]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("1/cut.png", "expected a picture (PNG, JPEG, WebP, GIF or BMP), got"),
        ("1/text.png", "expected a picture (PNG, JPEG, WebP, GIF or BMP), got another file"),
        ("1/empty.png", "expected a picture (PNG, JPEG, WebP, GIF or BMP), got another file"),
        ("1/nested", "expected a picture, got a folder"),
        ("1/blank.png", "expected a drawn digit, got an image without contrast"),
        ("readme.txt", "expected folders 0 to 9, got a file that says no digit"),
        ("ten", "expected folders 0 to 9, got a folder that says no digit"),
        ("12", "expected folders 0 to 9, got a folder that says no digit"),
    ],
)
def test_folder_names_each_thing_that_it_leaves_out(tmp_path, name, reason):
    broken(tmp_path)
    reasons = {problem.file: problem.reason for problem in read(tmp_path).problems}

    assert len(reasons) == 8
    assert reasons[str(tmp_path / name)].startswith(reason)


def test_folder_of_pictures_without_labels_says_what_is_missing(tmp_path):
    draw(tmp_path / "a.png")

    with pytest.raises(EvaluationDataError, match=r"expected folders 0 to 9 .*, got a\.png"):
        read(tmp_path)


def test_folder_without_a_readable_picture_gives_the_first_reason(tmp_path):
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "a.png").write_text("no picture")

    with pytest.raises(EvaluationDataError, match=r"got none \(.*a\.png: expected a picture"):
        read(tmp_path)


def test_folder_of_empty_folders_says_so(tmp_path):
    (tmp_path / "3").mkdir()

    with pytest.raises(EvaluationDataError, match=r"got none \(empty folders\)"):
        read(tmp_path)
