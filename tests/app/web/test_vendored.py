"""Vendored files match the hashes in their README."""

import hashlib
import re

import pytest

from app.web.static_files import folder

VENDOR = folder("static") / "vendor"
UPLOT = VENDOR / "uplot"
HASH = re.compile(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


@pytest.mark.parametrize("name", ["uplot", "stix-two-math"])
def test_vendored_files_match_documented_hashes(name):
    documented = dict(HASH.findall((VENDOR / name / "README.md").read_text("utf-8")))
    files = {path.name: path for path in (VENDOR / name).iterdir() if path.name != "README.md"}

    assert documented.keys() == files.keys() >= {"LICENSE"}
    assert documented == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }


def test_vendored_uplot_has_documented_version():
    title = (UPLOT / "README.md").read_text("utf-8").splitlines()[0]

    assert f"(v{title.removeprefix('# uPlot ')})" in (UPLOT / "uPlot.iife.min.js").read_text(
        "utf-8"
    )
