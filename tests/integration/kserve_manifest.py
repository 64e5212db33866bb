"""Check an InferenceService against KServe's published schema, and print its pod as JSON.

Run by .venv-kserve's Python. A predictor has the fields of a pod, which Kubernetes defines, and
KServe's own.
"""

import json
import sys

import yaml
from kserve import V1beta1InferenceService, V1beta1InferenceServiceSpec, V1beta1PredictorSpec
from kubernetes.client import V1PodSpec

SIMPLE_TYPES = {"int": int, "str": str, "bool": bool}


def check(fields: dict, model: type) -> None:
    """Raise TypeError for fields that the model does not have, or of another type."""
    types = {model.attribute_map[name]: kind for name, kind in model.openapi_types.items()}
    for name, value in fields.items():
        if name not in types:
            raise TypeError(f"{model.__name__} has no field {name!r}")
        if not isinstance(value, SIMPLE_TYPES.get(types[name], object)):
            raise TypeError(f"{name}: expected {types[name]}, got {value!r}")


manifest = yaml.safe_load(sys.stdin)
predictor = manifest["spec"]["predictor"]
check(manifest, V1beta1InferenceService)
check(manifest["spec"], V1beta1InferenceServiceSpec)
check(predictor, V1beta1PredictorSpec)
of_pods = {field.alias or name for name, field in V1PodSpec.model_fields.items()}
spec = {name: value for name, value in predictor.items() if name in of_pods}
print(json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": spec}))
