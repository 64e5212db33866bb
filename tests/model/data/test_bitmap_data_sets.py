"""Semeion, optdigits and web digits: parsed from small hand-made files, downloaded, refused."""

import hashlib
import io
import json
import tarfile
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from model.data import optdigits, semeion, webdigits
from model.data.cache import fetch
from model.data.data_file import DatasetError

BITS = [[int((row + column) % 3 == 0) for column in range(16)] for row in range(16)]


def semeion_line(label: int) -> str:
    return " ".join(f"{bit:.4f}" for row in BITS for bit in row) + f" {label} \r\n"


def optdigits_file(*labels: int, announced: int | None = None) -> bytes:
    header = f"BU handwritten digit database\n\nndigit = {announced or len(labels)}\n"
    digits = ["1" + "0" * 31 + "\n" + ("0" * 31 + "1\n") * 31 + f" {label}\n" for label in labels]
    return (header + "".join(digits)).encode()


def web_entry(label: int, level: int) -> dict[str, object]:
    return {"label": label, "image": [level, *[255] * 783]}


def test_semeion_parse_returns_bits_and_labels():
    digits = semeion.parse((semeion_line(7) + semeion_line(0)).encode(), "semeion.data")
    np.testing.assert_array_equal(digits.images[0], 255 * np.array(BITS))
    assert digits.labels.tolist() == [7, 0]


@pytest.mark.parametrize("damage", [("0.0000", "0.5000"), (" 7 ", " 17 "), (" 7 ", " ")])
def test_semeion_parse_damaged_line_raises(damage):
    content = semeion_line(7).replace(*damage).encode()
    with pytest.raises(DatasetError, match=r"semeion\.data: expected 256 bits and a label a line"):
        semeion.parse(content, "semeion.data")


def test_optdigits_parse_returns_bits_and_labels():
    digits = optdigits.parse(optdigits_file(3, 9), "windep")
    assert digits.labels.tolist() == [3, 9]
    assert digits.images.shape == (2, 32, 32)
    assert digits.images[1][0].tolist() == [255] + [0] * 31
    assert digits.images[1][31].tolist() == [0] * 31 + [255]


def test_optdigits_parse_fewer_digits_than_announced_raises():
    with pytest.raises(DatasetError, match=r"windep: expected a header .* got 2"):
        optdigits.parse(optdigits_file(3, 9, announced=3), "windep")


def test_webdigits_parse_returns_ink():
    content = json.dumps([web_entry(3, 0), web_entry(8, 200)]).encode()
    digits = webdigits.parse(content, "webdigits.json")
    assert digits.images[:, 0, 0].tolist() == [255, 55]
    assert digits.images.max(axis=(1, 2)).tolist() == [255, 55]  # of each image
    assert digits.labels.tolist() == [3, 8]


@pytest.mark.parametrize(
    "content",
    [b"[", b"3", b'[{"label": 3}]', b'[{"label": 3, "image": [1, 2]}]'],
    ids=["not-json", "no-list", "no-image", "small-image"],
)
def test_webdigits_parse_other_content_raises(content):
    with pytest.raises(DatasetError, match=r"webdigits\.json: expected a list of digits"):
        webdigits.parse(content, "webdigits.json")


def test_fetch_semeion_takes_its_member_of_the_archive(mirror):
    content = semeion_line(7).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("semeion.names", "about")
        archive.writestr("semeion.data", content)
    file = replace(
        semeion.PIXELS,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        mirrors=(mirror.offer("/semeion.zip", buffer.getvalue()),),
    )
    assert fetch(file)[1] == content


@pytest.mark.parametrize("first", [0, 1])
def test_fetch_webdigits_joins_the_half_that_has_the_right_hash(mirror, monkeypatch, first):
    classes = {label: [web_entry(label, level) for level in range(6)] for label in (0, 3, 5, 6, 8)}
    half = [entry for entries in classes.values() for entry in entries[first::2]]
    content = json.dumps(half, separators=(",", ":")).encode()
    monkeypatch.setattr(webdigits, "_SHA256", hashlib.sha256(content).hexdigest())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for label, entries in classes.items():
            body = json.dumps(entries, indent=1).encode()
            member = tarfile.TarInfo(
                f"handwritten-digit-classification-1/data/numbers/{label}.json"
            )
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    file = replace(
        webdigits.DRAWINGS,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        mirrors=(mirror.offer("/web.tar.gz", buffer.getvalue()),),
    )
    assert fetch(file)[1] == content


def test_fetch_webdigits_without_its_files_raises(mirror):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz"):
        pass
    address = mirror.offer("/web.tar.gz", buffer.getvalue())
    with pytest.raises(DatasetError, match=r"expected the files data/numbers/0\.json"):
        fetch(replace(webdigits.DRAWINGS, mirrors=(address,)))
