"""Every way to ask wrongly: what the client is told, and where it stands."""

import pytest

from app.openapi import examples

DRAWING = examples.forms()["strokes"]
CHECK = "/explain/check"
ENTRY = {"label": 7, "matrix": "W2", "row": 1, "column": 2}


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (10, "10"),
        (-1, "-1"),
        (7.0, "7.0"),
        (True, "true"),
        ("7", "'7'"),
        (None, "null"),
        ([], "a list of 0"),
    ],
)
@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_label_that_is_no_digit_is_refused(refused, path, value, got):
    wrong = refused(
        {**DRAWING, **ENTRY, "label": value} if path == CHECK else {**DRAWING, "label": value}, path
    )
    assert wrong == {"body.label": f"expected an integer from 0 to 9, got {got}"}


@pytest.mark.parametrize("text", ["10", "-1", "7.0", "seven", "", " 7", "\u0667", "0x7", "1" * 400])
def test_label_in_the_query_that_is_no_digit_is_refused(refused, text):
    [(place, message)] = refused(DRAWING, label=text).items()
    assert place == "query.label"
    assert message.startswith("expected an integer from 0 to 9, got ")
    assert len(message) < 100


@pytest.mark.parametrize("value", [0, -0.5, 100.001, 1e300, "0.5", None, False, 10**400, [0.5]])
def test_learning_rate_out_of_range_is_refused(refused, value):
    body = {**DRAWING, "label": 7, "steps": 1, "learning_rate": value}
    [(place, message)] = refused(body).items()
    assert place == "body.learning_rate"
    assert message.startswith("expected a number above 0 and at most 100, got ")


@pytest.mark.parametrize("text", ["0", "inf", "nan", "1e999", "0.5.5", "half", "1_0"])
def test_learning_rate_in_the_query_out_of_range_is_refused(refused, text):
    assert list(refused(DRAWING, label=7, learning_rate=text)) == ["query.learning_rate"]


@pytest.mark.parametrize("value", [-1, 101, 1.5, "3", None, True])
def test_steps_out_of_range_are_refused(refused, value):
    [(place, message)] = refused({**DRAWING, "label": 7, "steps": value}).items()
    assert place == "body.steps"
    assert message.startswith("expected an integer from 0 to 100, got ")


@pytest.mark.parametrize("value", ["bias", "", 1, None, ["bias-row"], {}])
@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_unknown_mistake_is_refused(refused, path, value):
    asked = ENTRY if path == CHECK else {"label": 7}
    [(place, message)] = refused({**DRAWING, **asked, "mistake": value}, path).items()
    assert place == "body.mistake"
    assert message.startswith("expected matrix-product or bias-row, got ")


@pytest.mark.parametrize("value", ["list", "float32", "", 64, None])
def test_unknown_form_of_arrays_is_refused(refused, value):
    [(place, message)] = refused({**DRAWING, "arrays": value}).items()
    assert place == "body.arrays"
    assert message.startswith("expected lists or base64, got ")


@pytest.mark.parametrize("value", [1, None, ["seed"]])
def test_model_that_is_no_text_is_refused(refused, value):
    [(place, message)] = refused({**DRAWING, "model": value}).items()
    assert (place, message[:20]) == ("body.model", "expected a text, got")


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_unknown_model_is_not_found(refused, path):
    asked = ENTRY if path == CHECK else {}
    body, kind = {**DRAWING, **asked, "model": "nobody"}, "/problems/unknown-model"
    assert refused(body, path, 404, kind) == {}
    assert refused({**DRAWING, **asked}, path, 404, kind, model="nobody") == {}


@pytest.mark.parametrize("value", ["W0", "W4", "w2", "2", "", 2, None])
def test_matrix_that_does_not_exist_is_refused(refused, value):
    [(place, message)] = refused({**DRAWING, **ENTRY, "matrix": value}, CHECK).items()
    assert place == "body.matrix"
    assert message.startswith(("expected W1 or W2 or W3, got ", "expected a text, got "))


