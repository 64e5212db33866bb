"""Every test says in its own body what it asserts."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent


def asserts(function: ast.AST) -> bool:
    """Return whether a function asserts, expects an exception, or calls Playwright's `expect`."""
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        name == "expect" or name in {"raises", "warns"} or name.startswith("assert_")
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        for name in [ast.unparse(node.func).split(".")[-1]]
    )


def test_test_function_asserts_in_its_body():
    silent = [
        f"{path.relative_to(FOLDER)}: {node.name}"
        for path in sorted(FOLDER.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not asserts(node)
    ]
    assert silent == []
