"""Loading of reports: damaged in every way, served unchanged, or absent."""

import copy

import pytest

from app.http.problems import ReportNotFound


def damaged(content, place, value):
    """The report with `value` at `place`."""
    content = copy.deepcopy(content)
    part = content
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return content


DAMAGE = {
    "no digits": (("sets", 0, "recall"), [1.0] * 9),
    "share over one": (("sets", 0, "accuracy"), 1.2),
    "not a number": (("sets", 0, "loss"), float("nan")),
    "negative count": (("sets", 0, "confusion", 3, 3), -1),
    "strange name": (("sets", 0, "name"), "../x"),
    "negative bin": (("sets", 0, "calibration", 0, "count"), -1),
    "bin over one": (("sets", 0, "calibration", 1, "accuracy"), 1.2),
    "strange cell": (("sets", 0, "cells"), {"4;9": [1]}),
    "strange index": (("sets", 0, "cells"), {"4,9": [-1]}),
    "strange date": (("date",), "yesterday"),
    "set twice": (("sets", 1, "part"), "test"),
    "no sets": (("sets",), []),
    "another model": (("model", "name"), "tiny"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_report_is_explained_on_the_page(client, texts, write, content, damage):
    write(damaged(content, *damage))
    reply = client.get("/report")
    assert reply.status_code == 200
    words = texts(reply.text)
    assert "The report of seed cannot be read. seed.json: expected" in words
    assert client.get("/models/seed/report").json()["type"] == "/problems/no-report"
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"model": 1}'])
def test_file_that_is_no_report_is_explained_on_the_page(client, write, text):
    write(text)
    reply = client.get("/report")
    assert reply.status_code == 200
    assert "cannot be read" in reply.text


def test_folder_in_place_of_the_file_is_explained_on_the_page(client, folder):
    (folder / "seed.json").mkdir(parents=True)
    assert "expected a readable file" in client.get("/report").text


def test_report_is_served_unchanged(client, write, content):
    write(content)
    reply = client.get("/models/seed/report")
    assert reply.headers["content-type"] == "application/json"
    assert reply.json() == content


def test_absent_report_is_not_found(client):
    reply = client.get("/models/seed/report")
    assert reply.status_code == ReportNotFound.status
    assert reply.json()["type"] == "/problems/no-report"
    assert "inkling evaluate --report" in reply.json()["detail"]
