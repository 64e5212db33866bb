"""/openapi.json as generators of client code read it: one class for each title, all references."""

from collections import Counter

import pytest

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(client):
    return client.get("/openapi.json").json()


def nodes(node, path=()):
    """Yield every object of a document with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in {"example", "examples"}:
                yield from nodes(value, (*path, key))
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from nodes(item, (*path, number))


def operations(document):
    return [
        (path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_path_parameters_are_required_and_never_null(document):
    parameters = [
        (path, parameter)
        for path, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "path"
    ]
    assert len(parameters) > 10
    assert [path for path, parameter in parameters if not parameter["required"]] == []
    assert [path for path, parameter in parameters if "null" in str(parameter["schema"])] == []


def test_path_parameters_are_those_of_the_path(document):
    for path, operation in operations(document):
        names = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert {f"{{{name}}}" for name in names} == {
            step for step in path.split("/") if step.startswith("{")
        }


def test_operation_ids_are_unique(document):
    counts = Counter(operation["operationId"] for _, operation in operations(document))
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_reference_resolves(document):
    references = {node["$ref"] for _, node in nodes(document) if isinstance(node.get("$ref"), str)}
    assert len(references) > 10
    names = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references - names == set()


def test_titles_are_unique(document):
    titles = Counter(
        node["title"]
        for path, node in nodes(document)
        if isinstance(node.get("title"), str) and path[:1] != ("info",)
    )
    assert len(titles) > 10
    assert [title for title, count in titles.items() if count > 1] == []


def test_schemas_are_named_by_their_titles(document):
    schemas = document["components"]["schemas"]
    assert {name for name, schema in schemas.items() if schema.get("title", name) != name} == set()


def test_bodies_of_requests_have_no_objects_without_a_name(document):
    unnamed = [
        (path, node["properties"].keys())
        for path, node in nodes(document["paths"])
        if "properties" in node and {"requestBody", "application/json"} <= set(path)
    ]
    assert unnamed == []
