"""Look every pinned package up in the list of known vulnerabilities, if that can be reached.

Run by ``make check``. Exits with 1 if a package has one, and with 0, saying so, if nobody could be
asked: a machine without that access must still be able to check its work.
"""

import json
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).parents[1] / "requirements" / "run.txt"
SECONDS = 120


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LIST), "--require-hashes"]
    options = ["--disable-pip", "--progress-spinner=off", "--format=json"]
    try:
        done = subprocess.run(
            [*command, *options], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("audit: not done; the list of known vulnerabilities cannot be reached")
        return 0
    looked_up = [package for package in packages if "skip_reason" not in package]
    found = [package for package in looked_up if package["vulns"]]
    for package in found:
        names = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        print(f"audit: {package['name']} {package['version']}: {names}")
    if not looked_up:
        print("audit: not done; the list of known vulnerabilities cannot be reached")
    else:
        print(f"audit: {len(looked_up)} packages looked up, {len(found)} affected")
    return 1 if found else 0


sys.exit(main())
