"""Heat map colors, navigation and rendering."""

import pytest

pytestmark = pytest.mark.browser

SHOW = """async ([shape, data, scale]) => {
    const { Heatmap } = await import("./static/js/heatmap/heatmap.js");
    const entries = [];
    const map = new Heatmap({
        name: "Test",
        scale,
        onEntry: (entry) => entries.push(entry),
        onPick: (entry) => entries.push({ picked: entry }),
    });
    map.element.id = "map";
    document.querySelector("main").prepend(map.element);
    map.show({ shape, data: new Float32Array(data) });
    window.heatmap = map;
    window.entries = entries;
}"""
COLOUR = """([x, y]) => {
    const canvas = document.querySelector("#map canvas");
    const copy = new OffscreenCanvas(1, 1).getContext("2d");
    copy.drawImage(canvas, -Math.floor(x * canvas.width), -Math.floor(y * canvas.height));
    return [...copy.getImageData(0, 0, 1, 1).data];
}"""


@pytest.fixture
def show(tab):
    tab.page.goto(tab.url + "inside")

    def show(shape, data, scale="signed"):
        tab.page.evaluate(SHOW, [shape, data, scale])
        tab.frames()

    return show


def colour(drawing_page, x, y):
    """Color at a point given as fractions of width and height."""
    return drawing_page.page.evaluate(COLOUR, [x, y])


def test_signed_scale_is_blue_pale_and_orange(tab, show):
    show([1, 3], [-2.0, 0.0, 2.0])

    blue, pale, orange = (colour(tab, (i + 0.15) / 3, 0.25) for i in range(3))
    assert blue == [0x0A, 0x3C, 0x8C, 255]
    assert orange == [0x94, 0x35, 0x00, 255]
    assert pale == pytest.approx([0xF3, 0xF1, 0xEC, 255], abs=1)
    assert tab.page.locator("#map .heatmap-legend").inner_text().split() == [
        "−2.00",
        "2.00",
    ]


def test_ink_scale_ends_at_1_for_any_maximum(tab, show):
    show([1, 2], [0.0, 0.5], "ink")

    paper, half = (colour(tab, (i + 0.15) / 2, 0.25) for i in range(2))
    assert paper == [0xFF, 0xFE, 0xFB, 255]
    assert half[:3] == pytest.approx([0x8A, 0x8B, 0x8C], abs=3)


def test_large_matrix_is_painted_exactly(tab, show):
    data = [0.0] * 78_500
    data[784 * 100 + 99] = -1.5
    show([785, 100], data)
    grid = tab.page.get_by_role("grid", name="Test, 785 by 100")
    grid.focus()

    tab.press("End")
    tab.press("PageDown", times=78)
    tab.press("ArrowDown", times=10)

    tab.press("Enter")
    picked = tab.page.evaluate("entries.at(-1)")
    assert picked == {"picked": {"row": 784, "column": 99}}
    cell = grid.get_by_role("gridcell", include_hidden=True)
    assert cell.inner_text() == "row 784, column 99: −1.5000"
    assert cell.get_attribute("aria-colindex") == "100"
    assert grid.get_attribute("aria-rowcount") == "785"


def test_pointer_over_a_cell_reports_it(tab, show):
    show([4, 5], [float(i) for i in range(20)])
    box = tab.page.locator("#map .heatmap-cells").bounding_box()

    tab.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.6 * box["height"])
    assert tab.page.evaluate("entries.at(-1)") == {"row": 2, "column": 3}

    tab.page.mouse.move(box["x"] - 20, box["y"])
    assert tab.page.evaluate("entries.at(-1)") is None


def test_marks_are_positioned_over_their_cells(tab, show):
    show([4, 5], [0.0] * 20)
    tab.page.evaluate("heatmap.mark([{ row: 1 }, { column: 2 }, { row: 1, column: 2 }])")

    box = tab.page.locator("#map .heatmap-cells").bounding_box()
    row, column, entry = (mark.bounding_box() for mark in tab.page.locator(".heatmap-mark").all())
    assert (row["width"], row["height"]) == pytest.approx((box["width"], box["height"] / 4))
    assert (column["width"], column["height"]) == pytest.approx((box["width"] / 5, box["height"]))
    assert (entry["x"] - box["x"]) / box["width"] == pytest.approx(2 / 5)
    assert (entry["y"] - box["y"]) / box["height"] == pytest.approx(1 / 4)


def test_colors_follow_the_color_scheme(tab, show):
    show([1, 3], [-2.0, 0.0, 2.0])
    tab.page.emulate_media(color_scheme="dark")
    tab.frames()

    assert colour(tab, 0.05, 0.25) == [0xA5, 0xCC, 0xFF, 255]
    tab.page.emulate_media(color_scheme="light")


RECORD = """([family, cell]) => {
    document.body.style.fontFamily = family;
    document.body.style.setProperty("--cell", `${cell}px`);
    window.texts = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        texts.push([text, x, this.measureText(text).width]);
        fillText.call(this, text, x, y);
    };
}"""


@pytest.mark.parametrize("family", ["sans-serif", "monospace"])
@pytest.mark.parametrize("cell", [39, 48, 60])
def test_numbers_with_their_signs_stay_within_their_cells(tab, show, family, cell):
    values = [-0.00067, -0.004, -12.3, -0.25, -3e-7, -2e-10, -1e20, 999.6, 0.0]
    tab.page.evaluate(RECORD, [family, cell])
    show([1, len(values)], values)

    texts = tab.page.evaluate("texts")
    assert len(texts) >= 6  # one that fits in no readable size is left out
    for text, x, width in texts:
        column = int(x / cell)
        assert width <= cell - 8  # the mark of a cell covers 4 px of the one beside it
        assert text.startswith("\N{MINUS SIGN}") == (values[column] < 0)
        value = float(text.replace("\N{MINUS SIGN}", "-"))
        assert value == pytest.approx(values[column], rel=0.25)


@pytest.mark.parametrize("density", [1, 2, 3])
def test_cells_at_any_pixel_density_are_crisp(new_tab, density):
    drawing_page = new_tab(device_scale_factor=density)
    drawing_page.page.goto(drawing_page.url + "inside")
    drawing_page.page.evaluate(SHOW, [[28, 28], [float(i % 2) for i in range(784)], "ink"])
    drawing_page.frames()

    canvas = drawing_page.page.locator("#map canvas")
    width = canvas.evaluate("canvas => canvas.width")
    assert width == pytest.approx(canvas.bounding_box()["width"] * density, abs=1)
    colours = canvas.evaluate(
        """canvas => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1);
            return [...new Set(new Uint32Array(data.buffer))].length;
        }"""
    )
    assert colours <= 3  # paper, ink and the gap between cells: nothing is blurred
