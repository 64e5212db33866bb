"""Every form of question: each content type, parameters in the query and beside the drawing."""

import base64

import pytest

from app.openapi import examples

IMAGE = {"Content-Type": "image/png"}


@pytest.fixture
def of_png(explain, png):
    """The explanation of the seven as base64 in JSON, with its label."""
    return explain({"image": base64.b64encode(png).decode(), "label": 7, "steps": 2})


def test_image_as_the_body_is_explained(service, png, of_png):
    reply = service.post("/explain?label=7&steps=2", content=png, headers=IMAGE)
    assert reply.json() == of_png


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF", "BMP"])
def test_image_of_each_kind_is_explained(service, seven, encode, kind):
    headers = {"Content-Type": f"image/{kind.lower()}"}
    reply = service.post("/explain?label=7", content=encode(seven, kind), headers=headers)
    assert reply.status_code == 200
    assert reply.json()["labels"] == [7]


def test_form_with_a_file_is_explained(service, png, of_png):
    assert service.post("/explain?label=7&steps=2", files={"file": png}).json() == of_png


def test_form_with_a_file_is_checked(service, png):
    query = {"label": 7, "matrix": "W3", "row": 0, "column": 7}
    reply = service.post("/explain/check", params=query, files={"file": png}).json()
    assert reply["relative"] < 1e-6


@pytest.mark.parametrize("form", ["strokes", "image", "pixels"])
def test_json_of_each_form_is_explained(explain, form):
    assert explain({**examples.forms()[form], "label": 7})["labels"] == [7]


def test_parameters_in_the_query_equal_those_in_the_body(explain):
    drawing = examples.forms()["strokes"]
    parameters = {
        "label": 7,
        "learning_rate": 0.25,
        "steps": 2,
        "mistake": "bias-row",
        "arrays": "base64",
        "model": "deep",
    }
    assert explain(drawing, **parameters) == explain({**drawing, **parameters})
    entry = {"label": 7, "matrix": "W2", "row": 1, "column": 2, "epsilon": 1e-4, "model": "deep"}
    path = "/explain/check"
    assert explain(drawing, path, **entry) == explain({**drawing, **entry}, path)


@pytest.mark.parametrize("written", ["0.5", "5e-1", "5E-1", "0.50"])
def test_number_in_the_query_is_written_as_in_json(explain, written):
    drawing = {**examples.forms()["strokes"], "label": 7, "steps": 1}
    assert explain(drawing, learning_rate=written)["step"]["learning_rate"] == 0.5


def test_parameter_in_query_and_body_with_the_same_value_is_accepted(explain):
    body = {**examples.forms()["strokes"], "label": 7, "steps": 1, "learning_rate": 1}
    assert explain(body, label=7, learning_rate="1.0")["step"]["learning_rate"] == 1


def test_batch_of_all_forms_is_explained(explain):
    forms = examples.forms()
    body = {"instances": [{**forms[name], "label": 7} for name in ("strokes", "image", "pixels")]}
    reply = explain(body)
    assert (reply["batch"], reply["labels"]) == (3, [7, 7, 7])
    assert len(reply["digit"]) == 3


def test_batch_without_labels_has_the_forward_pass(explain):
    reply = explain({"instances": [examples.forms()["strokes"]] * 2})
    assert (reply["batch"], reply["labels"], reply["loss"]) == (2, None, None)


def test_batch_of_sixteen_is_explained(explain, instances):
    assert explain({"instances": (instances * 6)[:16]})["batch"] == 16


@pytest.mark.slow
def test_batch_equals_its_drawings_one_by_one(explain, decode_arrays, instances):
    together = decode_arrays(explain({"instances": instances})["arrays"])
    for n, instance in enumerate(instances):
        alone = decode_arrays(explain(instance)["arrays"])
        for name in ("A0", "z1", "H1", "z2", "P", "Y", "slope1"):
            assert together[name][n] == pytest.approx(alone[name][0], rel=1e-12), name
