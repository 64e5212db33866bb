"""The choice of a network."""

import json

import pytest

pytestmark = pytest.mark.browser


def model(name, sizes, parameters):
    return {
        "name": name,
        "version": "0" * 12,
        "default": name == "seed",
        "title": name.title(),
        "description": "",
        "sizes": sizes,
        "activations": ["sigmoid", "softmax"],
        "parameters": parameters,
        "scores": {},
        "date": "2025-01-31",
    }


SEED = model("seed", [784, 100, 10, 10], 79620)
WIDE = model("wide", [784, 300, 10], 238510)


def open_with(desk, *models):
    body = json.dumps({"models": models, "default": "seed"})
    desk.page.route("**/models", lambda route: route.fulfill(body=body))
    desk.page.route(
        "**/predict?model=wide*", lambda route: route.continue_(url=without_model(desk))
    )
    desk.reload()


def without_model(desk):
    return f"{desk.url}predict?include=input"


def test_single_network_offers_no_choice_and_tells_its_size(desk):
    open_with(desk, SEED)

    assert not desk.page.locator("#models").is_visible()
    facts = desk.page.locator("#facts").inner_text()
    assert facts == "784 → 100 → 10 → 10 · 79,620 parameters"


def test_chosen_network_is_asked_and_remembered(desk):
    open_with(desk, SEED, WIDE)
    desk.sample(3)
    desk.wait_for_digit(3)
    assert "model=" not in desk.questions[-1].url

    with desk.page.expect_request("**/predict?model=wide*"):
        desk.page.get_by_text("wide", exact=True).click()
    assert "238,510 parameters" in desk.page.locator("#facts").inner_text()

    with desk.page.expect_request("**/predict?model=wide*"):
        desk.reload()
    assert desk.page.get_by_role("radio", name="wide").is_checked()


def test_remembered_network_that_is_gone_gives_way_to_the_default(desk):
    open_with(desk, SEED, WIDE)
    desk.page.get_by_text("wide", exact=True).click()
    open_with(desk, SEED, model("deep", [784, 10, 10], 7960))

    desk.sample(3)

    desk.wait_for_digit(3)
    assert desk.page.get_by_role("radio", name="seed").is_checked()
