"""What deploy/ and the Dockerfile say agrees with the service."""

import json
import re
from pathlib import Path

import pytest
import uvicorn
import yaml

from app import metrics
from app.http.problems import PROBLEMS
from app.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
MONITORING = DEPLOY / "monitoring"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
DOCUMENTS = [d for path in MANIFESTS for d in yaml.safe_load_all(path.read_text("utf-8"))]
KINDS = {document["kind"]: document for document in DOCUMENTS}
POD = KINDS["Deployment"]["spec"]["template"]
CONTAINERS = {container["name"]: container for container in POD["spec"]["containers"]}
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
NGINX = "".join(
    (DEPLOY / "nginx" / name).read_text("utf-8") for name in ("nginx.conf", "server.conf")
)
EXPRESSIONS = [
    rule["expr"]
    for group in yaml.safe_load((MONITORING / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
] + [
    target["expr"]
    for panel in json.loads((MONITORING / "grafana.json").read_text("utf-8"))["panels"]
    for target in panel["targets"]
]


def names(text):
    return set(re.findall(r"\b((?:inkling|process)_[a-z_]+)\b(?!=)", text)) - {"inkling_"}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_figures_that_are_asked_for_exist(expression):
    metrics.observe_request("GET", "/", 200, 0.1)
    metrics.count_rejection("blank-drawing")
    metrics.count_prediction("seed", 7, True)
    given = names(metrics.render().decode()) | {"inkling_model_info"}
    assert names(expression) <= given


def test_alerts_say_what_to_do():
    groups = yaml.safe_load((MONITORING / "alerts.yaml").read_text("utf-8"))["groups"]
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
    text = DOCKERFILE + (DEPLOY / "compose.yaml").read_text("utf-8")
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
    assert set(KINDS) == {
        "Deployment",
        "Service",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "NetworkPolicy",
    }
    labels = POD["metadata"]["labels"]
    assert KINDS["Service"]["spec"]["selector"] == labels
    assert KINDS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert KINDS["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    assert set(CONTAINERS) == {"inkling", "proxy"}
    for container in CONTAINERS.values():
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert {"readinessProbe", "livenessProbe"} <= set(container)
        assert container["resources"]["limits"]["memory"]
    assert "startupProbe" in CONTAINERS["inkling"]


def test_service_of_the_cluster_leads_to_the_proxy_and_the_proxy_to_the_service():
    [port] = KINDS["Service"]["spec"]["ports"]
    [proxy] = CONTAINERS["proxy"]["ports"]
    [service] = CONTAINERS["inkling"]["ports"]
    [alias] = POD["spec"]["hostAliases"]
    assert port["targetPort"] == proxy["name"]
    assert f"listen {proxy['containerPort']};" in NGINX
    assert f"server {alias['hostnames'][0]}:{service['containerPort']} " in NGINX
    assert alias["ip"] in Settings.model_fields["trusted_proxies"].default


def test_cluster_has_the_proxy_configuration_that_is_tested():
    kustomization = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text("utf-8"))
    resources = [DEPLOY / name for name in kustomization["resources"]]
    assert sorted(resources) == MANIFESTS
    [config] = kustomization["configMapGenerator"]
    files = dict(
        file.split("=") if "=" in file else (Path(file).name, file) for file in config["files"]
    )
    assert all((DEPLOY / path).is_file() for path in files.values())
    included = set(re.findall(r"^ *include (\S+);", NGINX, re.MULTILINE))
    assert included | {"nginx.conf"} == set(files)
    volumes = POD["spec"]["volumes"]
    assert {"name": config["name"]} in [volume.get("configMap") for volume in volumes]


def test_files_that_compose_mounts_are_there():
    sources = [v.split(":")[0] for each in COMPOSE.values() for v in each.get("volumes", [])]
    files = [source for source in sources if source.startswith(".")]
    assert files
    assert all((DEPLOY / file).exists() for file in files)
    assert (DEPLOY / COMPOSE["inkling"]["build"] / "Dockerfile").is_file()


def test_only_the_proxy_is_published_by_compose():
    assert "ports" not in COMPOSE["inkling"]
    assert COMPOSE["inkling"]["networks"] == ["back"]


def test_proxy_takes_bodies_as_large_as_the_service_does():
    limit = Settings.model_fields["max_body_bytes"].default
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(megabytes) * 2**20 == limit
    assert f"larger than {limit} bytes" in NGINX


def test_proxy_passes_on_no_more_connections_than_the_service_holds():
    [limit] = re.findall(r"limit_conn all (\d+);", NGINX)
    assert int(limit) <= Settings.model_fields["max_connections"].default


def test_proxy_closes_idle_connections_before_the_service_does():
    [seconds] = re.findall(r"^ *keepalive_timeout (\d+)s; # below", NGINX, re.MULTILINE)
    assert int(seconds) < uvicorn.Config("").timeout_keep_alive


def test_problem_types_of_the_proxy_are_those_of_the_service():
    types = re.findall(r"^ +(\d+) /problems/(\S+);", NGINX, re.MULTILINE)
    assert len(types) >= 4
    for status, slug in types:
        assert PROBLEMS[slug].status == int(status)
        assert f'{status} "{PROBLEMS[slug].title}";' in NGINX


@pytest.mark.parametrize("page", ["operations.md", "security.md", "api.md"])
def test_links_of_the_page_lead_somewhere(page):
    text = (ROOT / "docs" / page).read_text("utf-8")
    for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / "docs" / link).exists(), link
