"""One step in a frame of another origin."""

import html
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import LAPTOP, watch_page
from tests.browser.expect import expect
from tests.browser.pages.backward_page import BackwardPage
from tests.browser.server import Server
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


class CoursePage(BaseHTTPRequestHandler):
    """A course page with a frame of the service."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Course</title><p>Course</p>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def courses():
    """Origins of two course pages."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), CoursePage) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_port}" for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def framed(chromium, courses, tmp_path_factory):
    """A server that the first course may frame."""
    environment = {"INKLING_FRAME_ANCESTORS": courses[0]}
    server = Server(tmp_path_factory.mktemp("server") / "output.txt", environment=environment)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(chromium):
    context = chromium.new_context(**LAPTOP)
    yield context.new_page()
    context.close()


def show(page, course, code):
    page.goto(course)
    page.evaluate("code => document.body.insertAdjacentHTML('beforeend', code)", code)
    return page.frame_locator("iframe")


def iframe(url):
    return f'<iframe src="{html.escape(url)}" title="Step" width="900" height="700"></iframe>'


def test_allowed_course_shows_the_step_with_numbers(page, framed, courses):
    url = f"{framed.url}/inside/embed?convention=ng#step=dw2&label=3"
    frame = show(page, courses[0], iframe(url))

    step = frame.locator(".step:not([hidden])")
    expect(frame.locator(".entry-table tbody tr").first).to_be_visible()
    expect(step).to_have_attribute("data-slug", "dw2")
    expect(frame.locator("#backprop-steps")).to_have_attribute("data-convention", "ng")
    for hidden in (".top", "#paper", "#network", "#label", "#check-mine", "#questions"):
        expect(frame.locator(hidden)).to_be_hidden()
    assert page.evaluate("scrollY") == 0
    frame.get_by_role("button", name="Next step").click()
    expect(step).not_to_have_attribute("data-slug", "dw2")


def test_other_course_is_refused(page, framed, courses):
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        show(page, courses[1], iframe(f"{framed.url}/inside/embed#step=dw2"))

    expect(page.frame_locator("iframe").locator(".step")).to_have_count(0)
    assert any(courses[0] in text for text in errors)


def test_frames_of_one_course_page_keep_their_own_drawings(page, framed, courses):
    page.goto(courses[0])
    for fragment in ("step=dw2&strokes=rowkwkvUyEvU.~rowkwkvUyEvU", "step=dw2", ""):
        code = iframe(f"{framed.url}/inside/embed#{fragment}")
        page.evaluate("code => document.body.insertAdjacentHTML('beforeend', code)", code)

    own, sample, no_step = (page.frame_locator("iframe").nth(i) for i in range(3))
    for frame in (sample, no_step):
        expect(frame.locator("#label input:checked")).to_have_value("7")
    for frame in (own, sample, no_step):
        expect(frame.locator("#backward")).to_have_attribute("data-state", "filled")
    stored = page.frames[1].evaluate("[sessionStorage.length, localStorage.length]")
    assert stored == [0, 0]


def test_step_works_without_storage(page, framed, courses):
    page.add_init_script(
        """for (const area of ["localStorage", "sessionStorage"])
             Object.defineProperty(window, area, {
               get() { throw new DOMException("", "SecurityError"); },
             });"""
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    frame = show(page, courses[0], iframe(f"{framed.url}/inside/embed#step=delta2"))

    expect(frame.locator(".entry-table tbody tr").first).to_be_visible()
    assert errors == []


def test_copied_code_shows_the_same_and_opens_the_whole_page(
    chromium, framed, courses, console_errors, page
):
    context = chromium.new_context(**LAPTOP, permissions=["clipboard-read", "clipboard-write"])
    with watch_page(context.new_page(), framed.url, console_errors) as drawing_page:
        lesson = BackwardPage(drawing_page, "dw2")
        lesson.draw(3)
        lesson.set_label(8)
        lesson.page.get_by_role("button", name="Copy embed code").click()
        expect(lesson.page.locator("#copy-status")).to_contain_text("Embed code copied.")
        code = lesson.page.evaluate("navigator.clipboard.readText()")
    context.close()

    frame = show(page, courses[0], code)
    expect(frame.locator("#label input:checked")).to_have_value("8")
    frame.get_by_role("button", name="Next step").click()
    slug = frame.locator(".step:not([hidden])").get_attribute("data-slug")
    link = frame.get_by_role("link", name="Open in Inkling")
    expect(link).to_have_attribute("rel", "noopener")
    with page.context.expect_page() as opened:
        link.click()

    whole = opened.value
    whole.wait_for_url(re.compile(r"/inside\?"))
    expect(whole.locator("#label input:checked")).to_have_value("8")
    expect(whole.locator(".step:not([hidden])")).to_have_attribute("data-slug", slug)


def test_embed_code_of_a_picture_says_that_it_is_not_in_it(
    chromium, framed, console_errors, tmp_path
):
    context = chromium.new_context(**LAPTOP, permissions=["clipboard-read", "clipboard-write"])
    with watch_page(context.new_page(), framed.url, console_errors) as drawing_page:
        lesson = BackwardPage(drawing_page, "dw2")
        lesson.draw(6)
        picture = tmp_path / "six.png"
        picture.write_bytes(lesson.page.locator("#canvas").screenshot())
        with lesson.page.expect_response("**/explain*"):
            lesson.page.locator("#file").set_input_files(picture)
        lesson.page.locator("#backward:not([aria-busy=true])").wait_for()
        lesson.page.get_by_role("button", name="Copy embed code").click()

        expect(lesson.page.locator("#copy-status")).to_have_text(
            "Embed code copied. The picture is not in it; draw the digit to include it."
        )
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violations(new_tab, scheme):
    drawing_page = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 700})
    drawing_page.page.goto(drawing_page.url + "inside/embed#step=dw2")
    expect(drawing_page.page.locator(".entry-table tbody tr").first).to_be_visible()

    assert violations(drawing_page) == []
    assert drawing_page.page.evaluate("document.documentElement.scrollWidth") == 390