@pytest.mark.parametrize("value", [-1, 101, 10**400, 1.0, "1", None, True])
def test_row_that_does_not_exist_is_refused(refused, value):
    [(place, message)] = refused({**DRAWING, **ENTRY, "row": value}, CHECK).items()
    assert place == "body.row"
    assert message.startswith(
        ("expected a row of W2 (101 x 10), 0 to 100, ", "expected an integer")
    )


@pytest.mark.parametrize("value", [-1, 10, 10**400, 1.0, "1", None, True])
def test_column_that_does_not_exist_is_refused(refused, value):
    [(place, message)] = refused({**DRAWING, **ENTRY, "column": value}, CHECK).items()
    assert place == "body.column"
    assert message.startswith(
        ("expected a column of W2 (101 x 10), 0 to 9, ", "expected an integer")
    )


def test_row_and_column_that_do_not_exist_are_both_named(refused):
    wrong = refused({**DRAWING, "label": 7}, CHECK, matrix="W3", row=11, column=10)
    assert wrong == {
        "query.row": "expected a row of W3 (11 x 10), 0 to 10, got 11",
        "query.column": "expected a column of W3 (11 x 10), 0 to 9, got 10",
    }


@pytest.mark.parametrize("value", [0, 9e-9, 0.11, -1e-5, "1e-5", None, True, 10**400])
def test_epsilon_out_of_range_is_refused(refused, value):
    [(place, message)] = refused({**DRAWING, **ENTRY, "epsilon": value}, CHECK).items()
    assert place == "body.epsilon"
    assert message.startswith("expected a number from 1e-08 to 0.1, got ")


@pytest.mark.parametrize("missing", ["label", "matrix", "row", "column"])
def test_check_without_a_needed_parameter_names_it(refused, missing):
    asked = {name: value for name, value in ENTRY.items() if name != missing}
    [(place, message)] = refused({**DRAWING, **asked}, CHECK).items()
    assert place == f"body.{missing}"
    assert message.endswith(", got no such field")


def test_check_of_an_image_without_parameters_names_all_in_the_query(service, png):
    reply = service.post(CHECK, content=png, headers={"Content-Type": "image/png"})
    places = {error["loc"] for error in reply.json()["errors"]}
    assert places == {"query.label", "query.matrix", "query.row", "query.column"}


@pytest.mark.parametrize("name", ["steps", "mistake"])
def test_what_needs_a_label_is_refused_without_one(refused, name):
    value = {"steps": 1, "mistake": "bias-row"}[name]
    wrong = refused({**DRAWING, name: value})
    assert wrong == {f"body.{name}": "expected a label for each drawing too, got none"}
    assert list(refused(DRAWING, **{name: value})) == [f"query.{name}"]


def test_values_that_differ_are_refused(refused):
    wrong = refused({**DRAWING, "label": 7}, label=1)
    assert wrong == {"body.label": "expected one value wherever it is given, got 1 and 7"}
    wrong = refused({**DRAWING, "label": 7}, steps=["1", "2"])
    assert wrong == {"query.steps": "expected one value wherever it is given, got 1 and 2"}


def test_everything_that_is_wrong_is_said_at_once(refused):
    body = {
        "pixels": [2] + [0] * 783,
        "label": 12,
        "learning_rate": 0,
        "steps": 1.5,
        "mistake": "none",
        "arrays": "yes",
        "speed": 1,
    }
    assert set(refused(body, model="x")) == {
        "body.pixels.0",
        "body.label",
        "body.learning_rate",
        "body.steps",
        "body.mistake",
        "body.arrays",
        "body.speed",
    }


def test_everything_that_is_wrong_in_a_batch_is_said_at_once(refused):
    body = {"instances": [{**DRAWING, "label": 10}, {"pixels": [0], "label": "x"}], "steps": -1}
    assert set(refused(body)) == {
        "body.steps",
        "body.instances.0.label",
        "body.instances.1.label",
        "body.instances.1.pixels",
    }


