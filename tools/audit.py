"""Check the pinned packages for known vulnerabilities, if the database can be reached.

Run by ``make check``. Exits with 1 if a package has one. If the database cannot be reached, it says
so and exits with 0: ``make check`` must work without that access.
"""

import json
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "requirements" / "image.txt"
TIMEOUT_S = 120


def main() -> int:
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(REQUIREMENTS),
        "--require-hashes",
    ]
    options = ["--disable-pip", "--progress-spinner=off", "--format=json"]
    try:
        process = subprocess.run(
            [*command, *options], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
        packages = json.loads(process.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("audit: skipped; the vulnerability database cannot be reached")
        return 0
    audited = [package for package in packages if "skip_reason" not in package]
    vulnerable = [package for package in audited if package["vulns"]]
    for package in vulnerable:
        names = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        print(f"audit: {package['name']} {package['version']}: {names}")
    if not audited:
        print("audit: skipped; the vulnerability database cannot be reached")
    else:
        print(f"audit: {len(audited)} packages checked, {len(vulnerable)} vulnerable")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("audit: stopped", file=sys.stderr)
        sys.exit(130)
