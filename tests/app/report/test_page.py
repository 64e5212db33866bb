"""The report page: its figures, the selected set and cell, and errors."""

import io
import json
import re

import pytest
from PIL import Image

from model.evaluation import unseen_groups
from model.evaluation.unseen_groups import FoldResult, Separation, UnseenGroup


def test_page_shows_the_metrics_of_every_set(client, texts, write, content):
    write(content)
    reply = client.get("/report")
    assert reply.status_code == 200
    words = texts(reply.text)
    assert "Evaluation of Large" in words
    assert "1 February 2025" in words
    assert "99.60\u202f%" in words.replace("&#8239;", "\u202f")
    assert "98.00\u202f%" in words.replace("&#8239;", "\u202f")
    assert "1 error in 250" in words
    assert "Writer 3" in words


def test_page_shows_groups_never_seen_with_intervals_their_sum_and_separation(
    client, texts, write, content, monkeypatch
):
    groups = (UnseenGroup("semeion", 100, 97, 1, 4), UnseenGroup("unipen/syn", 300, 300, 0, 1))
    fold = FoldResult(7, groups, (Separation("letters", 8, 0.85, 0.4),), (0.0125,) * 20)
    monkeypatch.setattr(unseen_groups, "read", lambda: {"seed": (fold,)})
    write(content)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f")
    assert "People and devices it has never seen" in words
    assert "Scans, Semeion100 digits97.0\u202f%91.5 to 99.01.0\u202f%" in words
    assert "UNIPEN, donor syn300 digits" in words
    assert "All400 digits99.2\u202f%" in words
    assert "Wrong1.25\u202f%1.25\u202f%" in words
    assert "Letters80.850040.0\u202f%" in words
    assert "tenth of its epochs" not in words


def test_page_says_that_networks_of_left_out_groups_were_trained_quickly(
    client, texts, write, content, monkeypatch
):
    groups = (UnseenGroup("semeion", 100, 97, 1, 4),)
    fold = FoldResult(7, groups, (Separation("letters", 8, 0.85, 0.4),), (0.0125,) * 20, True)
    monkeypatch.setattr(unseen_groups, "read", lambda: {"seed": (fold,)})
    write(content)
    assert "but with a tenth of its epochs and without its teacher" in texts(
        client.get("/report").text
    )


def test_page_folds_donors_and_shows_whole_data_sets(client, write, content, monkeypatch):
    groups = [UnseenGroup(name, 100, 97, 1, 4) for name in ("semeion", "unipen/syn", "unipen/val")]
    fold = FoldResult(7, tuple(groups), (), (0.0125,) * 20)
    monkeypatch.setattr(unseen_groups, "read", lambda: {"seed": (fold,)})
    write(content)
    shown, folded = client.get("/report").text.split(">2 donors of UNIPEN, each left out once<")
    assert "Semeion" in shown
    assert "donor syn" not in shown
    assert "donor val" in folded


def test_page_links_to_each_of_its_sections(client, write, content):
    write(content)
    page = client.get("/report").text
    contents = page[page.index('<nav class="contents"') :]
    linked = re.findall(r'href="#([\w-]+)"', contents[: contents.index("</nav>")])
    assert linked == re.findall(r'<h2 id="([\w-]+)"', page)


def test_page_without_cross_validation_has_no_such_table(client, write, content, monkeypatch):
    monkeypatch.setattr(unseen_groups, "read", dict)
    write(content)
    assert "never seen" not in client.get("/report").text


def test_page_escapes_texts_of_the_report(client, write, content):
    write(content)
    page = client.get("/report").text
    assert "MNIST &lt;&amp;&gt;" in page
    assert "<&>" not in page


def test_page_has_no_inline_style_or_script(client, write, content, images):
    write(content)
    page = client.get("/report").text
    assert "style=" not in page
    assert not re.search(r"\son[a-z]+=", page)
    assert re.findall(r"<script(?![^>]*src=)", page) == []


def test_page_has_one_main_heading_and_unique_ids(client, write, content):
    write(content)
    page = client.get("/report").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert page.count("<h1>") == 1
    assert len(ids) == len(set(ids))


