"""Disabled lab, missing data, restarts and killed trainers."""

import os
import signal
import subprocess

import pytest

from app.openapi import examples
from model.data import mnist
from model.data.cache import find_local
from tests.browser.conftest import LAPTOP, watch_page
from tests.browser.expect import expect
from tests.browser.pages.train_page import LONG, SMALL, TrainPage
from tests.browser.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.mnist]

NOWHERE = "http://127.0.0.1:9"  # a proxy that is not there: nothing can be downloaded


@pytest.fixture
def open_page(chromium, console_errors, tmp_path):
    """Start a server with environment variables and open its page."""
    servers, contexts = [], []

    def open_page(root="", **environment):
        server = Server(tmp_path / "output.txt", root=root, environment=environment)
        server.start()
        servers.append(server)
        context = chromium.new_context(**LAPTOP)
        manager = watch_page(context.new_page(), server.url, console_errors)
        contexts.append((context, manager))
        return TrainPage(manager.__enter__())

    yield open_page
    for context, manager in contexts:
        manager.__exit__(None, None, None)
        context.close()
    for server in servers:
        server.stop()


def test_exported_folder_in_the_data_folder_is_chosen_and_learnt(open_page, tmp_path):
    data = tmp_path / "data"
    (data / "digits" / "mine" / "7").mkdir(parents=True)
    (data / "digits" / "mine" / "7" / "a.png").write_bytes(examples.png())
    for file in mnist.FILES:
        path = find_local(file)
        (data / path.name).symlink_to(path)
    train_page = open_page(INKLING_DATA_DIR=str(data)).open()
    train_page.fill(own_digits="mine", **SMALL)
    expect(train_page.page.locator("#amount")).to_contain_text("at least")
    train_page.button("Start training").click()
    train_page.wait_for_status("Finished")
    settings = train_page.page.locator("#run-settings")
    expect(settings).to_contain_text("1,000 images and 1 of mine")


def test_disabled_lab_shows_why_and_how_to_enable_it(open_page):
    train_page = open_page(INKLING_LAB="off")
    train_page.page.goto(f"{train_page.root}/train")

    train_page.page.get_by_role("heading", name="Training is disabled on this server").wait_for()

    words = train_page.page.locator("#closed").inner_text()
    assert "It is disabled by INKLING_LAB=off." in words
    assert "INKLING_LAB=on inkling serve" in words
    assert not train_page.page.locator("#settings").is_visible()


def test_failed_download_shows_where_to_put_the_files(open_page, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    train_page = open_page(
        INKLING_DATA_DIR=str(folder),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        HTTPS_PROXY=NOWHERE,
        HTTP_PROXY=NOWHERE,
    )
    train_page.open()
    train_page.page.get_by_role("heading", name="MNIST is not downloaded yet").wait_for()
    train_page.button("Start training").click()
    train_page.page.locator("#refused", has_text="Download it first").wait_for()

    train_page.button("Download MNIST").click()
    train_page.page.get_by_text("The download failed.").wait_for()
    train_page.wait_for_announcement("MNIST could not be downloaded.")
    name = train_page.page.locator("#data [data-part=folder]").inner_text()
    assert name == "mnist"  # below the data folder, whose place on the machine is not shown

    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    for file in map(find_local, mnist.FILES):
        (place / file.name).symlink_to(file)
    train_page.button("Check again").click()
    train_page.page.locator("#data").wait_for(state="hidden")
    train_page.start(hidden=[8], images=100, epochs=1)
    train_page.wait_for_status("Finished")


def test_running_download_shows_its_progress(open_page, tmp_path):
    train_page = open_page(INKLING_DATA_DIR=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "cache"))
    status = {"state": "fetching", "received": 2**20, "total": 2**22, "problem": None, "folder": ""}
    train_page.page.route(
        "**/lab/data", lambda route: route.fulfill(status=202, json={"mnist": status})
    )
    train_page.page.route("**/lab/data/events", lambda route: None)  # not a word, and no end
    train_page.open()

    train_page.button("Download MNIST").click()

    bar = train_page.page.get_by_role("progressbar", name="Downloading MNIST")
    bar.wait_for()
    assert bar.evaluate("bar => bar.value") == 0.25
    train_page.page.get_by_text("1.0 of 4.0 MB").wait_for()


def test_page_under_a_root_path_trains_and_links_to_the_drawing_page(open_page):
    train_page = open_page(root="/digits").open()
    name = train_page.start(**SMALL)
    train_page.wait_for_status("Finished")
    assert train_page.page.url == f"{train_page.root}/train?run={name}"

    train_page.page.get_by_role("link", name="Use this model", exact=True).click()

    train_page.page.get_by_role("radio", name="32").wait_for(state="attached")
    assert train_page.page.url == f"{train_page.root}/?model={name}"


def test_restarted_server_continues_the_run(restarting_server, train_page, load_errors_ignored):
    name = train_page.start(**LONG)
    train_page.wait_for_epochs(2)

    restarting_server.kill()
    train_page.page.get_by_text("Can’t reach the server.").wait_for()  # noqa: RUF001
    rows = train_page.table("curves-table")
    assert len(rows) >= 2

    restarting_server.start()
    train_page.page.locator("#gone").wait_for(state="hidden")
    train_page.wait_for_status("Paused")
    train_page.button("Resume").click()
    train_page.wait_for_status("Training")
    train_page.wait_for_epochs(len(rows) + 1)
    assert train_page.table("curves-table")[: len(rows)] == rows
    assert train_page.page.url.endswith(name)


def test_refused_event_stream_is_opened_again(train_page, load_errors_ignored):
    answers = iter([503, 503])
    refused = []

    def answer(route):
        status = next(answers, None)
        if status is None:
            return route.continue_()
        refused.append(status)
        return route.fulfill(status=status)

    train_page.page.route("**/lab/runs/*/events*", answer)
    train_page.start(**LONG)
    train_page.wait_for_epochs(2)
    assert refused == [503, 503]


def test_killed_trainer_is_reported_and_can_resume(train_page, server):
    train_page.start(**LONG)
    train_page.wait_for_epochs(1)

    [process] = trainers(server)
    os.kill(process, signal.SIGKILL)

    train_page.wait_for_status("Failed")
    expect(train_page.page.locator("#trouble")).to_contain_text("died")
    train_page.wait_for_announcement("failed")
    train_page.button("Resume").click()
    train_page.wait_for_status("Training")
    train_page.wait_for_epochs(2)
    assert len(trainers(server)) == 1


def trainers(server):
    """Return the process IDs of the server's trainers."""
    listing = subprocess.run(
        ["ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    return [
        int(line.split()[0])
        for line in listing.stdout.splitlines()
        if "app.lab.trainer" in line and str(server.lab_dir) in line
    ]
