"""Order in which the files of tests are started, for several test processes."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

TESTS = Path(__file__).parents[1]

LONG_FILES = (
    "integration/test_sweep.py",
    "integration/test_learning.py",
    "integration/lab/test_kills.py",
    "model/evaluation/test_scenes.py",
    "integration/test_scoring.py",
    "fuzz/test_submitted_code.py",
    "browser/test_correction.py",
    "integration/test_scoring_on_ray.py",
    "integration/test_training_kills.py",
    "integration/test_memory.py",
    "integration/test_corrections.py",
    "fuzz/test_requests.py",
    "test_package.py",
    "tools/test_cross_validate.py",
)
"""Files that take half a minute or more, though most of them have few tests; longest first."""


class Item(Protocol):
    """A collected test."""

    path: Path


ItemT = TypeVar("ItemT", bound=Item)


def long_files_first(items: Sequence[ItemT]) -> list[ItemT]:
    """Return the tests by file: long files, then those with many tests, then those with few.

    Tests of a file keep their order. A long file that is started last leaves the other processes
    without work.
    """
    ranks = {TESTS / name: rank for rank, name in enumerate(LONG_FILES)}
    counts = Counter(item.path for item in items)
    return sorted(
        items,
        key=lambda item: (ranks.get(item.path, len(ranks)), -counts[item.path], str(item.path)),
    )
