"""Folders of labelled images: readable images are loaded, the rest is reported."""

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


def test_read_labels_images_by_folder(tmp_path):
    picture = draw(tmp_path / "1" / "a.png")
    draw(tmp_path / "7" / "b.bmp", "BMP")
    draw(tmp_path / "7" / "c.gif", "GIF")

    labelled = read(tmp_path)

    assert labelled.labels.tolist() == [1, 7, 7]
    assert np.array_equal(labelled.inputs[0].vector, preprocess(picture).vector)
    assert labelled.skipped == ()


def broken(folder) -> None:
    """Add an unusable entry of every kind to a readable image."""
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


def test_read_skips_unusable_entries(tmp_path):
    broken(tmp_path)

    assert read(tmp_path).labels.tolist() == [1]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("1/cut.png", "expected an image (PNG, JPEG, WebP, GIF or BMP), got"),
        ("1/text.png", "expected an image (PNG, JPEG, WebP, GIF or BMP), got another file"),
        ("1/empty.png", "expected an image (PNG, JPEG, WebP, GIF or BMP), got another file"),
        ("1/nested", "expected an image, got a folder"),
        ("1/blank.png", "expected a drawn digit, got an image without contrast"),
        ("readme.txt", "expected folders 0 to 9, got a file with another name"),
        ("ten", "expected folders 0 to 9, got a folder with another name"),
        ("12", "expected folders 0 to 9, got a folder with another name"),
    ],
)
def test_read_reports_each_skipped_file(tmp_path, name, reason):
    broken(tmp_path)
    reasons = {problem.file: problem.reason for problem in read(tmp_path).skipped}

    assert len(reasons) == 8
    assert reasons[str(tmp_path / name)].startswith(reason)


def test_read_without_label_folders_raises(tmp_path):
    draw(tmp_path / "a.png")

    with pytest.raises(EvaluationDataError, match=r"expected folders 0 to 9 .*, got a\.png"):
        read(tmp_path)


def test_read_without_a_readable_image_raises_with_the_first_reason(tmp_path):
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "a.png").write_text("no picture")

    with pytest.raises(EvaluationDataError, match=r"got none \(.*a\.png: expected an image"):
        read(tmp_path)


def test_read_of_empty_folders_raises(tmp_path):
    (tmp_path / "3").mkdir()

    with pytest.raises(EvaluationDataError, match=r"got none \(empty folders\)"):
        read(tmp_path)
