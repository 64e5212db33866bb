"""The reasons for a 503: each with its status and `Retry-After`, and all in one module."""

import inspect
import re
from pathlib import Path

import pytest

from app.http import problems, unavailable

APP = Path(unavailable.__file__).parents[1]
REASONS = [
    function
    for _, function in inspect.getmembers(unavailable, inspect.isfunction)
    if function.__module__ == unavailable.__name__
]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_reason_for_503_has_retry_after_in_header_and_detail(reason):
    problem = reason()
    assert problem.status == 503
    assert problem.detail.endswith(f"retry after {problem.headers['Retry-After']} second.")


def test_problems_of_status_503_are_made_in_one_module():
    kinds = [kind.__name__ for kind in problems.PROBLEMS.values() if kind.status == 503]
    makes_one = re.compile(rf"\b({'|'.join(kinds)})\(")
    makers = [path for path in APP.rglob("*.py") if makes_one.search(path.read_text("utf-8"))]
    classes = Path(problems.__file__)  # which declares them: `class Overloaded(Problem)`
    assert set(makers) == {Path(unavailable.__file__), classes}
