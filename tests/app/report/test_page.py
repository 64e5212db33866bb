"""The page of a report: what it says, of which set and cell, and when it cannot."""

import json
import re

import pytest


def test_page_shows_the_numbers_of_every_set(client, texts, write, content):
    write(content)
    reply = client.get("/report")
    assert reply.status_code == 200
    words = texts(reply.text)
    assert "How well seed reads" in words
    assert "1 February 2025" in words
    assert "99.60\u202f%" in words.replace("&#8239;", "\u202f")
    assert "98.00\u202f%" in words.replace("&#8239;", "\u202f")
    assert "1 in 250 wrong" in words
    assert "Writer 3" in words


def test_page_escapes_what_the_report_says(client, write, content):
    write(content)
    page = client.get("/report").text
    assert "MNIST &lt;&amp;&gt;" in page
    assert "<&>" not in page


def test_page_obeys_the_policy(client, write, content, images):
    write(content)
    page = client.get("/report").text
    assert "style=" not in page
    assert not re.search(r"\son[a-z]+=", page)
    assert re.findall(r"<script(?![^>]*src=)", page) == []


def test_page_has_one_heading_of_the_first_order_and_no_id_twice(client, write, content):
    write(content)
    page = client.get("/report").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert page.count("<h1>") == 1
    assert len(ids) == len(set(ids))


def test_another_set_and_another_cell_are_chosen_by_address(client, write, content, images):
    write(content)
    page = client.get("/report?model=seed&set=mnist-validation&cell=7,1").text
    assert '<h3 id="cell-title" tabindex="-1"><b>7</b> read as <b>1</b></h3>' in page
    assert "/report/drawings/seed/mnist-validation/11.png" in page


def test_first_cell_is_the_commonest_mistake(client, texts, write, content, images):
    write(content)
    page = client.get("/report").text
    assert '<h3 id="cell-title" tabindex="-1"><b>4</b> read as <b>9</b></h3>' in page
    assert "3 of 100" in texts(page)
    assert re.findall(r"mnist-test/(\d+)\.png", page) == ["5", "2", "17", "17"]


def test_cell_without_drawings_says_none(client, texts, write, content):
    write(content)
    words = texts(client.get("/report?cell=0,1").text)
    assert "0 read as 1" in words
    assert "0 of 100" in words


@pytest.mark.parametrize("cell", ["4,", "4,10", "a,b", "4,9,1", ""])
def test_cell_that_is_none_is_not_valid(client, write, content, cell):
    write(content)
    reply = client.get("/report", params={"cell": cell})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["loc"] == "query.cell"


def test_unknown_set_is_not_found_and_names_those_that_there_are(client, write, content):
    write(content)
    reply = client.get("/report?set=nope")
    assert reply.status_code == 404
    assert "mnist-test, mnist-validation" in reply.json()["detail"]


def test_unknown_model_is_not_found(client):
    reply = client.get("/report?model=nope")
    assert reply.status_code == 404
    assert reply.json()["type"] == "/problems/unknown-model"


def test_without_a_report_the_page_says_so(client, texts):
    reply = client.get("/report?model=tiny")
    assert reply.status_code == 200
    assert "There is no report of tiny yet." in texts(reply.text)
    assert "inkling evaluate --report" in reply.text


def test_report_of_another_version_is_said(client, texts, write, content):
    content["model"]["version"] = "0123456789ab"
    write(content)
    assert "These numbers are of another version, 0123456789ab" in texts(client.get("/report").text)


def test_new_report_is_shown_at_once(client, write, content):
    write(content)
    client.get("/report")
    content["date"] = "2025-03-31"
    content["sets"][0]["title"] = "Another title"
    write(content)
    assert "Another title" in client.get("/report").text


def test_what_is_no_digit_is_shown_next_to_digits(client, texts, write, content):
    write(content)
    page = client.get("/report").text
    words = texts(page).replace("&#8239;", "\u202f")
    assert "What is no digit" in words
    assert "Letters, drawn 87.5\u202f% of 400" in words
    assert "Digits, at most 1.3\u202f% MNIST" in words
    assert "More than half of these letters pass for a digit: J." in words
    assert "J read as 3 97.0\u202f% sure" in words
    assert "/report/drawings/seed/letters/5.png" in page


def test_report_of_before_without_what_is_no_digit_has_no_such_part(client, write, content):
    del content["no_digits"]
    write(content)
    reply = client.get("/report")
    assert reply.status_code == 200
    assert "What is no digit" not in reply.text


@pytest.fixture
def seeds(folder, write, content):
    """A function that writes a report of two other seeds, with these accuracies on each set."""

    def written(*accuracies):
        (folder / "seed").mkdir(parents=True)
        write(content)
        for number, accuracy in enumerate(accuracies):
            sets = [each | {"accuracy": accuracy} for each in content["sets"]]
            (folder / "seed" / f"seed-{number}.json").write_text(
                json.dumps({"model": content["model"], "sets": sets})
            )

    return written


def test_spread_over_seeds_stands_beside_each_set(client, texts, seeds):
    seeds(0.96, 0.98, 0.97)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f")
    assert words.count("97.00 ± 1.00\u202f% over 3 seeds") == 2


def test_one_seed_alone_has_no_spread(client, texts, seeds):
    seeds(0.96)
    assert "seeds" not in texts(client.get("/report").text)


def test_report_of_a_seed_that_is_none_is_said(client, texts, seeds, folder):
    seeds(0.96, 0.98)
    (folder / "seed" / "seed-9.json").write_text("[]")
    reply = client.get("/report")
    assert reply.status_code == 200
    assert "seed/seed-9.json: expected the report of another seed" in texts(reply.text)
