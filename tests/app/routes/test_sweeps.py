"""The page of sweeps, and their results as JSON."""

import os
import re
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.routes.dependencies import MAX_SWEEP_LINKS
from app.settings import Settings
from tests.support.sweeps import sample_folds, sample_result, write_result


@pytest.fixture
def connect(weights_dir, tmp_path):
    """Return a function that starts a service for a browser on this machine."""

    def start(**options):
        options = {"lab_dir": tmp_path / "lab", "sweeps_dir": tmp_path / "runs"} | options
        app = create_app(Settings(weights_dir=weights_dir, **options))
        client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000))
        return services.enter_context(client)

    with ExitStack() as services:
        yield start


@pytest.fixture
def client(connect, tmp_path):
    write_result(tmp_path / "runs", "rates & more", sample_result())
    return connect()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace("&#8239;", "\u202f")


def test_page_shows_the_newest_sweep_with_its_ranking(client):
    best = sample_result().settings[0]
    text = words(client.get("/sweeps").text)

    assert "rates &amp; more" in text
    assert f"{100 * best.mean:.2f}\u202f% ± {100 * best.deviation:.2f}" in text
    assert "48 39 finished, 8 stopped early, 1 failed" in text
    assert "The best: learning_rate 0.01" in text
    assert "Trial 47 failed: x: no space left" in text


def test_page_of_a_cross_validation_has_the_mean_over_its_folds(connect, tmp_path):
    folds = sample_folds()
    write_result(tmp_path / "runs", "folds", folds)
    text = words(connect().get("/sweeps").text)

    figure = f"{100 * folds.accuracy:.2f}\u202f% ± {100 * folds.deviation:.2f}"
    assert f"Mean accuracy on left-out groups {figure}" in text
    assert text.count(figure) == 2  # in the list, too
    assert "Best accuracy" not in text
    assert "The best:" not in text


def test_page_without_sweeps_says_how_to_make_one(connect):
    text = words(connect().get("/sweeps").text)
    assert "inkling sweep rates.toml" in text
    assert "INKLING_SWEEPS_DIR" in text


def test_page_with_only_a_damaged_sweep_says_why(connect, tmp_path):
    write_result(tmp_path / "runs", "rates", sample_result()).write_text("{}")
    reply = connect().get("/sweeps")
    assert reply.status_code == 200
    assert "expected the result of a sweep" in reply.text


@pytest.mark.parametrize("page", ["/report", "/train"])
def test_report_and_lab_lead_to_the_sweeps(client, page):
    best = sample_result().settings[0]
    reply = client.get(page).text

    assert 'href="/sweeps?sweep=rates%20%26%20more"' in reply
    assert f"{100 * best.mean:.2f}\u202f% ± {100 * best.deviation:.2f}" in words(reply)
    assert "quick, best of 16 settings: learning_rate 0.01" in words(reply)


def test_report_and_lab_lead_to_the_latest_sweeps_only(connect, tmp_path):
    for number in range(MAX_SWEEP_LINKS + 2):
        path = write_result(tmp_path / "runs", f"sweep{number}", sample_result({}, seeds=2))
        os.utime(path, (number, number))
    text = connect().get("/report").text
    shown = [number for number in range(MAX_SWEEP_LINKS + 2) if f"?sweep=sweep{number}" in text]
    assert shown == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("page", ["/report", "/train"])
def test_report_and_lab_without_sweeps_have_no_list(connect, page):
    assert "sweep-list" not in connect().get(page).text


def test_results_as_json_are_those_of_the_file(client):
    result = sample_result()
    result.trials[-1].error = "x: no space left"

    [summary] = client.get("/lab/sweeps").json()["sweeps"]
    reply = client.get(f"/lab/sweeps/{summary['name']}")

    assert reply.json() == result.model_dump()


@pytest.mark.parametrize("path", ["/sweeps?sweep=other", "/lab/sweeps/other"])
def test_unknown_sweep_is_not_found(client, path):
    reply = client.get(path)
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/no-sweep")


def test_sweeps_are_shown_only_to_those_who_may_use_the_lab(connect, tmp_path):
    write_result(tmp_path / "runs", "secret", sample_result())
    client = connect(lab="off")

    page = client.get("/sweeps")

    assert page.status_code == 200
    assert "INKLING_LAB" in page.text
    assert "secret" not in page.text
    for other in ("/report", "/train"):
        assert "secret" not in client.get(other).text
    for path in ("/lab/sweeps", "/lab/sweeps/secret"):
        assert client.get(path).json()["type"] == "/problems/lab-off"
