"""What `pyproject.toml` declares is what the code imports."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
OWN = {"app", "inkling", "model"}
PARTS = {"pydantic-core": "pydantic"}  # pydantic requires one exact version of it
OPTIONAL = {"google", "grpc", "onnx", "pyarrow", "ray"}  # `grpc`, `export`, `parquet`, `scale`


def imported_packages() -> set[str]:
    """Return the top-level names of all absolute imports in the packages of the wheel."""
    names = set()
    for package in OWN:
        for path in (CHECKOUT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    names.add(node.module or "")
    return {name.partition(".")[0] for name in names} - OWN - sys.stdlib_module_names


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_packages() -> set[str]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    return {normalize(re.match(r"[\w.-]+", line).group()) for line in project["dependencies"]}


def test_every_imported_package_is_a_declared_dependency():
    distributions = importlib.metadata.packages_distributions()
    imported = {normalize(distributions[package][0]) for package in imported_packages() - OPTIONAL}
    assert {PARTS.get(name, name) for name in imported} - declared_packages() == set()


def test_every_declared_dependency_is_argued():
    text = (CHECKOUT / "docs" / "dependencies.md").read_text("utf-8")
    names = re.findall(r"^\| ([a-z0-9-]+(?:, [a-z0-9-]+)*) \|", text, re.MULTILINE)
    argued = {name for row in names for name in row.split(", ")}
    assert declared_packages() <= argued
