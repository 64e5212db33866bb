"""The paths through the softmax in the first backward step on /inside."""

import numpy as np
import pytest

from tests.browser.expect import expect
from tests.browser.pages.inside_page import number
from tests.browser.test_convention import open_in
from tests.browser.test_inside_backward import HALF

pytestmark = pytest.mark.browser

CONVENTIONS = ["inkling", "nielsen", "ng", "cs231n", "inkling,columns"]


def table_of(section):
    rows = section.locator("tbody tr").all()
    texts = [row.locator("th, td").all_inner_texts() for row in rows]
    return [[int(first), *map(number, rest)] for first, *rest in texts]


def drawn_with_label(drawing_page, convention):
    page = open_in(drawing_page, convention, "delta3")
    page.set_label(1)
    return page, page.page.locator(".softmax-paths")


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_paths_of_the_label_and_of_a_selected_unit_sum_to_their_error(tab, convention):
    page, section = drawn_with_label(tab, convention)
    p = page.array("P")[0].astype(float)
    error = p - np.eye(10)[1]

    for j in (1, 4):
        unit = (j, 0) if page.shape(page.arrays[-1].partition(",")[0])[0] == 10 else (0, j)
        page.select(*unit)
        expect(section.locator("[data-part=drawing]")).to_have_text(f"Here j = {j}, label 1")
        rows = table_of(section)
        change = (np.arange(10) == j) - p[j]
        assert [row[0] for row in rows] == list(range(10))
        for i, (_, loss_by_p, p_by_z, product) in enumerate(rows):
            assert loss_by_p == pytest.approx(-1 / p[1] if i == 1 else 0, rel=0.01, abs=HALF)
            assert p_by_z == pytest.approx(p[i] * change[i], rel=0.01, abs=HALF)
            assert product == pytest.approx(-change[1] if i == 1 else 0, rel=0.01, abs=HALF)
        total = number(section.locator("[data-part=sum]").inner_text())
        assert total == pytest.approx(error[j], rel=0.01, abs=HALF)


def test_error_of_other_losses_is_shown_beside_it(tab):
    page, section = drawn_with_label(tab, "inkling")
    page.select(0, 1)
    p = page.array("P")[0].astype(float)
    error = p - np.eye(10)[1]
    jacobian = np.diag(p) - np.outer(p, p)

    losses = [number(text) for text in section.locator("[data-loss]").all_inner_texts()]

    expected = [error[1], (error @ jacobian)[1], error[1] * p[1] * (1 - p[1])]
    assert losses == pytest.approx(expected, rel=0.01, abs=HALF)


def test_batch_divides_the_sum_only_where_the_convention_does(tab):
    for convention in ("inkling", "ng"):
        page, section = drawn_with_label(tab, convention)
        page.drawing_page.button("Add a sample").click()
        page.page.get_by_text("2 drawings").wait_for()
        page.wait_for_numbers()
        mean = section.locator("[data-part=mean]")
        if convention == "ng":
            expect(mean).to_be_hidden()
            continue
        expect(mean).to_contain_text("divided by the batch size, 2")
        total = number(section.locator("[data-part=sum]").inner_text())
        divided = number(mean.locator("td").last.inner_text())
        assert divided == pytest.approx(total / 2, rel=0.01, abs=HALF)
        assert divided == pytest.approx(float(page.array("delta3")[page.entry]), rel=0.01, abs=HALF)


def test_other_steps_have_no_paths_through_the_softmax(tab):
    page, section = drawn_with_label(tab, "inkling")
    expect(section).to_be_visible()
    page.go_to("delta2")
    expect(section).to_be_hidden()
