"""Networks of any depth and width on /inside."""

import shutil

import numpy as np
import pytest

from model.initialization import initialize
from model.serialization import model_file
from tests.browser.pages.inside_page import InsidePage
from tests.browser.server import Server

pytestmark = pytest.mark.browser

SIZES = {"flat": [784, 10], "deep": [784, 37, 24, 17, 5, 10]}
LABELS = {"flat": "Small", "deep": "Medium"}


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("depths")
    shutil.copy(model_file.find_model("seed"), folder / "seed.safetensors")
    for name, sizes in SIZES.items():
        weights = initialize(sizes, np.random.default_rng(1))
        model_file.save(folder / f"{name}.safetensors", weights, {})
    server = Server(folder / "output.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_WEIGHTS_DIR", str(folder))
        server.start()
    yield server
    server.stop()


@pytest.fixture(params=[390, 1280])
def inside_page(new_tab, request):
    return InsidePage(new_tab(viewport={"width": request.param, "height": 800}))


def choose(inside_page, name):
    inside_page.page.get_by_text(LABELS[name], exact=True).click()
    inside_page.drawing_page.sample(3)
    inside_page.page.locator(".unit-detail:not([hidden])").wait_for()
    inside_page.page.locator("#network figure").nth(len(SIZES[name]) - 1).wait_for()
    inside_page.settle()


def test_network_without_hidden_layers_is_shown(inside_page):
    choose(inside_page, "flat")

    inside_page.point(1, 7, 0)

    terms = inside_page.terms(inside_page.unit_detail("Output 7"))
    assert terms["z"] == pytest.approx(float(inside_page.array("z1")[0, 7]), abs=0.5e-4)
    assert inside_page.contributions(inside_page.unit_detail("Output 7"))[0][0].startswith("row ")
    assert inside_page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_deep_network_shows_every_layer_within_the_window(inside_page):
    choose(inside_page, "deep")

    names = inside_page.page.locator("#network figcaption b").all_inner_texts()
    assert names == ["Input", "Layer 1", "Layer 2", "Layer 3", "Layer 4", "Output"]
    for layer, unit in ((1, 36), (2, 23), (3, 16), (4, 4)):
        columns = int(inside_page.field(layer).get_attribute("aria-colcount"))
        inside_page.point(layer, *divmod(unit, columns))
        terms = inside_page.terms(inside_page.unit_detail(f"Layer {layer}, unit {unit}"))
        assert terms["z"] == pytest.approx(float(inside_page.array(f"z{layer}")[0, -1]), abs=0.5e-4)
    assert inside_page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_empty_cell_of_a_layer_selects_no_unit(inside_page):
    choose(inside_page, "deep")
    rows, columns = (
        int(inside_page.field(1).get_attribute(name)) for name in ("aria-rowcount", "aria-colcount")
    )
    assert rows * columns > 37
    inside_page.point(1, *divmod(36, columns))

    inside_page.point(1, rows - 1, columns - 1)
    assert inside_page.names == ["Layer 1, unit 36"]

    inside_page.field(1).focus()
    inside_page.drawing_page.press("ArrowRight", times=3)
    assert inside_page.active_cell.startswith("unit 36: ")
