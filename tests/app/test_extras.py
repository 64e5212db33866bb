"""Optional dependencies."""

import pytest

from app import extras


def test_require_of_an_installed_extra_looks_for_its_packages(monkeypatch):
    wanted = []
    monkeypatch.setattr("importlib.util.find_spec", lambda name: wanted.append(name) or name)
    extras.require("grpc", "The port")
    assert wanted == ["grpc", "google"]


@pytest.mark.parametrize(
    ("extra", "package"),
    [(extra, package) for extra, packages in extras.PACKAGES.items() for package in packages],
)
def test_require_without_one_of_its_packages_names_the_extra(extra, package, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == package else name)
    with pytest.raises(extras.MissingExtraError) as raised:
        extras.require(extra, "What for")
    assert str(raised.value) == (
        f"What for: expected the extra {extra} to be installed: pip install 'inkling[{extra}]'"
    )
