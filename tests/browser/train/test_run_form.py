"""Validation of the training form."""

import pytest

from tests.browser.expect import expect
from tests.browser.pages.train_page import SMALL

pytestmark = [pytest.mark.browser, pytest.mark.mnist]


@pytest.mark.parametrize(
    ("name", "value", "number"),
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
def test_invalid_setting_shows_the_servers_message(train_page, name, value, number):
    train_page.fill(**{name: value})

    message = train_page.page.locator(f"#{name}-wrong").inner_text()
    problem = train_page.ask("/lab/runs", {**SMALL, name: number})
    [error] = problem["errors"]
    assert error["loc"] == f"body.{name}"
    assert message == error["message"].capitalize()
    assert train_page.page.locator(f"#{name}").get_attribute("aria-invalid") == "true"


def test_invalid_settings_are_not_sent_and_the_first_is_focused(train_page):
    train_page.fill(hidden="0", seed="x")

    train_page.button("Start training").click()

    assert train_page.page.evaluate("document.activeElement.id") == "hidden"
    assert train_page.ask("/lab/runs") == {"runs": []}


def test_server_side_error_is_shown_at_its_field(train_page, console_errors):
    train_page.fill(**SMALL)
    wrong = {"type": "/problems/invalid-request", "title": "Wrong", "status": 422, "detail": "-"}
    errors = [{"loc": "body.images", "message": "expected fewer, got 1000"}]
    train_page.page.route(
        "**/lab/runs",
        lambda route: route.fulfill(status=422, json={**wrong, "errors": errors}),
        times=1,
    )
    train_page.button("Start training").click()

    train_page.page.locator("#images-wrong", has_text="Expected fewer, got 1000").wait_for()
    assert train_page.page.evaluate("document.activeElement.id") == "images"
    console_errors[:] = [text for text in console_errors if "status of 422" not in text]


def test_second_concurrent_run_is_rejected_with_a_message(train_page, console_errors):
    train_page.start(**SMALL | {"epochs": 200, "images": 20000})
    train_page.wait_for_status("Training")

    train_page.button("Start training").click()

    expect(train_page.page.locator("#refused")).to_contain_text("pause or stop one first")
    console_errors[:] = [text for text in console_errors if "status of 409" not in text]


def test_form_shows_layers_parameters_and_steps(train_page):
    train_page.fill(hidden="300 100", images=10_000, batch_size=64, epochs=3)
    assert (
        train_page.page.locator("#shape").inner_text()
        == "784 → 300 → 100 → 10 · 266,610 parameters"
    )
    assert train_page.page.locator("#amount").inner_text() == (
        "157 steps per epoch, 471 in total · a few seconds"
    )

    train_page.fill(hidden="")
    assert train_page.page.locator("#shape").inner_text() == "784 → 10 · 7,850 parameters"


def test_learning_rate_follows_the_optimizer_until_edited(train_page):
    rate = train_page.page.locator("#learning_rate")
    train_page.fill(optimizer="sgd")
    assert rate.input_value() == "0.5"

    train_page.fill(learning_rate="0.2", optimizer="adam")
    assert rate.input_value() == "0.2"


def test_every_setting_has_an_explanation(train_page):
    buttons = train_page.page.locator(".why")
    assert buttons.count() == 11
    for button in buttons.all():
        button.click()
        text = train_page.page.locator(f"#{button.get_attribute('aria-controls')}")
        assert len(text.inner_text()) > 80
        assert button.get_attribute("aria-expanded") == "true"
