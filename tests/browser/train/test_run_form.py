"""Validation of the training form."""

import pytest

from tests.browser.pages.train_page import SMALL

pytestmark = [pytest.mark.browser, pytest.mark.mnist]


@pytest.mark.parametrize(
    ("name", "typed", "sent"),
    [
        ("epochs", "0", 0),
        ("epochs", "2.5", 2.5),
        ("epochs", "201", 201),
        ("batch_size", "-1", -1),
        ("images", "60001", 60001),
        ("seed", "-3", -3),
        ("learning_rate", "0", 0),
        ("learning_rate", "1000", 1000),
    ],
)
def test_invalid_setting_shows_the_servers_message(lab, name, typed, sent):
    lab.fill(**{name: typed})

    said = lab.page.locator(f"#{name}-wrong").inner_text()
    problem = lab.ask("/lab/runs", {**SMALL, name: sent})
    [error] = problem["errors"]
    assert error["loc"] == f"body.{name}"
    assert said == error["message"].capitalize()
    assert lab.page.locator(f"#{name}").get_attribute("aria-invalid") == "true"


def test_invalid_settings_are_not_sent_and_the_first_is_focused(lab):
    lab.fill(hidden="0", seed="x")

    lab.button("Start training").click()

    assert lab.page.evaluate("document.activeElement.id") == "hidden"
    assert lab.ask("/lab/runs") == {"runs": []}


def test_server_side_error_is_shown_at_its_field(lab, console_errors):
    lab.fill(**SMALL)
    wrong = {"type": "/problems/invalid-request", "title": "Wrong", "status": 422, "detail": "-"}
    errors = [{"loc": "body.images", "message": "expected fewer, got 1000"}]
    lab.page.route(
        "**/lab/runs",
        lambda route: route.fulfill(status=422, json={**wrong, "errors": errors}),
        times=1,
    )
    lab.button("Start training").click()

    lab.page.locator("#images-wrong", has_text="Expected fewer, got 1000").wait_for()
    assert lab.page.evaluate("document.activeElement.id") == "images"
    console_errors[:] = [text for text in console_errors if "status of 422" not in text]


def test_second_concurrent_run_is_rejected_with_a_message(lab, console_errors):
    lab.start(**SMALL | {"epochs": 200, "images": 20000})
    lab.wait_for_status("Training")

    lab.button("Start training").click()

    refused = lab.page.locator("#refused")
    refused.filter(has_text="pause or stop one first").wait_for()
    console_errors[:] = [text for text in console_errors if "status of 409" not in text]


def test_form_shows_layers_parameters_and_steps(lab):
    lab.fill(hidden="300 100", images=10_000, batch_size=64, epochs=3)
    assert lab.page.locator("#shape").inner_text() == "784 → 300 → 100 → 10 · 266,610 parameters"
    assert lab.page.locator("#amount").inner_text() == "157 steps per epoch, 471 in total"

    lab.fill(hidden="")
    assert lab.page.locator("#shape").inner_text() == "784 → 10 · 7,850 parameters"


def test_learning_rate_follows_the_optimizer_until_edited(lab):
    rate = lab.page.locator("#learning_rate")
    lab.fill(optimizer="sgd")
    assert rate.input_value() == "0.5"

    lab.fill(learning_rate="0.2", optimizer="adam")
    assert rate.input_value() == "0.2"


def test_every_setting_has_an_explanation(lab):
    buttons = lab.page.locator(".why")
    assert buttons.count() == 11
    for button in buttons.all():
        button.click()
        text = lab.page.locator(f"#{button.get_attribute('aria-controls')}")
        assert len(text.inner_text()) > 80
        assert button.get_attribute("aria-expanded") == "true"