def test_page_shows_the_set_and_cell_of_the_address(client, write, content, images):
    write(content)
    page = client.get("/report?model=seed&set=mnist-validation&cell=7,1").text
    assert '<h3 id="cell-title" tabindex="-1"><b>7</b> predicted as <b>1</b></h3>' in page
    assert "/report/drawings/seed/mnist-validation/11.png" in page


def test_page_shows_the_most_frequent_confusion_first(client, texts, write, content, images):
    write(content)
    page = client.get("/report").text
    assert '<h3 id="cell-title" tabindex="-1"><b>4</b> predicted as <b>9</b></h3>' in page
    assert "3 of 100" in texts(page)
    assert re.findall(r"mnist-test/(\d+)\.png", page) == ["5", "2", "17", "17"]


def test_cell_without_drawings_shows_a_count_of_zero(client, texts, write, content):
    write(content)
    words = texts(client.get("/report?cell=0,1").text)
    assert "0 predicted as 1" in words
    assert "0 of 100" in words


@pytest.mark.parametrize("cell", ["4,", "4,10", "a,b", "4,9,1", ""])
def test_malformed_cell_is_a_validation_error(client, write, content, cell):
    write(content)
    reply = client.get("/report", params={"cell": cell})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["loc"] == "query.cell"


def test_unknown_set_is_not_found_and_lists_the_sets(client, write, content):
    write(content)
    reply = client.get("/report?set=nope")
    assert reply.status_code == 404
    assert "mnist-test, mnist-validation" in reply.json()["detail"]


def test_unknown_model_is_not_found(client):
    reply = client.get("/report?model=nope")
    assert reply.status_code == 404
    assert reply.json()["type"] == "/problems/unknown-model"


def test_page_without_a_report_names_the_command(client, texts):
    reply = client.get("/report?model=tiny")
    assert reply.status_code == 200
    assert "There is no report of tiny yet." in texts(reply.text)
    assert "inkling evaluate --report" in reply.text


def test_page_warns_about_a_report_of_another_version(client, texts, write, content):
    content["model"]["version"] = "0123456789ab"
    write(content)
    assert "This report is about another version, 0123456789ab" in texts(client.get("/report").text)


def test_page_shows_a_new_report_immediately(client, write, content):
    write(content)
    client.get("/report")
    content["date"] = "2025-03-31"
    content["sets"][0]["title"] = "Another title"
    write(content)
    assert "Another title" in client.get("/report").text


def test_page_compares_non_digits_with_digits(client, texts, write, content):
    write(content)
    page = client.get("/report").text
    words = texts(page).replace("&#8239;", "\u202f")
    assert "Non-digit inputs" in words
    assert "Handwritten letters 87.5\u202f% of 400" in words
    assert "Digits, highest rate 1.3\u202f% MNIST" in words
    assert "Letters accepted as a digit more often than not: J." in words
    assert "J predicted as 3 97.0\u202f% confidence" in words
    assert "/report/drawings/seed/letters/5.png" in page


def test_page_of_a_report_without_non_digits_has_no_such_section(client, write, content):
    del content["no_digits"]
    write(content)
    reply = client.get("/report")
    assert reply.status_code == 200
    assert "Non-digit inputs" not in reply.text


@pytest.fixture
def seeds(folder, write, content):
    """Return a function that writes reports of two seeds with these accuracies on each set."""

    def write_seeds(*accuracies):
        (folder / "seed").mkdir(parents=True)
        write(content)
        for number, accuracy in enumerate(accuracies):
            sets = [scores | {"accuracy": accuracy} for scores in content["sets"]]
            (folder / "seed" / f"seed-{number}.json").write_text(
                json.dumps({**content, "sets": sets})
            )

    return write_seeds


def test_page_shows_the_spread_over_seeds_of_each_set(client, texts, seeds):
    seeds(0.96, 0.98, 0.97)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f")
    assert words.count("97.00 ± 1.00\u202f% over 3 seeds") == 2


def test_page_with_one_seed_shows_no_spread(client, texts, seeds):
    seeds(0.96)
    assert "seeds" not in texts(client.get("/report").text)


def test_damaged_report_of_a_seed_is_explained_on_the_page(client, texts, seeds, folder):
    seeds(0.96, 0.98)
    (folder / "seed" / "seed-9.json").write_text("[]")
    reply = client.get("/report")
    assert reply.status_code == 200
    assert "seed/seed-9.json: expected a report, got at the top level" in texts(reply.text)


