"""Theme switch: as the system, light or dark."""

import pytest

pytestmark = pytest.mark.browser

PAGES = ("", "inside", "train", "report", "docs", "nowhere")
LIGHT, DARK = "rgb(246, 245, 241)", "rgb(19, 21, 25)"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
RECORD_FIRST_FRAME = """
requestAnimationFrame(function record() {
    if (document.body) window.firstBackground = getComputedStyle(document.body).backgroundColor;
    else requestAnimationFrame(record);
});
"""


def theme_button(drawing_page, theme):
    return drawing_page.button(f"Theme: {theme}")


@pytest.mark.parametrize(("scheme", "system"), [("light", LIGHT), ("dark", DARK)])
def test_theme_button_goes_from_system_to_light_to_dark(visit, scheme, system):
    drawing_page = visit(color_scheme=scheme)
    assert drawing_page.page.evaluate(BACKGROUND) == system

    theme_button(drawing_page, "system").click()
    assert drawing_page.page.evaluate(BACKGROUND) == LIGHT
    theme_button(drawing_page, "light").click()
    assert drawing_page.page.evaluate(BACKGROUND) == DARK
    theme_button(drawing_page, "dark").click()
    assert drawing_page.page.evaluate(BACKGROUND) == system


@pytest.mark.parametrize("path", PAGES)
def test_theme_of_any_page_is_kept_and_painted_first(visit, console_errors, path):
    drawing_page = visit(color_scheme="light")
    theme_button(drawing_page, "system").click()
    theme_button(drawing_page, "light").click()
    drawing_page.page.add_init_script(RECORD_FIRST_FRAME)

    drawing_page.page.goto(drawing_page.url + path)

    theme_button(drawing_page, "dark").wait_for()
    assert drawing_page.page.evaluate("window.firstBackground") == (
        DARK if path != "docs" else drawing_page.page.evaluate(BACKGROUND)
    )
    assert drawing_page.page.evaluate("document.documentElement.classList.contains('dark-mode')")
    console_errors[:] = [text for text in console_errors if "status of 404" not in text]


def test_theme_follows_the_system_until_one_is_chosen(visit):
    drawing_page = visit(color_scheme="light")
    drawing_page.page.emulate_media(color_scheme="dark")
    assert drawing_page.page.evaluate(BACKGROUND) == DARK

    theme_button(drawing_page, "system").click()
    drawing_page.page.emulate_media(color_scheme="light")
    drawing_page.page.emulate_media(color_scheme="dark")

    assert drawing_page.page.evaluate(BACKGROUND) == LIGHT


def test_theme_recolors_heat_maps_and_browser_chrome(new_tab):
    drawing_page = new_tab(color_scheme="light")
    drawing_page.page.goto(drawing_page.url + "inside")
    drawing_page.sample(7)
    drawing_page.page.locator(".unit-detail:not([hidden]) canvas").first.wait_for()
    picture = "document.querySelectorAll('.unit-detail canvas')[1].toDataURL()"
    before = drawing_page.page.evaluate(picture)

    theme_button(drawing_page, "system").click()
    theme_button(drawing_page, "light").click()
    drawing_page.frames()

    assert drawing_page.page.evaluate(picture) != before
    colors = drawing_page.page.locator("meta[name=theme-color]").evaluate_all(
        "all => all.map(meta => meta.content)"
    )
    assert set(colors) == {DARK}


def test_theme_without_storage_lasts_until_the_page_is_left(visit):
    drawing_page = visit(color_scheme="light")
    drawing_page.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } })"
    )
    drawing_page.reload()

    theme_button(drawing_page, "system").click()
    theme_button(drawing_page, "light").click()

    assert drawing_page.page.evaluate(BACKGROUND) == DARK
