"""The folder of parts: its lock, and its removal."""

import shutil

import pytest

from app.scoring.parts import BusyError, Parts


@pytest.fixture
def output(tmp_path):
    return tmp_path / "results.csv"


def test_folder_without_a_run_is_removed_before_another_run_can_have_it(output, monkeypatch):
    attempts = []

    def remove(folder, **options):
        with pytest.raises(BusyError), Parts(output).locked():
            pass
        attempts.append(folder)
        rmtree(folder, **options)

    rmtree = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", remove)
    with Parts(output).locked():
        pass

    assert attempts == [Parts(output).folder]
    assert not attempts[0].exists()


def test_run_that_begins_during_the_removal_keeps_its_folder(output, monkeypatch):
    def remove(folder, **options):
        rmtree(folder, **options)
        monkeypatch.undo()
        other = Parts(output)
        context = other.locked()
        context.__enter__()
        other.begin({})
        begun.append((other, context))

    begun = []
    rmtree = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", remove)
    with Parts(output).locked():
        pass

    [(other, context)] = begun
    assert other.has_run
    with pytest.raises(BusyError), Parts(output).locked():
        pass
    other.clear()
    context.__exit__(None, None, None)
    assert not other.folder.exists()


def test_folder_with_an_interrupted_run_stays(output):
    parts = Parts(output)
    with parts.locked():
        parts.begin({})
    assert parts.has_run
