"""Size limits for the files of each page."""

import re

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.web.static_files import folder

LIMITS_BYTES = {
    "/": 177_000,
    # 23,200 bytes are the font of the formulas.
    "/inside": 438_000,
    "/sheet": 81_000,
    "/train": 221_000,
    "/report": 32_000,
    "/sweeps": 48_000,
}

LINKED = re.compile(rb'<(?:link|script)\b[^>]*\b(?:href|src)="/static/([^"]+)"')
IMPORTED = re.compile(rb'^(?:import|export)\b[^;]*?"(\.{1,2}/[^"]+)";', re.MULTILINE)


def files_of(page):
    """Return the linked files and their imported modules."""
    root = folder("static").resolve()
    waiting = [root / match.decode() for match in LINKED.findall(page)]
    files = set()
    while waiting:
        path = waiting.pop().resolve()
        if path in files:
            continue
        files.add(path)
        if path.suffix == ".js":
            imports = IMPORTED.findall(path.read_bytes())
            waiting += [path.parent / match.decode() for match in imports]
    return files


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app()) as client:
        yield client


@pytest.mark.parametrize(("path", "limit_bytes"), LIMITS_BYTES.items())
def test_scripts_styles_and_icons_of_a_page_are_small(client, path, limit_bytes):
    files = files_of(client.get(path).content)

    assert len(files) > 5
    assert sum(file.stat().st_size for file in files) < limit_bytes
