"""Images of the validation set, and invalid requests to the lab."""

import base64
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from app.main import create_app
from app.openapi.schemas import ProblemDetails
from app.settings import Settings
from model.data import mnist
from model.data.cache import data_folder
from tests.app.lab.finished_run import finished_run


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def run(lab) -> str:
    return finished_run(lab).id


def started(weights_dir, lab, data_dir) -> TestClient:
    configured = Settings(weights_dir=weights_dir, lab_dir=lab, data_dir=data_dir)
    return TestClient(
        create_app(configured), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)
    )


@pytest.fixture(scope="module")
def client(weights_dir, lab):
    """A client of a service that has the data sets of this machine."""
    with started(weights_dir, lab, data_folder()) as client:
        yield client


@pytest.mark.mnist
def test_digits_are_the_last_5000_of_mnist_train(client, run):
    images, labels = mnist.load("train")
    digits = client.get(f"/lab/runs/{run}/digits?indices=0,4999, 17").json()["digits"]
    assert [digit["index"] for digit in digits] == [0, 4999, 17]
    assert [digit["label"] for digit in digits] == [labels[55_000], labels[59_999], labels[55_017]]
    assert [base64.b64decode(digit["pixels"]) for digit in digits] == [
        images[i].tobytes() for i in (55_000, 59_999, 55_017)
    ]


@pytest.mark.parametrize(
    "indices", ["", "x", "-1", "5000", "1,,2", "1.0", "²", "1" * 500, "0," * 101]
)
def test_digits_with_invalid_indices_are_422(client, run, indices):
    refused = client.get(f"/lab/runs/{run}/digits", params={"indices": indices})
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, "query.indices")


def test_digits_of_an_unknown_run_are_404(client):
    assert client.get("/lab/runs/r-00000000/digits?indices=1").status_code == 404


def test_digits_without_the_data_set_are_409_with_advice(
    weights_dir, lab, run, tmp_path, monkeypatch
):
    monkeypatch.setattr("model.data.cache.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv("INKLING_DATA_DIR", raising=False)
    with started(weights_dir, lab, tmp_path) as client:
        refused = client.get(f"/lab/runs/{run}/digits?indices=1")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-data")
    assert "inkling data fetch mnist" in refused.json()["detail"]


@pytest.mark.parametrize("action", ["pause", "resume", "step", "stop"])
def test_control_of_a_finished_run_is_409(client, run, action):
    refused = client.post(f"/lab/runs/{run}/{action}")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/lab-action")
    assert "a run that is finished; it must be " in refused.json()["detail"]


@pytest.mark.parametrize(
    ("query", "headers", "last"),
    [
        ({}, {}, 0),
        ({"after": "2"}, {}, 2),
        ({"after": "1"}, {"Last-Event-ID": "2"}, 2),
        ({"after": "1"}, {"Last-Event-ID": "0"}, 0),
    ],
)
def test_history_begins_after_the_event_of_the_header_or_the_query(
    client, run, query, headers, last
):
    path = f"/lab/runs/{run}/history"
    whole = [event["id"] for event in client.get(path).json()["events"]]
    assert len([number for number in whole if number > 2]) < len(whole)
    events = client.get(path, params=query, headers=headers).json()["events"]
    assert [event["id"] for event in events] == [number for number in whole if number > last]


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "", "9" * 20, "9" * 400])
def test_last_event_id_that_is_no_number_is_422(client, run, number):
    path = f"/lab/runs/{run}/events"
    refused = client.get(path, headers={"Last-Event-ID": number}).json()
    assert (refused["status"], refused["errors"][0]["loc"]) == (422, "header.Last-Event-ID")
    refused = client.get(path, params={"after": number}).json()
    assert (refused["status"], refused["errors"][0]["loc"]) == (422, "query.after")
    assert refused["errors"][0]["message"].startswith("expected a")


def test_control_with_an_unknown_action_is_422(client, run):
    assert client.post(f"/lab/runs/{run}/dance").status_code == 422


words = st.text(max_size=12) | st.sampled_from(["r-00000000", "pause", "..", "%00", "events"])


@rules(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD"]),
    parts=st.lists(words, max_size=4),
    query=st.dictionaries(st.sampled_from(["after", "indices", "x"]), words, max_size=2),
    header=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8),
)
def test_any_request_to_the_lab_is_answered_without_5xx(client, method, parts, query, header):
    path = "/lab/runs/" + "/".join(quote(part, safe="") for part in parts)
    reply = client.request(
        method, path, params=query, headers={"Last-Event-ID": header}, content=b"[]"
    )
    assert reply.status_code < 500
    if reply.status_code >= 400 and method != "HEAD":
        assert ProblemDetails.model_validate(reply.json()).status == reply.status_code
