"""Rules for the whole suite: data sets, skips, ids and the summary."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

# OpenBLAS reads it when numpy loads it, so it is set before anything that imports numpy. Several
# threads spin while they wait for each other: on two busy cores a training of 300 small steps takes
# twenty times the processor time with two of them. Processes that tests start inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from model.data import mnist, pendigits, unipen_1a
from model.data.cache import find_local
from tests.support.file_order import long_files_first
from tests.support.postgresql import PostgreSQL, find_binary
from tests.support.summary import SUMMARY_LINES

CI = os.environ.get("CI") == "true"
TESTS = Path(__file__).parent
UNIT_TESTS = {"app", "model"}  # folders; `make test` runs them and the files directly in tests/
NEEDED_FILES = {
    "mnist": mnist.FILES,
    "pendigits": pendigits.FILES,
    "unipen": unipen_1a.FILES,
}

# A shell starts background jobs with SIGINT ignored, and what tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long one example takes says more about how busy the machine is than about the code.
settings.register_profile("inkling", deadline=None)
settings.load_profile("inkling")


@pytest.fixture(scope="session", autouse=True)
def temporary_lab(tmp_path_factory: pytest.TempPathFactory):
    """Keep the services that tests start away from the user's own training lab."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_LAB_DIR", str(tmp_path_factory.mktemp("lab")))
        yield


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server."""
    if find_binary("initdb") is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    with PostgreSQL() as server:
        yield server


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Require unique test ids, mark all but unit tests as slow, and order and group for xdist.

    Of several tests with the same id, xdist would run only one. With ``--dist loadgroup`` the tests
    of a file run in one process, as they share its server, and all tests on Ray run in one as well:
    two clusters at once take so long to start that Ray gives up.
    """
    for nodeid, count in Counter(item.nodeid for item in items).items():
        if count > 1:
            raise pytest.UsageError(f"expected every test to have its own id, got {nodeid} twice")
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder not in UNIT_TESTS and item.path.parent != TESTS:
            item.add_marker("slow")
    if hasattr(config, "workerinput"):
        items[:] = long_files_first(items)
        for item in items:
            group = "ray" if item.get_closest_marker("ray") else item.path.relative_to(TESTS)
            item.add_marker(pytest.mark.xdist_group(str(group)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose data set is not on this machine: no test downloads one."""
    for marker, files in NEEDED_FILES.items():
        if item.get_closest_marker(marker) and not all(find_local(file) for file in files):
            pytest.skip(
                f"needs the data set {marker}: run `inkling data fetch {marker}`, "
                "or set INKLING_DATA_DIR to the folder that has it"
            )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn skips into failures in CI, where everything that tests need is installed."""
    outcome = yield
    report = outcome.get_result()
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, and in CI nothing may be: {call.excinfo.value}"
        )


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Do the same for skipped modules."""
    outcome = yield
    report = outcome.get_result()
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and in CI nothing may be"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Pass the summary lines of an xdist worker to the main process."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["summary"] = SUMMARY_LINES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Collect the summary lines of an xdist worker."""
    SUMMARY_LINES.extend(getattr(node, "workeroutput", {}).get("summary", []))


def pytest_terminal_summary(terminalreporter) -> None:
    """Print the summary lines."""
    for line in SUMMARY_LINES:
        terminalreporter.write_line(line)
