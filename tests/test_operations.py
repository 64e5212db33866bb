"""What docs/operations/ and the container's files say agrees with the service."""

import json
import re
from pathlib import Path

import pytest
import yaml

from app import metrics
from app.settings import Settings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "operations"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
MANIFESTS = sorted((FOLDER / "kubernetes").glob("*.yaml"))
DOCUMENTS = [d for path in MANIFESTS for d in yaml.safe_load_all(path.read_text("utf-8"))]
EXPRESSIONS = [
    rule["expr"]
    for group in yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
] + [
    target["expr"]
    for panel in json.loads((FOLDER / "grafana.json").read_text("utf-8"))["panels"]
    for target in panel["targets"]
]


def names(text):
    return set(re.findall(r"\b((?:inkling|process)_[a-z_]+)\b(?!=)", text)) - {"inkling_"}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_figures_that_are_asked_for_exist(expression):
    metrics.answered("GET", "/", 200, 0.1)
    metrics.refused("blank-drawing")
    metrics.predicted("seed", 7, True)
    given = names(metrics.exposition().decode()) | {"inkling_model_info"}
    assert names(expression) <= given


def test_alerts_say_what_to_do():
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in groups[0]["rules"]:
        assert set(rule["annotations"]) == {"summary", "action"}


def test_what_the_image_copies_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    sources = [source for line in copied for source in line.split()[:-1]]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert len(sources) > 5
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in ignored


def test_settings_that_are_set_exist():
    text = DOCKERFILE + (ROOT / "compose.yaml").read_text("utf-8")
    text += "".join(path.read_text("utf-8") for path in MANIFESTS)
    wanted = set(re.findall(r"INKLING_([A-Z_]+)(?=[=:,])", text))
    assert len(wanted) > 3
    assert {name.lower() for name in wanted} <= set(Settings.model_fields)


def test_image_runs_as_nobody_with_a_health_check():
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert "/healthz" in final
    assert 'ENTRYPOINT ["inkling"]' in final


def test_manifests_select_the_pods_and_close_them_in():
    kinds = {document["kind"]: document for document in DOCUMENTS}
    assert set(kinds) == {
        "Deployment",
        "Service",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "NetworkPolicy",
    }
    pod = kinds["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    assert kinds["Service"]["spec"]["selector"] == labels
    assert kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert kinds["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    [container] = pod["spec"]["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
    assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("page", ["operations.md", "security.md", "api.md"])
def test_links_of_the_page_lead_somewhere(page):
    text = (ROOT / "docs" / page).read_text("utf-8")
    for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / "docs" / link).exists(), link