@pytest.mark.parametrize("count", [0, 17])
def test_batch_of_none_or_too_many_is_refused(refused, count):
    body = {"instances": [{**DRAWING, "label": 7}] * count}
    message = f"expected a list of 1 to 16 drawings, got a list of {count}"
    assert refused(body) == {"body.instances": message}


@pytest.mark.parametrize("value", [None, 1, "x", {}])
def test_batch_that_is_no_list_is_refused(refused, value):
    assert list(refused({"instances": value})) == ["body.instances"]


def test_batch_with_some_labels_names_those_without(refused):
    body = {"instances": [{**DRAWING, "label": 7}, DRAWING, DRAWING]}
    assert set(refused(body)) == {"body.instances.1.label", "body.instances.2.label"}


def test_batch_to_be_checked_needs_all_labels(refused):
    body = {"instances": [DRAWING, DRAWING], "matrix": "W1", "row": 0, "column": 0}
    assert set(refused(body, CHECK)) == {"body.instances.0.label", "body.instances.1.label"}


def test_batch_with_one_label_for_all_is_refused(refused):
    instances = {"instances": [{**DRAWING, "label": 7}] * 2}
    assert list(refused({**instances, "label": 7})) == ["body.label"]
    assert list(refused(instances, label=7)) == ["query.label"]


def test_batch_beside_a_drawing_is_refused(refused):
    body = {"instances": [{**DRAWING, "label": 7}], **DRAWING}
    assert set(refused(body)) == {"body.strokes", "body.pen_width"}


def test_unknown_field_of_an_instance_is_refused(refused):
    body = {"instances": [{**DRAWING, "label": 7, "steps": 1}]}
    assert list(refused(body)) == ["body.instances.0.steps"]


@pytest.mark.parametrize("name", ["matrix", "row", "epsilon"])
def test_parameter_of_the_check_is_unknown_to_explain(refused, name):
    assert list(refused({**DRAWING, name: 1})) == [f"body.{name}"]


@pytest.mark.parametrize("body", [[], 7, True, "x"])
def test_body_that_is_no_object_is_refused(refused, body):
    reply = refused(body)
    assert list(reply) == ["body"]
    assert reply["body"].startswith("expected an object, got ")


def test_field_that_stands_twice_is_refused(service):
    body = '{"strokes": [[[0, 0], [9, 9]]], "label": 1, "label": 1}'
    reply = service.post("/explain", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert [error["loc"] for error in reply.json()["errors"]] == ["body.label"]


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_blank_drawing_is_refused_as_by_predict(service, path):
    asked = ENTRY if path == CHECK else {"label": 7}
    named = {"X-Request-ID": "same"}
    reply = service.post(path, json={"pixels": [0] * 784, **asked}, headers=named)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/blank-drawing")
    predicted = service.post("/predict", json={"pixels": [0] * 784}, headers=named)
    assert reply.json() == predicted.json()


def test_blank_drawing_of_a_batch_is_named(service):
    instances = [{**DRAWING, "label": 7}, {"pixels": [0] * 784, "label": 1}]
    reply = service.post("/explain", json={"instances": instances}).json()
    assert reply["type"] == "/problems/blank-drawing"
    assert reply["errors"][0]["loc"] == "body.instances.1.pixels"


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_wrong_content_type_is_refused(service, path):
    reply = service.post(path, content=b"x", headers={"Content-Type": "text/plain"})
    assert reply.json()["type"] == "/problems/unsupported-media-type"


def test_mistake_in_a_network_without_hidden_layers_is_refused(refused):
    message = "expected a network with a hidden layer, got one without"
    body = {**DRAWING, "label": 7, "mistake": "bias-row"}
    assert refused(body, model="flat") == {"body.mistake": message}


def test_network_beyond_float32_is_refused_rather_than_sent_as_infinite(refused):
    [(place, message)] = refused({**DRAWING, "label": 3}, model="huge").items()
    assert place == "query.model"
    assert message.startswith("expected z1 within 3.4e+38, got ")


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_other_methods_are_refused(service, path):
    reply = service.get(path)
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
