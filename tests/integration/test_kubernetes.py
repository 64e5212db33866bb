"""The manifests for Kubernetes, rendered by kubectl, are valid for Kubernetes and KServe.

`kubectl kustomize` of Debian 12 is that of kustomize 2.0, the oldest that has to render them.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
PYTHON = ROOT / ".venv-kserve" / "bin" / "python"
OLDEST, NEWEST = "1.30", "1.37"  # versions of Kubernetes
SECONDS = 120

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="needs the schemas of Kubernetes and KServe: run `make clients`"
)


def validate(text, version):
    """Run the validation of manifests; it prints what is wrong, and nothing otherwise."""
    options = ["-k", version, "--strict", "--quiet"]
    return subprocess.run(
        [PYTHON, "-m", "kubernetes_validate", *options, "/dev/stdin"],
        input=text,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module", params=["small", "public"])
def overlay(request):
    """The name of an overlay and its manifests as kubectl renders them."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("needs kubectl: apt-get install kubernetes-client")
    folder = KUBERNETES / "overlays" / request.param
    text = subprocess.run(
        [kubectl, "kustomize", folder], capture_output=True, text=True, timeout=SECONDS, check=True
    ).stdout
    return request.param, text


def by_kind(text):
    return {
        (document["kind"], document["metadata"]["name"]): document
        for document in yaml.safe_load_all(text)
    }


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_overlay_is_valid(overlay, version):
    _, text = overlay
    result = validate(text, version)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_validation_finds_a_field_that_does_not_exist(overlay):
    _, text = overlay
    result = validate(text.replace("readinessProbe", "readyProbe"), NEWEST)
    assert result.returncode == 1
    assert "readyProbe" in result.stdout + result.stderr


def test_overlay_has_the_proxy_configuration_for_a_load_balancer(overlay):
    _, text = overlay
    documents = by_kind(text)
    [config] = [document for (kind, _), document in documents.items() if kind == "ConfigMap"]
    assert set(config["data"]) == {"nginx.conf", "server.conf", "real_ip.conf"}
    real_ip = (KUBERNETES / "base" / "real_ip.conf").read_text("utf-8")
    assert config["data"]["real_ip.conf"] == real_ip
    pod = documents["Deployment", "inkling"]["spec"]["template"]["spec"]
    volume = {"name": "proxy-config", "configMap": {"name": config["metadata"]["name"]}}
    assert volume in pod["volumes"]


def test_overlay_scales_the_deployment(overlay):
    name, text = overlay
    [scaler] = [d for (kind, _), d in by_kind(text).items() if kind == "HorizontalPodAutoscaler"]
    [metric] = scaler["spec"]["metrics"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == "inkling"
    assert metric["type"] == {"small": "Resource", "public": "Pods"}[name]


def test_overlay_small_connects_to_nothing_and_public_to_its_database(overlay):
    name, text = overlay
    documents = by_kind(text)
    egress = documents["NetworkPolicy", "inkling"]["spec"]["egress"]
    ports = [[port["port"] for port in rule["ports"]] for rule in egress]
    assert ports == {"small": [], "public": [[5432], [53, 53]]}[name]
    [service, _] = documents["Deployment", "inkling"]["spec"]["template"]["spec"]["containers"]
    names = [variable["name"] for variable in service["env"]]
    if name == "public":  # the value of a variable may refer to earlier ones only
        assert names.index("DATABASE_PASSWORD") < names.index("INKLING_DATABASE_URL")
        assert documents["Service", "inkling-database"]["spec"]["ports"][0]["port"] == 5432
    else:
        assert "INKLING_DATABASE_URL" not in names


def convert(manifest):
    return subprocess.run(
        [PYTHON, Path(__file__).with_name("kserve_manifest.py")],
        input=manifest,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_inference_service_is_valid():
    manifest = (KUBERNETES / "kserve" / "inference_service.yaml").read_text("utf-8")
    result = convert(manifest)
    assert result.returncode == 0, result.stderr
    pod = yaml.safe_load(result.stdout)
    assert [container["name"] for container in pod["spec"]["containers"]] == ["kserve-container"]
    validated = validate(result.stdout, NEWEST)
    assert (validated.returncode, validated.stdout + validated.stderr) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("minReplicas: 0", "minReplica: 0", "has no field 'minReplica'"),
        ("timeout: 60", "timeout: 60s", "expected int, got '60s'"),
        ("predictor:", "predicter:", "KeyError: 'predictor'"),
    ],
)
def test_inference_service_with_a_mistake_is_found(right, wrong, message):
    manifest = (KUBERNETES / "kserve" / "inference_service.yaml").read_text("utf-8")
    result = convert(manifest.replace(right, wrong))
    assert result.returncode == 1
    assert message in result.stderr
