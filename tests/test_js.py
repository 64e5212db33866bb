"""Unit tests of the page scripts that use no page, run by Node.js."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NODE = shutil.which("node")
TIMEOUT_S = 120


def test_page_scripts_without_a_page_pass_their_unit_tests():
    if NODE is None:
        pytest.skip("needs Node.js 18 or newer: apt-get install nodejs")
    files = sorted((ROOT / "tests" / "js").rglob("*.test.js"))

    done = subprocess.run(
        [NODE, "--test", *files],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )

    assert len(files) > 5
    assert done.returncode == 0, done.stdout
