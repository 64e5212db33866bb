"""A service with a lab of its own for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import examples
from tests.app.lab.service import Service, make_service


@pytest.fixture
def serve(tmp_path, weights_dir) -> Iterator[Callable[..., Service]]:
    """A function that starts a service with settings, such as ``inkling_lab_runs=2``."""
    services = []

    def start(**settings: object) -> Service:
        named = os.environ.get("INKLING_DATA_DIR")
        services.append(make_service(tmp_path, weights_dir, Path(named) if named else None))
        return services[-1].start(**settings)

    yield start
    for service in services:
        if service.process is not None:
            service.end()


@pytest.fixture
def service(serve) -> Service:
    return serve()


@pytest.fixture(scope="session")
def answer_form() -> dict[str, object]:
    """A drawn seven, as the body of /predict."""
    return examples.forms()["strokes"]
