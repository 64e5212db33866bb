"""Pictures in tar archives and Parquet tables."""

import io
import sys
import tarfile

import pyarrow as pa
import pytest
from pyarrow import parquet

from app.extras import MissingExtraError
from app.scoring.archives import read_parquet, read_tar
from app.scoring.pictures import find_pictures

CONTENTS = {"a.png": b"a" * 700, "b/c.png": b"c", "empty.png": b"", "d.png": b"d" * 512}
DAMAGED = "expected a whole tar archive"


def packed(mode="w", **options) -> bytes:
    """Return a tar archive of pictures, a folder, a link and a hidden file."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, **options) as archive:
        folder = tarfile.TarInfo("b")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        link = tarfile.TarInfo("link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        for name, content in {"b/._c.png": b"hidden", **CONTENTS}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


@pytest.mark.parametrize("suffix", ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz", "TAR"])
def test_tar_yields_its_regular_files_in_their_order(tmp_path, suffix):
    kinds = {"gz": "w:gz", "tgz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}
    path = tmp_path / f"scans.{suffix}"
    path.write_bytes(packed(kinds.get(suffix.rpartition(".")[2], "w")))
    pictures = list(find_pictures([str(path)], tmp_path / "results.csv"))
    assert {p.source: p.content for p in pictures} == {
        f"{path}/{name}": content for name, content in CONTENTS.items()
    }


def test_long_and_odd_names_in_a_tar_are_whole(tmp_path):
    path = tmp_path / "scans.tar"
    names = ["x" * 300 + ".png", "é\n,.png"]
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    assert [p.source for p in read_tar(path)] == [f"{path}/{name}" for name in names]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_truncated_anywhere_has_all_pictures_or_an_error_at_the_end(tmp_path, mode):
    whole, contents = packed(mode), list(CONTENTS.values())
    path = tmp_path / "scans.tar"
    silent = []
    for size in range(0, len(whole), 31 if mode == "w" else 7):
        path.write_bytes(whole[:size])
        pictures = list(read_tar(path))
        read = [picture.content for picture in pictures if picture.error is None]
        assert read == contents[: len(read)]
        if read != contents and not (pictures and pictures[-1].error.startswith(DAMAGED)):
            silent.append(size)
    assert silent == []


def test_damaged_header_within_a_tar_is_an_error(tmp_path):
    content = bytearray(packed())
    content[512 * 4 : 512 * 4 + 100] = b"\xff" * 100  # the header after the hidden file
    path = tmp_path / "scans.tar"
    path.write_bytes(content)
    assert (list(read_tar(path))[-1].error or "").startswith(DAMAGED)


def test_something_else_called_tar_is_an_error(tmp_path):
    path = tmp_path / "scans.tar"
    path.write_bytes(b"no archive" * 200)
    [picture] = read_tar(path)
    assert picture.source == str(path)
    assert picture.error.startswith(DAMAGED)


@pytest.mark.parametrize(
    "columns",
    [
        {"image": pa.array([b"a", None, b"c"])},
        {"image": pa.array([b"a", None, b"c"], pa.large_binary()), "other": pa.array([b""] * 3)},
        {"scan": pa.array([b"a", None, b"c"]), "label": pa.array([1, 2, 3])},
        {"image": pa.array([{"bytes": b"a", "path": "x"}, None, {"bytes": b"c", "path": None}])},
    ],
    ids=["image", "image_of_two", "only_one", "struct"],
)
def test_parquet_yields_the_picture_of_each_row(tmp_path, columns):
    path = tmp_path / "scans.parquet"
    parquet.write_table(pa.table(columns), path)
    pictures = list(find_pictures([str(path)], tmp_path / "results.csv"))
    assert [(p.source, p.content, p.error) for p in pictures] == [
        (f"{path}/0", b"a", None),
        (f"{path}/1", None, "expected an image, got no value"),
        (f"{path}/2", b"c", None),
    ]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"label": pa.array([1])}, "0 columns of bytes, none called image, among label"),
        ({"a": pa.array([b""]), "b": pa.array([b""])}, "2 columns of bytes, none called image"),
    ],
)
def test_parquet_without_one_column_of_images_is_an_error(tmp_path, columns, reason):
    path = tmp_path / "scans.parquet"
    parquet.write_table(pa.table(columns), path)
    [picture] = read_parquet(path)
    assert reason in picture.error


def test_truncated_parquet_is_an_error(tmp_path):
    path = tmp_path / "scans.parquet"
    parquet.write_table(pa.table({"image": [b"a" * 1000]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    [picture] = read_parquet(path)
    assert picture.error.startswith("expected a Parquet file with a column of images")


def test_parquet_without_pyarrow_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'inkling\[parquet\]'"):
        list(read_parquet(tmp_path / "scans.parquet"))
