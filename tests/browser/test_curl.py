"""Copying the request as a curl command."""

import json
import re
import shutil
import subprocess
from urllib.request import Request, urlopen

import pytest

from tests.browser.digits import DIGITS, line
from tests.browser.expect import expect

pytestmark = pytest.mark.browser

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
COMMAND = re.compile(
    r"curl '(?P<url>[^']+)' -H 'Content-Type: application/json' --data-binary @- <<'JSON'\n"
    r"(?P<body>.+)\nJSON"
)


@pytest.fixture
def copying(visit):
    return visit(**CLIPBOARD)


def copied(drawing_page):
    drawing_page.button("Copy as curl").click()
    expect(drawing_page.page.locator("#copy-status")).to_contain_text("Copied")
    return drawing_page.page.evaluate("navigator.clipboard.readText()")


def sent_by(command):
    match = COMMAND.fullmatch(command)
    assert match, command
    return match["url"], json.loads(match["body"])


def answer_to(command):
    url, body = sent_by(command)
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(url, json.dumps(body).encode(), headers)) as reply:
        return json.load(reply)


def test_plain_drawing_is_copied_as_strokes_with_equal_prediction(copying):
    copying.draw(*DIGITS[5])
    copying.wait_for_digit(5)

    command = copied(copying)

    _, body = sent_by(command)
    assert body["pen_width"] == 16
    assert len(body["strokes"]) == 2
    assert answer_to(command)["digit"] == 5


def test_erased_drawing_is_copied_as_an_image(copying):
    copying.draw(*DIGITS[5])
    copying.press("e")
    copying.draw(line((10, 10), (30, 10)))
    copying.wait_for_digit(5)

    command = copied(copying)

    assert list(sent_by(command)[1]) == ["image"]
    assert answer_to(command)["digit"] == 5


def test_strokes_of_two_widths_are_copied_as_an_image(copying):
    copying.draw(DIGITS[5][0])
    copying.press("]")
    copying.draw(DIGITS[5][1])

    assert list(sent_by(copied(copying))[1]) == ["image"]


def test_copied_command_runs_in_a_shell(copying):
    if shutil.which("curl") is None or shutil.which("sh") is None:
        pytest.skip("needs curl and sh: apt-get install curl")
    copying.sample(8)
    copying.wait_for_digit(8)

    done = subprocess.run(["sh"], input=copied(copying), text=True, capture_output=True, check=True)

    assert json.loads(done.stdout)["digit"] == 8


def test_blocked_clipboard_shows_the_command(visit):
    drawing_page = visit()
    drawing_page.page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'));"
    )
    drawing_page.reload()
    drawing_page.sample(8)

    drawing_page.button("Copy as curl").click()

    command = drawing_page.page.get_by_label("Command").input_value()
    assert COMMAND.fullmatch(command)


def test_blank_canvas_copies_nothing(copying):
    copying.page.evaluate("navigator.clipboard.writeText('before')")

    copying.button("Copy as curl").click()

    expect(copying.page.locator("#copy-status")).to_contain_text("Draw a digit first")
    assert copying.page.evaluate("navigator.clipboard.readText()") == "before"


TOP = "node => node.getBoundingClientRect().top + scrollY"


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_status_beside_the_button_moves_nothing_and_ends_with_the_next_drawing(visit, width):
    copying = visit(viewport={"width": width, "height": 800}, **CLIPBOARD)
    copying.sample(8)
    copying.wait_for_digit(8)
    page = copying.page
    button, below = page.locator("#copy"), page.locator(".learn")
    before = [button.evaluate(TOP), below.evaluate(TOP)]

    copied(copying)

    status = page.locator("#copy-status")
    assert [button.evaluate(TOP), below.evaluate(TOP)] == before
    assert before[0] <= status.evaluate(TOP) < before[1]
    copying.sample(3)
    expect(status).to_be_empty()
