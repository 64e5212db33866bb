"""The page of sweeps in a browser: charts, table, keyboard and accessibility."""

import pytest

from tests.browser.expect import expect
from tests.browser.server import Server
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations
from tests.support.sweeps import SPACE, sample_folds, sample_result, write_result

pytestmark = pytest.mark.browser

BEST = sample_result().settings[0].setting


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """A server with three sweeps, one of seeds only and one a cross-validation."""
    folder = tmp_path_factory.mktemp("sweeps")
    write_result(folder / "runs", "rates", sample_result())
    write_result(folder / "runs", "seeds", sample_result({}, seeds=5))
    write_result(folder / "runs", "folds", sample_folds())
    server = Server(folder / "log.txt", environment={"INKLING_SWEEPS_DIR": str(folder / "runs")})
    server.start()
    yield server
    server.stop()


def open_sweep(drawing_page, name="rates"):
    drawing_page.page.goto(f"{drawing_page.url}sweeps?sweep={name}")
    drawing_page.page.locator("#curves [data-reference] path").first.wait_for()
    return drawing_page.page


@pytest.fixture
def page(tab):
    return open_sweep(tab)


def emphasized(page, chart, kind):
    """Return the settings that a chart emphasizes."""
    return page.locator(f"{chart} [data-{kind}]").evaluate_all(
        "(groups) => groups.map((group) => Number(group.dataset.setting))"
    )


def test_all_trials_have_a_curve_and_the_best_setting_is_emphasized(page):
    trained = [trial for trial in sample_result().trials if trial.curve]
    assert page.locator("#curves [data-setting] path").count() == len(trained)
    assert page.locator("#parallel [data-setting] path").count() == 16
    for chart in ("#curves", "#parallel"):
        assert emphasized(page, chart, "reference") == [BEST]
    expect(page.locator("#readout")).to_contain_text("Rank 1: learning_rate 0.01")


def test_curves_rise_with_the_accuracy(page):
    tops = page.locator("#curves [data-reference] path").first.evaluate(
        """(path) => [0, path.getTotalLength()].map((at) => path.getPointAtLength(at))
            .map(({x, y}) => [x, y])"""
    )
    (first_x, first_y), (last_x, last_y) = tops
    assert first_x < last_x
    assert first_y > last_y


def test_arrow_keys_in_the_table_choose_a_setting_in_both_charts(page):
    page.locator("#ranking input").first.focus()
    page.keyboard.press("ArrowDown")

    second = sample_result().settings[1].setting
    for chart in ("#curves", "#parallel"):
        assert emphasized(page, chart, "chosen") == [second]
        assert emphasized(page, chart, "reference") == [BEST]
    expect(page.locator("#readout")).to_contain_text("Rank 2:")
    assert page.locator(".legend [data-kind=chosen]").is_visible()


def test_pointer_on_a_line_describes_it_and_a_click_chooses_it(page):
    last = page.locator("#curves [data-setting]:not([data-reference]) circle").first
    setting = int(last.evaluate("(circle) => circle.parentNode.dataset.setting"))
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(0, 0)

    assert emphasized(page, "#parallel", "chosen") == [setting]
    assert page.locator("#ranking input:checked").get_attribute("value") == str(setting)


def test_loss_is_drawn_in_place_of_accuracy(page):
    page.get_by_text("Loss", exact=True).click()
    expect(page.locator("#curves text", has_text="Training loss")).to_have_count(1)
    assert "Training loss" in page.locator("#curves svg").get_attribute("aria-label")
    assert emphasized(page, "#curves", "reference") == [BEST]


def test_charts_have_text_alternatives(page):
    for chart in ("#curves", "#parallel"):
        label = page.locator(f"{chart} svg").get_attribute("aria-label")
        assert "Rank 1: learning_rate 0.01" in label
    strips = page.locator("#ranking svg").evaluate_all(
        "(images) => images.map((image) => image.getAttribute('aria-label'))"
    )
    assert all(label.count("%") in (1, 2, 3) for label in strips)


def test_sweep_of_seeds_alone_has_curves_but_no_parallel_coordinates(tab):
    page = open_sweep(tab, "seeds")
    assert page.locator("#parallel").count() == 0
    assert page.locator("#ranking tbody tr").count() == 1


def test_cross_validation_has_a_mean_and_no_best(tab):
    page = open_sweep(tab, "folds")
    assert emphasized(page, "#curves", "reference") == [-1]  # the mean, not a fold
    assert page.locator("#curves [data-setting] path").count() == 4
    expect(page.locator("#readout")).to_contain_text("Mean over 3 folds:")
    assert page.locator("#ranking tbody th").all_inner_texts() == ["Mean", "1", "2", "3"]
    assert page.locator("#parallel").count() == 0
    assert "best" not in page.locator("#charts").inner_text().lower()

    page.locator("#ranking input").first.focus()
    page.keyboard.press("ArrowDown")
    assert emphasized(page, "#curves", "chosen") == [0]
    expect(page.locator("#readout")).to_contain_text("Fold 1: left_out a, b")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#readout")).to_contain_text("Mean over 3 folds:")
    assert emphasized(page, "#curves", "chosen") == []


def test_list_leads_to_the_other_sweep(page):
    page.get_by_role("link", name="seeds").click()
    expect(page.locator("#sweep-title")).to_have_text("seeds")


def test_unreachable_server_is_explained(page, load_errors_ignored):
    page.route("**/lab/sweeps/**", lambda route: route.abort())
    page.reload()
    expect(page.locator("#chart-problem")).to_contain_text("cannot be shown")


def test_page_without_scripts_has_the_table(chromium, server):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.url}/sweeps?sweep=rates")
        assert page.locator("#ranking tbody tr").count() == 16
        assert page.locator("#charts").is_hidden()
        for name in SPACE:
            assert page.get_by_role("columnheader", name=name).is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
@pytest.mark.parametrize("name", ["rates", "folds"])
def test_axe_finds_no_violations(new_tab, scheme, viewport, name):
    drawing_page = new_tab(color_scheme=scheme, viewport=viewport)
    page = open_sweep(drawing_page, name)
    assert violations(drawing_page) == []
    page.locator("#ranking input").nth(3).check()
    assert violations(drawing_page) == []


@pytest.mark.parametrize("width", [320, 780, 1920])
def test_page_at_any_width_does_not_scroll_horizontally(new_tab, width):
    page = open_sweep(new_tab(viewport={"width": width, "height": 700}))
    assert page.evaluate("document.documentElement.scrollWidth") == width
