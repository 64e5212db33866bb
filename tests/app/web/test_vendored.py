"""The files of others that are served are those that their note names, byte for byte."""

import hashlib
import re

from app.web.static_files import folder

UPLOT = folder("static") / "vendor" / "uplot"
HASH = re.compile(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_uplot_is_what_its_note_says():
    told = dict(HASH.findall((UPLOT / "README.md").read_text("utf-8")))
    found = {path.name: path for path in UPLOT.iterdir() if path.name != "README.md"}

    assert told.keys() == found.keys() >= {"LICENSE"}
    assert told == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()
    }


def test_uplot_has_the_version_that_its_note_names():
    title = (UPLOT / "README.md").read_text("utf-8").splitlines()[0]

    assert f"(v{title.removeprefix('# uPlot ')})" in (UPLOT / "uPlot.iife.min.js").read_text(
        "utf-8"
    )
