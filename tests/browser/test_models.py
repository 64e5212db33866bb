"""Model picker."""

import json

import pytest

from tests.browser.expect import expect

pytestmark = pytest.mark.browser


def model(name, label, sizes, parameters, source="shipped"):
    return {
        "name": name,
        "version": "0" * 12,
        "default": name == "seed",
        "source": source,
        "label": label,
        "title": label,
        "description": "",
        "sizes": sizes,
        "activations": ["sigmoid", "softmax"],
        "parameters": parameters,
        "scores": {},
        "date": "2025-01-31",
    }


SEED = model("seed", "Small", [784, 100, 10, 10], 79620)
WIDE = model("wide", "Large", [784, 300, 10], 238510)


def mine(number):
    """A network that was trained on this server."""
    return model(f"r-0000000{number}", f"Mine {number}", [784, 8, 10], 6370, "lab")


def open_with(drawing_page, *models):
    serve(drawing_page, *models)
    drawing_page.page.route(
        "**/predict?model=wide*", lambda route: route.continue_(url=without_model(drawing_page))
    )
    drawing_page.reload()


def serve(drawing_page, *models):
    body = json.dumps({"models": models, "default": "seed"})
    drawing_page.page.unroute("**/models")
    drawing_page.page.route("**/models", lambda route: route.fulfill(body=body))


def look_again(drawing_page):
    """Return to the page from another one."""
    drawing_page.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def without_model(drawing_page):
    return f"{drawing_page.url}predict?include=input"


def test_single_model_hides_the_picker_and_shows_its_size(drawing_page):
    open_with(drawing_page, SEED)

    assert not drawing_page.page.locator("#models").is_visible()
    facts = drawing_page.page.locator("#facts").inner_text()
    assert facts == "784 → 100 → 10 → 10 · 79,620 parameters"


def test_selected_model_is_requested_and_remembered(drawing_page):
    open_with(drawing_page, SEED, WIDE)
    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)
    assert "model=" not in drawing_page.requests[-1].url

    with drawing_page.page.expect_request("**/predict?model=wide*"):
        drawing_page.page.get_by_text("Large", exact=True).click()
    assert "238,510 parameters" in drawing_page.page.locator("#facts").inner_text()

    with drawing_page.page.expect_request("**/predict?model=wide*"):
        drawing_page.reload()
    expect(drawing_page.model("Large 784-300-10")).to_be_checked()


def test_remembered_model_that_is_missing_falls_back_to_the_default(drawing_page):
    open_with(drawing_page, SEED, WIDE)
    drawing_page.page.get_by_text("Large", exact=True).click()
    open_with(drawing_page, SEED, model("deep", "Small", [784, 10, 10], 7960))

    drawing_page.sample(3)

    drawing_page.wait_for_digit(3)
    expect(drawing_page.model("Small 784-100-10-10")).to_be_checked()


def test_many_models_are_a_grouped_dropdown(drawing_page):
    open_with(drawing_page, SEED, WIDE, mine(1), mine(2))

    chooser = drawing_page.page.get_by_role("combobox", name="Network")
    assert drawing_page.page.get_by_role("radio").count() == 2  # pen and eraser
    groups = chooser.locator("optgroup").evaluate_all(
        "all => all.map(group => [group.label, ...[...group.children].map(o => o.textContent)])"
    )
    assert groups == [
        ["Shipped", "Small, 784-100-10-10", "Large, 784-300-10"],
        ["Trained here", "Mine 1, 784-8-10", "Mine 2, 784-8-10"],
    ]

    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)
    with drawing_page.page.expect_request("**/predict?model=wide*"):
        chooser.select_option("wide")
    assert "238,510 parameters" in drawing_page.page.locator("#facts").inner_text()


def test_model_in_the_url_is_used_until_another_is_selected(drawing_page):
    serve(drawing_page, SEED, WIDE)
    drawing_page.page.route(
        "**/predict?model=wide*", lambda route: route.continue_(url=without_model(drawing_page))
    )
    drawing_page.page.goto(f"{drawing_page.url}?model=wide")
    expect(drawing_page.model("Large 784-300-10")).to_be_checked()

    drawing_page.page.get_by_text("Small", exact=True).click()

    assert drawing_page.page.url == drawing_page.url
    expect(drawing_page.model("Small 784-100-10-10")).to_be_checked()


def test_missing_model_in_the_url_is_reported(drawing_page):
    serve(drawing_page, SEED, WIDE)
    drawing_page.page.goto(f"{drawing_page.url}?model=r-00000009")

    drawing_page.wait_for_notice("The network r-00000009 no longer exists; using Small instead.")
    expect(drawing_page.model("Small 784-100-10-10")).to_be_checked()
    assert drawing_page.page.url == drawing_page.url


def test_new_model_appears_when_the_page_becomes_visible(drawing_page):
    open_with(drawing_page, SEED, WIDE)
    serve(drawing_page, SEED, WIDE, mine(1))

    look_again(drawing_page)

    expect(drawing_page.page.get_by_text("Mine 1", exact=True)).to_be_visible()


def test_deleted_model_in_use_falls_back_to_the_default(drawing_page):
    open_with(drawing_page, SEED, WIDE)
    drawing_page.page.get_by_text("Large", exact=True).click()
    serve(drawing_page, SEED)

    look_again(drawing_page)

    drawing_page.wait_for_notice("The network wide no longer exists; using Small instead.")
    assert "79,620 parameters" in drawing_page.page.locator("#facts").inner_text()
    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)
    assert "model=" not in drawing_page.requests[-1].url
