"""The choice of a network."""

import json

import pytest

pytestmark = pytest.mark.browser


def model(name, sizes, parameters, source="shipped", title=None):
    return {
        "name": name,
        "version": "0" * 12,
        "default": name == "seed",
        "source": source,
        "title": title or name.title(),
        "description": "",
        "sizes": sizes,
        "activations": ["sigmoid", "softmax"],
        "parameters": parameters,
        "scores": {},
        "date": "2025-01-31",
    }


SEED = model("seed", [784, 100, 10, 10], 79620)
WIDE = model("wide", [784, 300, 10], 238510)


def mine(number):
    """A network that was trained on this server."""
    return model(f"r-0000000{number}", [784, 8, 10], 6370, "lab", f"Mine {number}")


def open_with(desk, *models):
    serve(desk, *models)
    desk.page.route(
        "**/predict?model=wide*", lambda route: route.continue_(url=without_model(desk))
    )
    desk.reload()


def serve(desk, *models):
    body = json.dumps({"models": models, "default": "seed"})
    desk.page.unroute("**/models")
    desk.page.route("**/models", lambda route: route.fulfill(body=body))


def look_again(desk):
    """Come back to the page from another one."""
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


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
    desk.wait_for_network("wide")


def test_remembered_network_that_is_gone_gives_way_to_the_default(desk):
    open_with(desk, SEED, WIDE)
    desk.page.get_by_text("wide", exact=True).click()
    open_with(desk, SEED, model("deep", [784, 10, 10], 7960))

    desk.sample(3)

    desk.wait_for_digit(3)
    desk.wait_for_network("seed")


def test_many_networks_are_a_list_in_two_groups(desk):
    open_with(desk, SEED, WIDE, mine(1), mine(2))

    chooser = desk.page.get_by_role("combobox", name="Network")
    assert desk.page.get_by_role("radio").count() == 2  # pen and eraser
    groups = chooser.locator("optgroup").evaluate_all(
        "all => all.map(each => [each.label, ...[...each.children].map(o => o.textContent)])"
    )
    assert groups == [["Shipped", "seed", "wide"], ["Trained here", "Mine 1", "Mine 2"]]

    desk.sample(3)
    desk.wait_for_digit(3)
    with desk.page.expect_request("**/predict?model=wide*"):
        chooser.select_option("wide")
    assert "238,510 parameters" in desk.page.locator("#facts").inner_text()


def test_network_that_the_address_names_reads_until_another_is_chosen(desk):
    serve(desk, SEED, WIDE)
    desk.page.route(
        "**/predict?model=wide*", lambda route: route.continue_(url=without_model(desk))
    )
    desk.page.goto(f"{desk.url}?model=wide")
    desk.wait_for_network("wide")

    desk.page.get_by_text("seed", exact=True).click()

    assert desk.page.url == desk.url
    desk.wait_for_network("seed")


def test_named_network_that_is_not_there_is_said(desk):
    serve(desk, SEED, WIDE)
    desk.page.goto(f"{desk.url}?model=r-00000009")

    desk.wait_for_notice("The network r-00000009 is not here any more; seed reads instead.")
    desk.wait_for_network("seed")
    assert desk.page.url == desk.url


def test_network_trained_meanwhile_is_offered_when_the_page_is_looked_at_again(desk):
    open_with(desk, SEED, WIDE)
    serve(desk, SEED, WIDE, mine(1))

    look_again(desk)

    desk.page.get_by_text("Mine 1", exact=True).wait_for()


def test_network_in_use_that_was_deleted_gives_way_to_the_default(desk):
    open_with(desk, SEED, WIDE)
    desk.page.get_by_text("wide", exact=True).click()
    serve(desk, SEED)

    look_again(desk)

    desk.wait_for_notice("The network wide is not here any more; seed reads instead.")
    assert "79,620 parameters" in desk.page.locator("#facts").inner_text()
    desk.sample(3)
    desk.wait_for_digit(3)
    assert "model=" not in desk.questions[-1].url
