"""Corrections over HTTP: every form of a drawing, who may do what, and what is refused."""

import base64
import json

import numpy as np
import pytest
from fastapi.testclient import TestClient
from limits import parse as parse_limit

from app.corrections.service import FILE_NAME
from app.main import create_app
from app.openapi import examples
from app.settings import Settings

HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("192.0.2.1", 50_000)
UNKNOWN = "0" * 32
EVERY = [
    ("GET", "/corrections"),
    ("POST", "/corrections"),
    ("GET", f"/corrections/{UNKNOWN}"),
    ("PATCH", f"/corrections/{UNKNOWN}"),
    ("DELETE", f"/corrections/{UNKNOWN}"),
    ("POST", f"/corrections/{UNKNOWN}/accept"),
    ("POST", f"/corrections/{UNKNOWN}/reject"),
]


@pytest.fixture
def visit(weights_dir, tmp_path):
    """A function that gives a client of a service with some settings, from somewhere."""

    def client(address="http://127.0.0.1:8000", client=HERE, **options) -> TestClient:
        configured = Settings(weights_dir=weights_dir, lab_dir=tmp_path / "lab", **options)
        app = create_app(configured)
        started = TestClient(app, base_url=address, client=client)
        started.__enter__()
        opened.append(started)
        return started

    opened: list[TestClient] = []
    yield client
    for started in opened:
        started.__exit__(None, None, None)


@pytest.fixture
def here(visit):
    """A client on the service's own machine."""
    return visit()


@pytest.fixture
def public(visit):
    """A function that gives a client on another machine of a service that takes its corrections."""

    def client(**options):
        settings = {"host": "0.0.0.0", "corrections": "on", **options}
        return visit("http://digits.example", ELSEWHERE, **settings)

    return client


def correct(client, label=3, **fields):
    return client.post(
        "/corrections", json={**examples.forms()["strokes"], "label": label, **fields}
    )


@pytest.mark.parametrize("form", examples.forms())
def test_drawing_in_each_json_form_is_kept_as_it_was_sent(here, form):
    sent = examples.forms()[form]
    kept = here.post("/corrections", json={**sent, "label": 3, "note": "mine"})
    assert kept.status_code == 201
    shown = here.get(kept.headers["Location"]).json()
    assert shown["drawing"].keys() == sent.keys()
    again = here.post("/predict?include=input", json=shown["drawing"]).json()
    assert np.array_equal(again["input"], shown["input"])
    assert shown["answer"] == again["digit"]
    assert (shown["state"], shown["label"], shown["note"]) == ("accepted", 3, "mine")
    assert shown["model"] == again["model"]


@pytest.mark.parametrize("kind", ["body", "form"])
def test_image_file_is_kept_byte_for_byte(here, png, kind):
    body = (
        {"content": png, "headers": {"Content-Type": "image/png"}}
        if kind == "body"
        else {"files": {"file": png}}
    )
    kept = here.post("/corrections", params={"label": "3", "note": "a scan"}, **body)
    shown = here.get(f"/corrections/{kept.json()['id']}").json()
    assert base64.b64decode(shown["drawing"]["image"]) == png
    assert (shown["label"], shown["note"]) == (3, "a scan")


def test_answer_of_the_model_that_was_asked_is_kept(here):
    kept = here.post("/corrections?model=tiny", json={**examples.forms()["strokes"], "label": 1})
    assert kept.json()["model"]["name"] == "tiny"


@pytest.mark.parametrize("label", [0, 9, "not a digit"])
def test_label_is_a_digit_or_none(here, label):
    assert correct(here, label).json()["label"] == label


@pytest.mark.parametrize("label", [10, -1, 3.0, "3", "", None, True, "digit", [3], 2**70])
def test_label_that_is_neither_is_refused(here, label):
    refused = correct(here, label)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == "body.label"


def test_correction_without_label_is_refused(here):
    refused = here.post("/corrections", json=examples.forms()["strokes"])
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, "body.label")


@pytest.mark.parametrize("note", ["x" * 501, "a\0b", 3, None])
def test_note_that_is_no_short_text_is_refused(here, note):
    assert correct(here, note=note).json()["errors"][0]["loc"] == "body.note"


def test_numbers_of_strokes_that_are_ignored_may_be_no_numbers(here):
    points = ", ".join(
        f'{{"x": {x}, "y": {y}, "tilt": NaN}}' for x, y in [(9, 9), (90, 9), (50, 99)]
    )
    body = f'{{"strokes": [[{points}]], "label": 7}}'
    kept = here.post("/corrections", content=body, headers={"Content-Type": "application/json"})
    shown = here.get(f"/corrections/{kept.json()['id']}").json()
    assert shown["drawing"]["strokes"][0][0] == {"x": 9, "y": 9, "tilt": None}
    assert here.post("/predict", json=shown["drawing"]).status_code == 200


def test_drawing_that_is_blank_is_refused_and_nothing_is_kept(here, tmp_path):
    refused = here.post("/corrections", json={"pixels": [0] * 784, "label": 1})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/blank-drawing")
    assert not (tmp_path / "lab" / FILE_NAME).exists()


def test_reading_and_listing_keep_nothing(here, tmp_path):
    here.post("/predict", json=examples.forms()["strokes"])
    assert here.get("/corrections").json() == {"corrections": [], "total": 0}
    assert not (tmp_path / "lab").exists()


