"""The report page in a browser, with and without the data sets."""

import io
import json
import re
import shutil

import pytest
from PIL import Image

from model.data.partial_read import FILES
from model.serialization import model_file
from tests.app.report import sample
from tests.browser.expect import expect
from tests.browser.server import Server
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = pytest.mark.browser

DRAWINGS = "**/report/drawings/**"


def picture():
    """A blank drawing as PNG."""
    file = io.BytesIO()
    Image.new("L", (28, 28), 255).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """A server with two models, a report of one, and a damaged data set."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "weights").mkdir()
    seed = model_file.load(model_file.find_model("seed"))
    shutil.copy(model_file.find_model("seed"), folder / "weights" / "seed.safetensors")
    model_file.save(folder / "weights" / "tiny.safetensors", seed.weights, {})
    report = sample.report("seed", seed.version)
    (folder / "seed.json").write_text(json.dumps(report))
    (folder / FILES["mnist_test"].name).write_bytes(b"not MNIST")
    server = Server(folder / "output.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_WEIGHTS_DIR", str(folder / "weights"))
        patch.setenv("INKLING_REPORTS_DIR", str(folder))
        patch.setenv("INKLING_DATA_DIR", str(folder))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        server.start()
    yield server
    server.stop()


def open_report(drawing_page, query=""):
    """Open the report with drawings that load immediately."""
    reply = {"content_type": "image/png", "body": picture()}
    drawing_page.page.route(DRAWINGS, lambda route: route.fulfill(**reply))
    drawing_page.page.goto(f"{drawing_page.url}report{query}")


@pytest.fixture
def page(tab):
    """The report on a laptop."""
    open_report(tab)
    return tab.page


def loaded_titles(page):
    """The titles of the loaded drawings of the selected cell."""
    page.locator("#cell").scroll_into_view_if_needed()  # they are loaded when they come into view
    return page.locator("#cell img").evaluate_all(
        """(images) => Promise.all(
            images.map((image) => image.decode().then(() => image.alt))
        )"""
    )


def test_click_on_a_cell_shows_its_drawings_without_reload(page):
    assert page.locator("#cell-title").inner_text() == "4 predicted as 9"
    assert loaded_titles(page) == ["Drawing 5", "Drawing 2", "Drawing 17"]
    page.evaluate("window.sameDocument = true")

    page.locator("[data-cell='7,1']").click()
    page.locator("#cell-title", has_text="7 predicted as 1").wait_for()

    assert loaded_titles(page) == ["Drawing 11"]
    assert page.evaluate("window.sameDocument")
    assert page.locator("[data-cell][aria-current]").get_attribute("data-cell") == "7,1"
    assert "cell=7,1" in page.url


def test_selected_cell_is_announced(page):
    page.locator("[data-cell='7,1']").click()
    expect(page.locator("#announcement")).to_contain_text("7 predicted as 1: 1 of 101")


def test_arrow_keys_move_between_cells(page):
    page.locator("[data-cell='4,9']").focus()

    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.cell") == "4,9"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.cell") == "4,4"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.cell") == "4,9"
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.dataset.cell") == "4,4"

    page.keyboard.press("Enter")
    page.locator("#cell-title", has_text="4 predicted as 4").wait_for()
    assert page.evaluate("document.activeElement.dataset.cell") == "4,4"


def test_matrix_is_one_tab_stop(page):
    stops = page.locator("[data-cell][tabindex='0']")
    assert stops.count() == 1
    assert stops.get_attribute("data-cell") == "4,9"


def test_stale_reply_of_a_cell_is_dropped(page):
    held = []
    page.route(re.compile("cell=7,1"), lambda route: held.append(route))  # noqa: PLW0108  # it is inspected
    with page.expect_request(re.compile("cell=7,1")):
        page.locator("[data-cell='7,1']").click()
    page.locator("[data-cell='4,4']").click()
    page.locator("#cell-title", has_text="4 predicted as 4").wait_for()

    with page.expect_response(re.compile("cell=7,1")):
        held[0].continue_()
    page.wait_for_timeout(100)

    assert page.locator("#cell-title").inner_text() == "4 predicted as 4"


@pytest.mark.parametrize("width", [360, 390])
def test_tables_of_a_phone_show_all_columns_and_rows(new_tab, width):
    drawing_page = new_tab(viewport={"width": width, "height": 800})
    open_report(drawing_page)
    unseen = drawing_page.page.get_by_role("table", name="People and devices it has never seen")
    expect(unseen.get_by_role("row", name="Scans, Semeion 1,000 digits")).to_be_visible()
    drawing_page.page.get_by_text("donors of UNIPEN, each left out once").click()
    donors = drawing_page.page.get_by_role("table", name="13 donors of UNIPEN")
    expect(donors.get_by_role("row", name="UNIPEN, donor ibm 1,000 digits")).to_be_visible()

    sizes = drawing_page.page.locator(".report .scroll").evaluate_all(
        "all => all.map(e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight])"
    )
    assert len(sizes) >= 2
    assert set(map(tuple, sizes)) == {(0, 0)}


def test_page_works_without_scripts(chromium, server):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.url}/report")
        page.locator("[data-cell='7,1']").click()
        assert page.locator("#cell-title").inner_text() == "7 predicted as 1"
        page.get_by_role("link", name="MNIST <&> validation").click()
        assert "set=mnist-validation" in page.url


def test_damaged_data_set_is_explained_instead_of_broken_images(new_tab, console_errors):
    drawing_page = new_tab()
    page = drawing_page.page
    page.goto(f"{drawing_page.url}report")
    page.locator("#cell").scroll_into_view_if_needed()

    page.locator("#missing", has_text="expected SHA-256").wait_for()

    page.locator("#cell img").first.wait_for(state="detached")
    assert page.locator("#cell-count").inner_text().startswith("3 of 100")
    console_errors[:] = [text for text in console_errors if "status of 404" not in text]


def test_absent_data_set_is_explained_instead_of_images(tab):
    open_report(tab, "?set=mnist-validation")
    page = tab.page
    assert "inkling data fetch mnist" in page.locator("#missing").inner_text()
    assert page.locator("#set img").count() == 0


def test_false_accept_is_shown_with_its_letter_below(page):
    page.get_by_text("False accepts", exact=True).click()
    card = page.locator("li", has_text="J predicted as 3").last
    image, words = card.locator("img").bounding_box(), card.locator("p").first.bounding_box()

    assert words["y"] >= image["y"] + image["height"]
    assert words["x"] == image["x"]


def test_model_is_selected_at_the_top(page):
    page.get_by_role("navigation", name="Network").get_by_role("link", name="tiny").click()
    assert "no report of tiny yet" in page.locator(".note").inner_text()


def test_drawing_page_and_report_link_to_each_other(tab):
    open_report(tab)
    tab.page.get_by_role("link", name="Draw").click()
    tab.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Report").click()
    assert tab.page.url == f"{tab.url}report"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_finds_no_violations(new_tab, scheme, viewport):
    drawing_page = new_tab(color_scheme=scheme, viewport=viewport)
    open_report(drawing_page)
    drawing_page.page.locator("details").evaluate_all(
        "all => all.forEach((details) => { details.open = true; })"
    )
    assert violations(drawing_page) == []


@pytest.mark.parametrize("query", ["?set=mnist-validation", "?model=tiny"], ids=["data", "report"])
def test_axe_finds_nothing_without_data_set_or_report(tab, query):
    open_report(tab, query)
    assert violations(tab) == []


@pytest.mark.parametrize("width", [320, 360, 780, 1920])
def test_page_at_any_width_does_not_scroll_horizontally(new_tab, width):
    drawing_page = new_tab(viewport={"width": width, "height": 700})
    open_report(drawing_page)
    assert drawing_page.page.evaluate("document.documentElement.scrollWidth") == width


def test_pictures_of_scenes_load_beside_their_answers(page):
    page.get_by_role("heading", name="Digits among other ink").scroll_into_view_if_needed()
    figure = page.locator("figure", has_text="as drawn 2 wrong").first
    image, words = figure.locator("img"), figure.locator("figcaption")
    page.wait_for_function("(image) => image.complete", arg=image.element_handle())

    assert image.evaluate("(image) => image.naturalWidth") == 128
    assert words.bounding_box()["x"] > image.bounding_box()["x"] + 84


def test_cells_of_the_matrix_are_large_enough_to_tap(new_tab):
    drawing_page = new_tab(viewport={"width": 320, "height": 640})
    open_report(drawing_page)
    box = drawing_page.page.locator("[data-cell='4,9']").bounding_box()
    assert min(box["width"], box["height"]) >= 23.5
