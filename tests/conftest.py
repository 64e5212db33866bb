"""Rules for the whole suite: what may be skipped, and how to get what a skipped test needs."""

import os
from collections import Counter

import pytest
from hypothesis import settings

from model.data import mnist, pendigits
from model.data.cache import find_local
from tests.support.summary import LINES

CI = os.environ.get("CI") == "true"
NEEDED_FILES = {"mnist": mnist.FILES, "pendigits": pendigits.FILES}

# How long one example takes says more about how busy the machine is than about the code.
settings.register_profile("inkling", deadline=None)
settings.load_profile("inkling")


@pytest.fixture(scope="session", autouse=True)
def lab_of_its_own(tmp_path_factory: pytest.TempPathFactory):
    """Keep every service that a test starts away from what its owner has trained here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_LAB_DIR", str(tmp_path_factory.mktemp("lab")))
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Insist that every test has an id of its own: where several share one, xdist runs but one."""
    for nodeid, count in Counter(item.nodeid for item in items).items():
        if count > 1:
            raise pytest.UsageError(f"expected every test to have its own id, got {nodeid} twice")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose data set is not on this machine: no test ever downloads one."""
    for marker, files in NEEDED_FILES.items():
        if item.get_closest_marker(marker) and not all(find_local(file) for file in files):
            pytest.skip(
                f"needs the data set {marker}: run `inkling data fetch {marker}`, "
                "or set INKLING_DATA_DIR to the folder that has it"
            )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn a skip into a failure where everything that a test may need is installed."""
    outcome = yield
    report = outcome.get_result()
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, and in CI nothing may be: {call.excinfo.value}"
        )


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Do the same for a whole module that is skipped."""
    outcome = yield
    report = outcome.get_result()
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and in CI nothing may be"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was tried, where this process is one of several that share the tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tried"] = LINES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Take what one of them hands over."""
    LINES.extend(getattr(node, "workeroutput", {}).get("tried", []))


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what was tried."""
    for line in LINES:
        terminalreporter.write_line(line)
