"""Thumbnails of the drawings that a report refers to, and errors without their data sets."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from app.http.problems import DrawingNotFound
from app.report.thumbnails import MAX_SIZE_PX, thumbnail
from model.data import partial_read
from model.data.data_file import DatasetError
from model.evaluation.sets import letters


def test_thumbnail_is_a_png_that_browsers_cache(client, write, content, images):
    write(content)
    reply = client.get("/report/drawings/seed/mnist-test/17.png")
    assert reply.headers["content-type"] == "image/png"
    assert "max-age" in reply.headers["cache-control"]
    image = Image.open(io.BytesIO(reply.content))
    assert image.size == (28, 28)
    ink = np.argwhere(np.asarray(image) < 128)
    assert (ink.min(axis=0).tolist(), ink.max(axis=0).tolist()) == ([4, 12], [23, 15])


@pytest.mark.parametrize("index", [3, 20, 2**40])
def test_thumbnail_of_a_drawing_outside_the_report_is_not_found(
    client, write, content, images, index
):
    write(content)
    reply = client.get(f"/report/drawings/seed/mnist-test/{index}.png")
    assert reply.status_code == DrawingNotFound.status
    assert reply.json()["type"] == "/problems/no-drawing"


def test_thumbnail_beyond_the_data_set_is_not_found(client, write, content, images):
    content["sets"][0]["cells"]["4,9"].append(20)
    write(content)
    assert client.get("/report/drawings/seed/mnist-test/20.png").status_code == 404
    assert client.get("/report/drawings/seed/mnist-test/5.png").status_code == 200


def test_thumbnail_of_an_unknown_set_is_not_found(client, write, content, images):
    content["sets"][0]["name"] = "of-old"
    write(content)
    assert client.get("/report").status_code == 200
    assert client.get("/report/drawings/seed/of-old-test/17.png").status_code == 404


def test_thumbnail_without_the_data_set_names_the_fetch_command(client, write, content):
    write(content)
    reply = client.get("/report/drawings/seed/mnist-test/17.png")
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert "inkling data fetch mnist" in reply.json()["detail"]


def test_page_without_the_data_set_names_the_fetch_command_and_has_no_thumbnails(
    client, texts, write, content
):
    write(content)
    page = client.get("/report").text
    assert re.findall(r'<img src="/report/drawings/seed/([a-z-]+)/', page) == ["letters"]
    assert "inkling data fetch mnist" in texts(page)
    assert '<p id="missing" class="note">' in page


def test_thumbnail_of_a_non_digit_needs_no_data_set(client, write, content):
    write(content)
    reply = client.get("/report/drawings/seed/letters/5.png")
    assert reply.status_code == 200
    image = Image.open(io.BytesIO(reply.content))
    assert np.array_equal(np.asarray(image), np.asarray(thumbnail(letters.render_handwritten(5))))


@pytest.mark.parametrize(("name", "index"), [("letters", 6), ("printed", 5), ("letters", 2**40)])
def test_thumbnail_of_a_non_digit_outside_the_report_is_not_found(
    client, write, content, name, index
):
    write(content)
    assert client.get(f"/report/drawings/seed/{name}/{index}.png").status_code == 404


@pytest.mark.parametrize(("name", "index"), [("pairs", 5), ("of-old", 5), ("letters", 396)])
def test_thumbnail_that_cannot_be_rendered_is_not_found(client, write, content, name, index):
    content["no_digits"][0] |= {
        "name": name,
        "taken": [{"index": index, "answer": 3, "confidence": 1}],
    }
    write(content)
    assert client.get("/report").status_code == 200
    reply = client.get(f"/report/drawings/seed/{name}/{index}.png")
    assert reply.json()["type"] == "/problems/no-drawing"
    assert "cannot be rendered" in reply.json()["detail"]


def test_thumbnail_of_a_data_set_that_arrives_later_is_served(client, write, content, images):
    write(content)
    elsewhere = images.rename(images.with_name("elsewhere"))
    assert client.get("/report/drawings/seed/mnist-test/17.png").status_code == 404
    elsewhere.rename(images)
    assert client.get("/report/drawings/seed/mnist-test/17.png").status_code == 200


def test_damaged_data_set_is_read_once_and_reported_each_time(
    client, write, content, images, monkeypatch
):
    read = []
    monkeypatch.setattr(
        partial_read,
        "read_digits",
        lambda *arguments: read.append(arguments) or refuse("images: damaged"),
    )
    write(content)
    replies = [client.get(f"/report/drawings/seed/mnist-test/{i}.png") for i in (2, 5, 17)]
    assert [reply.json()["detail"] for reply in replies] == ["images: damaged"] * 3
    assert len(read) == 1


def refuse(message):
    raise DatasetError(message)


def test_data_set_is_read_once_for_all_its_thumbnails(client, write, content, images):
    write(content)
    assert client.get("/report/drawings/seed/mnist-test/2.png").status_code == 200
    images.unlink()
    assert client.get("/report/drawings/seed/mnist-test/17.png").status_code == 200


def test_thumbnail_crops_to_the_ink_and_keeps_its_proportions():
    picture = Image.new("L", (1050, 800), 255)
    picture.paste(0, (700, 100, 800, 500))
    result = np.asarray(thumbnail(picture))
    assert result.shape == (MAX_SIZE_PX, MAX_SIZE_PX)
    rows, columns = np.nonzero(result < 128)
    assert np.ptp(rows) + 1 == pytest.approx(MAX_SIZE_PX / 1.25, abs=2)
    assert np.ptp(columns) + 1 == pytest.approx(MAX_SIZE_PX / 1.25 / 4, abs=2)
    assert abs(rows.mean() - MAX_SIZE_PX / 2) < 1
    assert abs(columns.mean() - MAX_SIZE_PX / 2) < 1


def test_thumbnail_of_blank_paper_is_unchanged():
    blank = Image.new("L", (300, 200), 255)
    assert thumbnail(blank) is blank