def test_page_shows_risk_against_coverage_and_the_rule_of_the_model(client, texts, write, content):
    write(content)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f")
    assert "98.5\u202f% of the answers are certain, and 0.62\u202f% of these are wrong" in words
    assert "95\u202f%0.25\u202f%" in words


def test_page_shows_how_well_non_digits_are_told_apart(client, texts, write, content):
    write(content)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f")
    assert "Handwritten letters0.98773.2\u202f%" in words


def test_page_shows_scenes_before_and_after_with_their_counts(client, texts, write, content):
    write(content)
    words = texts(client.get("/report").text)
    assert "Of 100 pictures with a digit, 40 are right as drawn and 97 as served" in words
    assert "as drawn 2 wrong as served 7 right" in words
    assert "as drawn none uncertain as served 4 uncertain" in words
    assert "as drawn 1 wrong as served none right" in words
    assert "wrong but certain551" in words


def test_page_shows_numbers_with_intervals_calibration_writers_and_mistakes(
    client, texts, write, content
):
    write(content)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f")
    assert "Whole numbers" in words
    assert "All30090.0\u202f%86.1 to 92.9" in words
    assert "Expected calibration error: 7.1\u202f%" in words
    assert "all numbers of 1 of 2 writers are right" in words
    assert "pen strokes 1 (3 of 4)" in words
    assert "2026 read as 20 26" in words


@pytest.mark.parametrize(
    ("confidence", "shown"), [(0.9951, ">\u202f99"), (0.994, "99"), (1.0, "100"), (0.004, "0")]
)
def test_page_rounds_confidence_of_misread_numbers_to_certainty_only_where_it_is_1(
    client, texts, write, content, confidence, shown
):
    content["numbers"][0]["mistakes"][0]["confidence"] = confidence
    write(content)
    words = texts(client.get("/report").text).replace("&#8239;", "\u202f").replace("&gt;", ">")
    assert f"2026 read as 20 26 {shown}\u202f%, uncertain" in words


def test_pictures_of_misread_numbers_are_webp_files(client, write, content):
    write(content)
    page = client.get("/report").text
    [address] = re.findall(r'<img src="(/report/numbers/[^"]+)"[^>]*loading="lazy"', page)
    assert address == "/report/numbers/seed/separate/0.webp"
    assert client.get(address).headers["content-type"] == "image/webp"
    for other in ("separate/1", "separate/-1", "other/0"):
        assert client.get(f"/report/numbers/seed/{other}.webp").status_code == 404


def test_pictures_of_scenes_are_lazy_webp_files(client, write, content):
    write(content)
    page = client.get("/report").text
    images = re.findall(r'<img src="(/report/scenes/[^"]+)"[^>]*loading="lazy"', page)
    assert images == [
        "/report/scenes/seed/underline/0.webp",
        "/report/scenes/seed/underline/1.webp",
        "/report/scenes/seed/rule/0.webp",
    ]
    reply = client.get(images[0])
    assert reply.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(reply.content)).size == (128, 96)


@pytest.mark.parametrize("path", ["underline/2", "underline/-1", "nowhere/0"])
def test_picture_of_a_scene_outside_the_report_is_not_found(client, write, content, path):
    write(content)
    assert client.get(f"/report/scenes/seed/{path}.webp").status_code == 404


def test_page_of_an_older_report_has_no_such_sections(client, write, content):
    del content["risk_coverage"], content["scenes"], content["numbers"]
    del content["no_digits"][0]["auroc"], content["no_digits"][0]["false_accept_rate"]
    write(content)
    page = client.get("/report").text
    assert "Handwritten letters" in page
    assert "Risk against coverage" not in page
    assert "among other ink" not in page


def test_drawings_of_a_data_set_that_is_not_read_are_not_shown(client, texts, write, content):
    content["sets"][0] |= {"name": "unipen", "source": "unipen", "cells": {}, "hardest": []}
    write(content)
    reply = client.get("/report")
    assert reply.status_code == 200
    assert "this page shows drawings of MNIST and of the pen digits only" in texts(reply.text)
