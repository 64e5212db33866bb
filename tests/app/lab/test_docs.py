"""The lab in docs/api.md and /openapi.json."""

import json
import re
from pathlib import Path

import pytest

from app.lab.limits import Limits
from app.lab.run_config import DEFAULTS, RunConfig, parse_run_config
from app.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def addresses(client) -> dict[str, dict]:
    paths = client.get("/openapi.json").json()["paths"]
    return {path: methods for path, methods in paths.items() if path.startswith("/lab")}


def test_settings_in_api_docs_are_the_defaults():
    [block] = re.findall(r"^```json run\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    example = json.loads(block)
    assert set(example) == set(DEFAULTS.model_dump())
    assert parse_run_config(example, Limits.from_settings(Settings())) == RunConfig(name="small")


def test_api_docs_list_every_lab_path(addresses):
    listed = {
        (method, path.split("?")[0])
        for method, path in re.findall(r"^\| `([A-Z]+) (/lab[^`]*)` \|", PAGE, re.MULTILINE)
    }
    actions = ("pause", "resume", "step", "stop")
    described = {
        (method.upper(), path.format(id="ID", action=action, name="NAME"))
        for path, methods in addresses.items()
        for method in methods
        for action in actions
    }
    assert listed == described


def test_openapi_of_every_lab_path_has_403(addresses):
    described = [methods for path, methods in addresses.items() if path != "/lab"]
    assert all(
        "403" in operation["responses"] for methods in described for operation in methods.values()
    )


def test_openapi_defaults_of_run_settings_are_those_of_run_config(client):
    document = client.get("/openapi.json").json()
    body = document["paths"]["/lab/runs"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/RunConfig"
    schema = document["components"]["schemas"]["RunConfig"]
    defaults = {name: field.get("default") for name, field in schema["properties"].items()}
    assert defaults == DEFAULTS.model_dump(mode="json")