def test_corrections_are_listed_newest_first_by_state_and_page(here):
    ids = [correct(here, label).json()["id"] for label in (3, 4, 5)]
    listed = here.get("/corrections?limit=2").json()
    assert (len(listed["corrections"]), listed["total"]) == (2, 3)
    rest = here.get("/corrections?offset=2").json()["corrections"]
    assert {one["id"] for one in listed["corrections"] + rest} == set(ids)
    accepted = here.get("/corrections?state=accepted").json()
    assert [one["id"] for one in accepted["corrections"]] == ids[:1]


def test_contradicting_correction_waits_and_shows_the_other(here):
    first, second = correct(here, 3).json(), correct(here, 5).json()
    assert (first["state"], second["state"]) == ("accepted", "pending")
    assert second["conflicts"] == [{"id": first["id"], "label": 3, "state": "accepted"}]


def test_correction_is_changed_accepted_rejected_and_deleted(here):
    address = f"/corrections/{correct(here, 3).json()['id']}"
    assert here.post(f"{address}/reject").json()["state"] == "rejected"
    assert here.post(f"{address}/accept").json()["state"] == "accepted"
    changed = here.patch(address, json={"label": 5, "note": "sure"}).json()
    assert (changed["label"], changed["note"], changed["state"]) == (5, "sure", "accepted")
    assert here.delete(address).status_code == 204
    assert here.get(address).status_code == 404
    assert here.delete(address).status_code == 404


@pytest.mark.parametrize("changes", [{}, {"label": None}, {"label": 10}, {"state": "accepted"}, []])
def test_change_of_nothing_or_of_more_is_refused(here, changes):
    address = f"/corrections/{correct(here).json()['id']}"
    assert here.patch(address, json=changes).status_code == 422


@pytest.mark.parametrize("name", [UNKNOWN, "0", "x" * 32, "A" * 32, "%00", "..%2f"])
def test_correction_that_is_unknown_is_404(here, name):
    correct(here)
    for method in ("GET", "DELETE"):
        assert here.request(method, f"/corrections/{name}").status_code == 404
    assert here.patch(f"/corrections/{name}", json={"label": 1}).status_code == 404


@pytest.mark.parametrize(
    "options",
    [
        {"host": "0.0.0.0"},
        {"corrections": "off"},
        {"client": ELSEWHERE},
        {"address": "http://evil.example"},
    ],
    ids=str,
)
def test_corrections_for_others_are_off(visit, options):
    client = visit(**options)
    for method, path in EVERY:
        refused = client.request(method, path)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/corrections-off")
    assert 'id="correction"' not in client.get("/").text


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
@pytest.mark.parametrize("corrections", ["auto", "on"])
def test_change_from_another_origin_is_refused(visit, headers, corrections):
    client = visit(corrections=corrections)
    for method, path in EVERY:
        if method != "GET":
            refused = client.request(method, path, headers=headers)
            assert (refused.status_code, refused.json()["type"]) == (403, "/problems/cross-origin")


def test_correction_from_elsewhere_waits_and_is_shown_and_deleted_by_its_id_alone(public):
    client = public()
    kept = correct(client, 3).json()
    assert kept["state"] == "pending"
    address = f"/corrections/{kept['id']}"
    assert client.get(address).json()["label"] == 3
    for method, path in (("GET", "/corrections"), ("POST", f"{address}/accept")):
        refused = client.request(method, path)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-local")
    assert client.patch(address, json={"label": 4}).json()["state"] == "pending"
    assert client.delete(address).status_code == 204


def test_conflicts_are_not_shown_elsewhere(public, visit):
    other = correct(visit(), 3).json()
    kept = correct(public(), 5)
    assert (kept.json()["state"], kept.json()["conflicts"]) == ("pending", [])
    assert other["id"] not in kept.text


def test_corrections_of_one_client_are_limited(public):
    client = public(corrections_rate_limit=parse_limit("2/hour"))
    assert [correct(client).status_code for _ in range(3)] == [201, 201, 429]
    assert client.post("/predict", json=examples.forms()["strokes"]).status_code == 200


def test_correction_beyond_the_space_for_all_is_409(visit, encode):
    client = visit(corrections_bytes=2**20)
    rng = np.random.default_rng(1)
    noise = base64.b64encode(rng.bytes(800_000)).decode()  # a comment that no reader looks at
    body = {"strokes": [[[9, 9], [90, 9], [50, 99]]], "pen_width": 5, "label": 7}
    body["strokes"][0][0] = {"x": 9, "y": 9, "comment": noise}
    body["strokes"][0][1:] = [{"x": 90, "y": 9}, {"x": 50, "y": 99}]
    refused = client.post("/corrections", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/corrections-full")


def test_database_that_is_gone_is_logged_once(visit, tmp_path, caplog):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / FILE_NAME).write_bytes(b"damaged " * 1000)
    client = visit()
    for _ in range(3):
        client.get("/corrections")
    assert sum("cannot be used" in record.message for record in caplog.records) == 1


def test_database_that_is_gone_is_503_and_drawings_are_read(visit, tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / FILE_NAME).write_bytes(b"damaged " * 1000)
    client = visit()
    for method, path in EVERY:
        body = (
            {**examples.forms()["strokes"], "label": 1} if path == "/corrections" else {"label": 1}
        )
        json_body = json.dumps(body) if method in {"POST", "PATCH"} else None
        headers = {"Content-Type": "application/json"}
        gone = client.request(method, path, content=json_body, headers=headers)
        assert (gone.status_code, gone.json()["type"]) == (503, "/problems/database-unavailable")
        assert gone.headers["Retry-After"] == "1"
    assert client.post("/predict", json=examples.forms()["strokes"]).status_code == 200
    assert client.get("/").status_code == 200
