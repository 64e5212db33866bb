"""Services with a lab of their own."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.conftest import seven_form, weights_dir
from tests.integration.lab.service import Service, make_service

__all__ = ["seven_form", "weights_dir"]

Serve = Callable[..., Service]


@contextmanager
def serving(folder: Path, weights_dir: Path) -> Iterator[Serve]:
    """Yield a function that starts a service with settings, such as ``inkling_lab_runs=2``.

    All of them share one lab.
    """
    services: list[Service] = []

    def start(**settings: object) -> Service:
        named = os.environ.get("INKLING_DATA_DIR")
        services.append(make_service(folder, weights_dir, Path(named) if named else None))
        return services[-1].start(**settings)

    yield start
    for service in services:
        if service.process is not None:
            service.process.send_signal(signal.SIGCONT)
            service.end()


@pytest.fixture
def serve(tmp_path: Path, weights_dir: Path) -> Iterator[Serve]:
    with serving(tmp_path, weights_dir) as start:
        yield start


@pytest.fixture(scope="module")
def serve_module(tmp_path_factory: pytest.TempPathFactory, weights_dir: Path) -> Iterator[Serve]:
    with serving(tmp_path_factory.mktemp("module"), weights_dir) as start:
        yield start


@pytest.fixture
def service(serve: Serve) -> Service:
    return serve()


@pytest.fixture(scope="module")
def shared(serve_module: Serve) -> Service:
    """One service for all tests of a file."""
    return serve_module()
