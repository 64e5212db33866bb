"""The archive of UNIPEN: packed, downloaded and parsed."""

import hashlib
import io
import tarfile
from collections import Counter
from dataclasses import replace

import pytest

from model.data import unipen_1a
from model.data.cache import fetch
from model.data.data_file import DatasetError

STROKE = b".PEN_DOWN\n0 10\n5 0\n0 0\n9 9\n.PEN_UP\n"
FILES = {
    "LICENSE": b"CC BY 4.0",
    "data/1a/ibm/ibm0/r0304.dat": b'.INCLUDE ibm/data/r0304.dat\n.SEGMENT CHARACTER 0 OK "2"\n',
    "include/ibm/data/r0304.dat": b".WRITER_ID r03-04\n" + STROKE,
    "data/1a/val/x.dat": b'.INCLUDE val/data/x.dat\n.SEGMENT CHARACTER 0 ? "3"\n',
    "include/val/data/x.dat": b".WRITER_ID val01\n" + STROKE,
}
OTHERS = {
    "data/1b/ibm/ibm0/r0304.dat": b"capitals",
    "data/1a/xyz/x.dat": b"another donor",
    "include/val/data/unused.dat": b"included by nothing",
}


def repository(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"train_r01_v07-552a4d4/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def test_pack_does_not_depend_on_the_order_of_files():
    packed = unipen_1a.pack(FILES)
    assert unipen_1a.pack(dict(reversed(FILES.items()))) == packed
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert archive.getnames()[:4] == [".", "./LICENSE", "./data", "./data/1a"]


def test_fetch_repacks_the_needed_files_of_a_repository(mirror):
    packed = unipen_1a.pack(FILES)
    file = replace(
        unipen_1a.STROKES,
        size=len(packed),
        sha256=hashlib.sha256(packed).hexdigest(),
        mirrors=(mirror.offer("/unipen.tar.gz", repository(OTHERS | FILES)),),
    )
    _, content = fetch(file)
    assert content == packed


def test_fetch_changed_file_inside_raises_by_hash(mirror):
    changed = FILES | {"include/val/data/x.dat": b".WRITER_ID val02\n" + STROKE}
    address = mirror.offer("/unipen.tar.gz", repository(changed))
    with pytest.raises(DatasetError, match="could not be downloaded"):
        fetch(replace(unipen_1a.STROKES, mirrors=(address,)))


def test_parse_names_donor_and_person():
    digits = list(unipen_1a.parse(unipen_1a.pack(FILES), "archive"))
    assert [(d.label, d.donor, d.writer) for d in digits] == [
        (2, "ibm", "ibm/04"),  # without the number of the session
        (3, "val", "val/val01"),
    ]
    assert digits[0].strokes[0].tolist() == [[0, -10], [5, 0], [0, 0], [9, -9]]


def test_parse_missing_included_file_raises_with_its_name():
    files = {name: content for name, content in FILES.items() if "include/val" not in name}
    with pytest.raises(DatasetError, match=r"data/1a/val/x\.dat: expected to find .*val/data/x"):
        list(unipen_1a.parse(unipen_1a.pack(files), "archive"))


def test_parse_no_archive_raises():
    with pytest.raises(DatasetError, match="expected a tar archive"):
        list(unipen_1a.parse(b"nothing of the kind", "archive"))


@pytest.mark.slow
@pytest.mark.unipen
def test_load_has_all_donors_and_writers_without_miscut_digits():
    digits = unipen_1a.load()
    # Counted by hand on contact sheets: 13,186 segments, of which 87 are not one whole digit.
    assert len(digits) == 13186 - 87
    assert tuple(sorted({d.donor for d in digits})) == unipen_1a.DONORS
    assert len({d.writer for d in digits}) == 121
    assert Counter(d.donor for d in digits)["ibm"] == 1571 - 73
