"""A drawing for the tests of the lab."""

import pytest

from app.openapi import examples


@pytest.fixture(scope="session")
def seven_form() -> dict[str, object]:
    """A drawn seven, as the body of /predict."""
    return examples.forms()["strokes"]
