"""Consistency of deploy/, the Dockerfile and the operations pages with the service."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn
import yaml

from app import metrics
from app.concurrency.memory import MAX_DECODED_BYTES
from app.http.problems import PROBLEMS
from app.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
MONITORING = DEPLOY / "monitoring"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
KUBERNETES = DEPLOY / "kubernetes"
MANIFESTS = sorted(KUBERNETES.rglob("*.yaml"))
DOCUMENTS = [
    document
    for path in (KUBERNETES / "base").glob("*.yaml")
    for document in yaml.safe_load_all(path.read_text("utf-8"))
]
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
ADAPTER = yaml.safe_load((MONITORING / "adapter.yaml").read_text("utf-8"))["rules"]["custom"]
EXPRESSIONS += [rule["seriesQuery"] for rule in ADAPTER]


def metric_names(text):
    return set(re.findall(r"\b((?:inkling|process)_[a-z_]+)\b(?!=)", text)) - {"inkling_"}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_metrics_of_alerts_and_dashboard_exist(expression):
    metrics.observe_request("GET", "/", 200, 0.1)
    metrics.count_rejection("blank-drawing")
    metrics.count_prediction("seed", 7, True)
    exposed = metric_names(metrics.render().decode()) | {"inkling_model_info"}
    assert metric_names(expression) <= exposed


def test_alerts_have_summary_and_action():
    groups = yaml.safe_load((MONITORING / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in groups[0]["rules"]:
        assert set(rule["annotations"]) == {"summary", "action"}


def test_missing_target_is_an_alert():
    assert 'absent(up{job="inkling"})' in EXPRESSIONS


def test_health_check_asks_the_port_of_the_setting():
    [command] = re.findall(r"HEALTHCHECK .+\\\n\s+CMD (\[.+\])", DOCKERFILE)
    _, *arguments = json.loads(command)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        port = str(listener.getsockname()[1])
        env = os.environ | {"INKLING_PORT": port}
        with subprocess.Popen([sys.executable, *arguments], env=env) as check:
            connection, _ = listener.accept()
            with connection:
                assert connection.recv(1000).startswith(b"GET /healthz ")
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            assert check.wait(20) == 0


def test_autoscaler_alone_sets_the_number_of_replicas():
    assert "replicas" not in KINDS["Deployment"]["spec"]
    for overlay in (KUBERNETES / "overlays").iterdir():
        scaler = yaml.safe_load((overlay / "autoscaling.yaml").read_text("utf-8"))
        assert scaler["spec"]["scaleTargetRef"]["name"] == KINDS["Deployment"]["metadata"]["name"]
        assert scaler["spec"]["maxReplicas"] > 1


def test_autoscaler_reads_the_metric_that_the_adapter_gives():
    path = KUBERNETES / "overlays" / "public" / "autoscaling.yaml"
    [metric] = yaml.safe_load(path.read_text("utf-8"))["spec"]["metrics"]
    [rule] = ADAPTER
    assert metric["pods"]["metric"]["name"] == rule["name"]["as"]


def test_files_that_the_image_copies_exist_and_are_not_ignored():
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    sources = [source for line in copied for source in line.split()[:-1]]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert len(sources) > 5
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in ignored


def test_settings_of_image_compose_and_manifests_exist():
    text = DOCKERFILE + (DEPLOY / "compose.yaml").read_text("utf-8")
    text += "".join(path.read_text("utf-8") for path in MANIFESTS)
    named = set(re.findall(r"INKLING_([A-Z_]+)(?=[=:,])", text))
    assert len(named) > 3
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_image_runs_unprivileged_with_a_health_check():
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert "/healthz" in final
    assert 'ENTRYPOINT ["inkling"]' in final


def test_manifests_select_the_pods_and_restrict_them():
    assert set(KINDS) == {
        "Deployment",
        "Kustomization",
        "Service",
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


def test_kubernetes_service_targets_the_proxy_and_the_proxy_the_service():
    [port] = KINDS["Service"]["spec"]["ports"]
    [proxy] = CONTAINERS["proxy"]["ports"]
    [service] = CONTAINERS["inkling"]["ports"]
    [alias] = POD["spec"]["hostAliases"]
    assert port["targetPort"] == proxy["name"]
    assert f"listen {proxy['containerPort']};" in NGINX
    assert f"server {alias['hostnames'][0]}:{service['containerPort']} " in NGINX
    assert alias["ip"] in Settings.model_fields["trusted_proxies"].default


def test_kubernetes_mounts_the_proxy_configuration():
    kustomization = yaml.safe_load((DEPLOY / "nginx" / "kustomization.yaml").read_text("utf-8"))
    [config] = kustomization["configMapGenerator"]
    files = config["files"]
    assert all((DEPLOY / "nginx" / name).is_file() for name in files)
    included = set(re.findall(r"^ *include (\S+);", NGINX, re.MULTILINE))
    assert included | {"nginx.conf"} == set(files)
    volumes = POD["spec"]["volumes"]
    assert {"name": config["name"]} in [volume.get("configMap") for volume in volumes]


def test_files_that_compose_mounts_exist():
    sources = [v.split(":")[0] for service in COMPOSE.values() for v in service.get("volumes", [])]
    files = [source for source in sources if source.startswith(".")]
    assert files
    assert all((DEPLOY / file).exists() for file in files)
    assert (DEPLOY / COMPOSE["inkling"]["build"] / "Dockerfile").is_file()


def test_compose_does_not_publish_the_service():
    assert "ports" not in COMPOSE["inkling"]
    assert COMPOSE["inkling"]["networks"] == ["back"]


def test_body_limits_of_proxy_and_service_agree():
    limit = Settings.model_fields["max_body_bytes"].default
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(megabytes) * 2**20 == limit
    assert f"larger than {limit} bytes" in NGINX


def test_memory_limits_hold_a_worker_at_its_limits():
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    [idle_mb] = re.findall(r"Each takes about (\d+) MB when idle", page.replace("\n", " "))
    worker = int(idle_mb) * 10**6 + MAX_DECODED_BYTES
    worker += Settings.model_fields["max_bodies_bytes"].default
    limit = CONTAINERS["inkling"]["resources"]["limits"]["memory"]
    assert (limit, COMPOSE["inkling"]["mem_limit"]) == ("1Gi", "1g")
    assert "below 1 GiB, the limit in `deploy/`" in page
    assert worker < 0.75 * 2**30  # the rest is for parsed bodies
    assert MAX_DECODED_BYTES == 300 * 2**20
    assert page.count("300 MiB") == 3


def test_proxy_opens_no_more_connections_than_the_service_accepts():
    [limit] = re.findall(r"limit_conn all (\d+);", NGINX)
    assert int(limit) <= Settings.model_fields["max_connections"].default


def test_kubernetes_volume_holds_all_bodies_that_the_proxy_buffers():
    [connections] = re.findall(r"limit_conn all (\d+);", NGINX)
    bytes_of_bodies = int(connections) * Settings.model_fields["max_body_bytes"].default
    sizes = [
        volume["emptyDir"]["sizeLimit"] for volume in POD["spec"]["volumes"] if "emptyDir" in volume
    ]
    assert max(int(size[:-2]) for size in sizes if size.endswith("Gi")) * 2**30 > bytes_of_bodies


def test_commands_of_the_operations_page_adapt_the_proxy_to_one_machine():
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    commands = re.findall(r"^sudo sed -i '(.*)' /etc/nginx/(\S+)$", page, re.MULTILINE)
    adapted = {}
    for expressions, name in commands:
        adapted[name] = (DEPLOY / "nginx" / name).read_text("utf-8")
        for old, new in re.findall(r"s/([^/]+)/([^/]+)/", expressions):
            assert old in adapted[name]
            adapted[name] = adapted[name].replace(old, new)
    assert set(adapted) == {"nginx.conf", "tls.conf"}
    assert "listen 80;" in adapted["nginx.conf"]
    assert adapted["nginx.conf"].count("server 127.0.0.1:8000 ") == 2
    assert "listen 443 " in adapted["tls.conf"]


def test_proxy_closes_idle_connections_before_the_service_does():
    [seconds] = re.findall(r"^ *keepalive_timeout (\d+)s; # less", NGINX, re.MULTILINE)
    assert int(seconds) < uvicorn.Config("").timeout_keep_alive


def test_problem_types_of_proxy_and_service_agree():
    types = re.findall(r"^ +(\d+) /problems/(\S+);", NGINX, re.MULTILINE)
    assert len(types) >= 4
    for status, slug in types:
        assert PROBLEMS[slug].status == int(status)
        assert f'{status} "{PROBLEMS[slug].title}";' in NGINX


@pytest.mark.parametrize("page", ["operations.md", "scale.md", "security.md", "api.md"])
def test_links_of_the_page_exist(page):
    text = (ROOT / "docs" / page).read_text("utf-8")
    for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / "docs" / link).exists(), link
