"""Vendored files match the hashes in their README."""

import hashlib
import re

from app.web.static_files import folder

UPLOT = folder("static") / "vendor" / "uplot"
HASH = re.compile(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_vendored_uplot_matches_documented_hashes():
    documented = dict(HASH.findall((UPLOT / "README.md").read_text("utf-8")))
    files = {path.name: path for path in UPLOT.iterdir() if path.name != "README.md"}

    assert documented.keys() == files.keys() >= {"LICENSE"}
    assert documented == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }


def test_vendored_uplot_has_documented_version():
    title = (UPLOT / "README.md").read_text("utf-8").splitlines()[0]

    assert f"(v{title.removeprefix('# uPlot ')})" in (UPLOT / "uPlot.iife.min.js").read_text(
        "utf-8"
    )
