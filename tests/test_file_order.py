"""Order of the files of tests."""

from types import SimpleNamespace

from tests.support.file_order import LONG_FILES, TESTS, long_files_first


def test_long_files_exist():
    assert [name for name in LONG_FILES if not (TESTS / name).is_file()] == []


def test_long_files_are_first_and_tests_of_a_file_keep_their_order():
    names = ["one.py", "two.py", "two.py", LONG_FILES[1], LONG_FILES[1], LONG_FILES[0]]
    items = [SimpleNamespace(path=TESTS / name, number=k) for k, name in enumerate(names)]
    assert [item.number for item in long_files_first(items)] == [5, 3, 4, 1, 2, 0]
