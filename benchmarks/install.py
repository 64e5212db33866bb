"""Install the extra `bench` into this environment, one competitor after the other.

A competitor that cannot be installed is reported here, and missing in the tables.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]


def main() -> None:
    with PROJECT.open("rb") as file:
        project = tomllib.load(file)["project"]
    subprocess.run([*PIP, "hatchling", *project["dependencies"]], check=True)
    subprocess.run(
        [*PIP, "--no-deps", "--no-build-isolation", "-e", str(PROJECT.parent)], check=True
    )
    for requirement in project["optional-dependencies"]["bench"]:
        command = [*PIP, "--only-binary", ":all:", requirement]
        if subprocess.run(command, check=False).returncode != 0:
            print(f"{requirement} cannot be installed here")


if __name__ == "__main__":
    main()
