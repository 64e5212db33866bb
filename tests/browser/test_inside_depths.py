"""Networks of any depth and width from inside: no hidden layer, many, fields with a rest."""

import shutil

import numpy as np
import pytest

from model.network import initialize
from model.serialization import model_file
from tests.browser.glass import Glass
from tests.browser.server import Server

pytestmark = pytest.mark.browser

SIZES = {"flat": [784, 10], "deep": [784, 37, 24, 17, 5, 10]}


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("depths")
    shutil.copy(model_file.locate("seed"), folder / "seed.safetensors")
    for name, sizes in SIZES.items():
        drawn = initialize(sizes, np.random.default_rng(1))
        model_file.save(folder / f"{name}.safetensors", drawn, {})
    server = Server(folder / "output.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_WEIGHTS_DIR", str(folder))
        server.start()
    yield server
    server.stop()


@pytest.fixture(params=[390, 1280])
def glass(visit, request):
    return Glass(visit(viewport={"width": request.param, "height": 800}))


def choose(glass, name):
    glass.page.get_by_text(name, exact=True).click()
    glass.desk.sample(3)
    glass.page.locator(".lens:not([hidden])").wait_for()
    glass.page.locator("#flow figure").nth(len(SIZES[name]) - 1).wait_for()
    glass.settle()


def test_network_without_hidden_layers_leads_from_pixels_to_digits(glass):
    choose(glass, "flat")

    glass.point(1, 7, 0)

    terms = glass.terms(glass.lens("Output 7"))
    assert terms["z"] == pytest.approx(float(glass.array("z1")[0, 7]), abs=0.5e-4)
    assert glass.contributions(glass.lens("Output 7"))[0][0].startswith("row ")
    assert glass.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_deep_network_shows_every_layer_and_stays_within_the_window(glass):
    choose(glass, "deep")

    names = glass.page.locator("#flow figcaption b").all_inner_texts()
    assert names == ["Input", "Layer 1", "Layer 2", "Layer 3", "Layer 4", "Output"]
    for layer, unit in ((1, 37), (2, 24), (3, 17), (4, 5)):
        columns = int(glass.field(layer).get_attribute("aria-colcount"))
        glass.point(layer, *divmod(unit - 1, columns))
        terms = glass.terms(glass.lens(f"Layer {layer}, unit {unit}"))
        assert terms["z"] == pytest.approx(float(glass.array(f"z{layer}")[0, -1]), abs=0.5e-4)
    assert glass.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_place_of_a_field_without_a_unit_is_none(glass):
    choose(glass, "deep")
    rows, columns = (
        int(glass.field(1).get_attribute(name)) for name in ("aria-rowcount", "aria-colcount")
    )
    assert rows * columns > 37
    glass.point(1, *divmod(36, columns))

    glass.point(1, rows - 1, columns - 1)
    assert glass.names == ["Layer 1, unit 37"]

    glass.field(1).focus()
    glass.desk.press("ArrowRight", times=3)
    assert glass.spoken.startswith("unit 37: ")
