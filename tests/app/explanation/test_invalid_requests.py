"""Invalid requests to /explain: the message and the path of each error."""

import pytest

from app.openapi import examples

DRAWING = examples.forms()["strokes"]
CHECK = "/explain/check"
ENTRY = {"label": 7, "matrix": "W2", "row": 1, "column": 2}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (10, "expected a number less than or equal to 9, got 10"),
        (-1, "expected a number greater than or equal to 0, got -1"),
        (7.0, "expected a valid integer, got 7.0"),
        (True, "expected a valid integer, got true"),
        ("7", "expected a valid integer, got '7'"),
        (None, "expected a valid integer, got null"),
        ([], "expected a valid integer, got a list of 0"),
    ],
)
@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_label_that_is_not_a_digit_is_rejected(rejected, path, value, message):
    parameters = ENTRY if path == CHECK else {}
    errors = rejected({**DRAWING, **parameters, "label": value}, path)
    assert errors == {"body.label": message}


@pytest.mark.parametrize("text", ["10", "-1", "7.0", "seven", "", " 7", "\u0667", "0x7", "1" * 400])
def test_label_in_the_query_that_is_not_a_digit_is_rejected(rejected, text):
    [(loc, message)] = rejected(DRAWING, label=text).items()
    assert loc == "query.label"
    assert message.startswith(("expected a valid integer, got ", "expected a number "))
    assert len(message) < 100


@pytest.mark.parametrize("value", [0, -0.5, 100.001, 1e300, "0.5", None, False, 10**400, [0.5]])
def test_learning_rate_out_of_range_is_rejected(rejected, value):
    body = {**DRAWING, "label": 7, "steps": 1, "learning_rate": value}
    [(loc, message)] = rejected(body).items()
    assert loc == "body.learning_rate"
    assert message.startswith(
        (
            "expected a number greater than 0, got ",
            "expected a number less than or equal to 100, got ",
            "expected a valid number, got ",
            "expected a finite number, got ",
        )
    )


@pytest.mark.parametrize("text", ["0", "inf", "nan", "NaN", "1e999", "0.5.5", "half", "1_0", "05"])
def test_learning_rate_in_the_query_out_of_range_is_rejected(rejected, text):
    assert list(rejected(DRAWING, label=7, learning_rate=text)) == ["query.learning_rate"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, "expected a number greater than or equal to 0, got -1"),
        (101, "expected a number less than or equal to 100, got 101"),
        (1.5, "expected a valid integer, got 1.5"),
        ("3", "expected a valid integer, got '3'"),
        (None, "expected a valid integer, got null"),
        (True, "expected a valid integer, got true"),
    ],
)
def test_steps_out_of_range_are_rejected(rejected, value, message):
    errors = rejected({**DRAWING, "label": 7, "steps": value})
    assert errors == {"body.steps": message}


@pytest.mark.parametrize("value", ["bias", "", 1, None, ["bias-row"], {}])
@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_mistake_that_is_unknown_is_rejected(rejected, path, value):
    parameters = ENTRY if path == CHECK else {"label": 7}
    [(loc, message)] = rejected({**DRAWING, **parameters, "mistake": value}, path).items()
    assert loc == "body.mistake"
    assert message.startswith("expected 'matrix-product' or 'bias-row', got ")


@pytest.mark.parametrize("value", ["list", "float32", "", 64, None])
def test_array_format_that_is_unknown_is_rejected(rejected, value):
    [(loc, message)] = rejected({**DRAWING, "arrays": value}).items()
    assert loc == "body.arrays"
    assert message.startswith("expected 'lists' or 'base64', got ")


@pytest.mark.parametrize("value", [1, None, ["seed"]])
def test_model_that_is_not_a_text_is_rejected(rejected, value):
    [(loc, message)] = rejected({**DRAWING, "model": value}).items()
    assert (loc, message[:27]) == ("body.model", "expected a valid string, go")


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_model_that_is_unknown_is_not_found(rejected, path):
    parameters = ENTRY if path == CHECK else {}
    body, kind = {**DRAWING, **parameters, "model": "nobody"}, "/problems/unknown-model"
    assert rejected(body, path, 404, kind) == {}
    assert rejected({**DRAWING, **parameters}, path, 404, kind, model="nobody") == {}


@pytest.mark.parametrize("value", ["W0", "W4", "w2", "2", "", 2, None])
def test_matrix_that_does_not_exist_is_rejected(rejected, value):
    [(loc, message)] = rejected({**DRAWING, **ENTRY, "matrix": value}, CHECK).items()
    assert loc == "body.matrix"
    assert message.startswith(("expected W1 or W2 or W3, got ", "expected a valid string, got "))


@pytest.mark.parametrize("value", [-1, 101, 10**400, 1.0, "1", None, True])
def test_row_that_does_not_exist_is_rejected(rejected, value):
    [(loc, message)] = rejected({**DRAWING, **ENTRY, "row": value}, CHECK).items()
    assert loc == "body.row"
    assert message.startswith(
        (
            "expected a row of W2 (101 x 10), 0 to 100, ",
            "expected a valid integer",
            "expected a number",
        )
    )


@pytest.mark.parametrize("value", [-1, 10, 10**400, 1.0, "1", None, True])
def test_column_that_does_not_exist_is_rejected(rejected, value):
    [(loc, message)] = rejected({**DRAWING, **ENTRY, "column": value}, CHECK).items()
    assert loc == "body.column"
    assert message.startswith(
        (
            "expected a column of W2 (101 x 10), 0 to 9, ",
            "expected a valid integer",
            "expected a number",
        )
    )


def test_row_and_column_that_do_not_exist_are_both_named(rejected):
    errors = rejected({**DRAWING, "label": 7}, CHECK, matrix="W3", row=11, column=10)
    assert errors == {
        "query.row": "expected a row of W3 (11 x 10), 0 to 10, got 11",
        "query.column": "expected a column of W3 (11 x 10), 0 to 9, got 10",
    }


@pytest.mark.parametrize("value", [0, 9e-9, 0.11, -1e-5, "1e-5", None, True, 10**400])
def test_epsilon_out_of_range_is_rejected(rejected, value):
    [(loc, message)] = rejected({**DRAWING, **ENTRY, "epsilon": value}, CHECK).items()
    assert loc == "body.epsilon"
    assert message.startswith(
        ("expected a number ", "expected a valid number", "expected a finite")
    )


@pytest.mark.parametrize("missing", ["label", "matrix", "row", "column"])
def test_check_without_a_required_parameter_names_it(rejected, missing):
    parameters = {name: value for name, value in ENTRY.items() if name != missing}
    [(loc, message)] = rejected({**DRAWING, **parameters}, CHECK).items()
    assert loc == f"body.{missing}"
    assert message == "missing required field"


def test_check_of_an_image_without_parameters_names_all_in_the_query(service, png):
    reply = service.post(CHECK, content=png, headers={"Content-Type": "image/png"})
    paths = {error["loc"] for error in reply.json()["errors"]}
    assert paths == {"query.label", "query.matrix", "query.row", "query.column"}


@pytest.mark.parametrize("name", ["steps", "mistake"])
def test_parameter_that_needs_a_label_is_rejected_without_one(rejected, name):
    value = {"steps": 1, "mistake": "bias-row"}[name]
    errors = rejected({**DRAWING, name: value})
    assert errors == {f"body.{name}": "requires a label for each drawing"}
    assert list(rejected(DRAWING, **{name: value})) == [f"query.{name}"]


def test_values_that_conflict_are_rejected(rejected):
    errors = rejected({**DRAWING, "label": 7}, label=1)
    assert errors == {"body.label": "conflicting values: 7 and 1"}


def test_errors_of_all_parameters_are_reported_together(rejected):
    body = {
        "pixels": [2] + [0] * 783,
        "label": 12,
        "learning_rate": 0,
        "steps": 1.5,
        "mistake": "none",
        "arrays": "yes",
        "speed": 1,
    }
    assert set(rejected(body, model="x")) == {
        "body.pixels.0",
        "body.label",
        "body.learning_rate",
        "body.steps",
        "body.mistake",
        "body.arrays",
        "body.speed",
    }


def test_fields_unknown_by_the_thousand_give_the_first_ten(rejected):
    body = {**DRAWING, **{f"x{k}": 1 for k in range(2000)}}
    errors = rejected(body)
    assert list(errors) == [f"body.x{k}" for k in range(10)]
    assert all(
        text.startswith("unknown field; expected one of image, ") for text in errors.values()
    )


def test_errors_of_a_batch_are_reported_together(rejected):
    body = {"instances": [{**DRAWING, "label": 10}, {"pixels": [0], "label": "x"}], "steps": -1}
    assert set(rejected(body)) == {
        "body.steps",
        "body.instances.0.label",
        "body.instances.1.label",
        "body.instances.1.pixels",
    }


@pytest.mark.parametrize("count", [0, 17])
def test_batch_of_invalid_length_is_rejected(rejected, count):
    body = {"instances": [{**DRAWING, "label": 7}] * count}
    message = f"expected a list of 1 to 16 drawings, got a list of {count}"
    assert rejected(body) == {"body.instances": message}


@pytest.mark.parametrize("value", [None, 1, "x", {}])
def test_batch_that_is_not_a_list_is_rejected(rejected, value):
    assert list(rejected({"instances": value})) == ["body.instances"]


def test_batch_with_an_instance_that_is_not_an_object_is_rejected(rejected):
    errors = rejected({"instances": [{**DRAWING, "label": 7}, 7]})
    assert errors == {"body.instances.1": "expected an object, got 7"}


def test_batch_with_some_labels_names_those_without(rejected):
    body = {"instances": [{**DRAWING, "label": 7}, DRAWING, DRAWING]}
    assert set(rejected(body)) == {"body.instances.1.label", "body.instances.2.label"}


def test_batch_to_be_checked_without_labels_is_rejected(rejected):
    body = {"instances": [DRAWING, DRAWING], "matrix": "W1", "row": 0, "column": 0}
    assert set(rejected(body, CHECK)) == {"body.instances.0.label", "body.instances.1.label"}


def test_batch_with_one_label_for_all_is_rejected(rejected):
    instances = {"instances": [{**DRAWING, "label": 7}] * 2}
    assert list(rejected({**instances, "label": 7})) == ["body.label"]
    assert list(rejected(instances, label=7)) == ["query.label"]


def test_batch_beside_a_drawing_is_rejected(rejected):
    body = {"instances": [{**DRAWING, "label": 7}], **DRAWING}
    assert set(rejected(body)) == {"body.strokes", "body.pen_width"}


def test_unknown_field_of_an_instance_is_rejected(rejected):
    body = {"instances": [{**DRAWING, "label": 7, "steps": 1}]}
    assert list(rejected(body)) == ["body.instances.0.steps"]


@pytest.mark.parametrize("name", ["matrix", "row", "epsilon"])
def test_parameter_of_the_check_is_unknown_to_explain(rejected, name):
    assert list(rejected({**DRAWING, name: 1})) == [f"body.{name}"]


@pytest.mark.parametrize("body", [[], 7, True, "x"])
def test_body_that_is_not_an_object_is_rejected(rejected, body):
    reply = rejected(body)
    assert list(reply) == ["body"]
    assert reply["body"].startswith("expected an object, got ")


def test_field_that_is_repeated_counts_with_its_last_value(service):
    body = '{"strokes": [[[0, 0], [9, 9]]], "label": 1, "label": 2}'
    reply = service.post("/explain", content=body, headers={"Content-Type": "application/json"})
    assert reply.json()["labels"] == [2]


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_blank_drawing_is_rejected_as_by_predict(service, path):
    parameters = ENTRY if path == CHECK else {"label": 7}
    named = {"X-Request-ID": "same"}
    reply = service.post(path, json={"pixels": [0] * 784, **parameters}, headers=named)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/blank-drawing")
    predicted = service.post("/predict", json={"pixels": [0] * 784}, headers=named)
    assert reply.json() == predicted.json()


def test_blank_drawing_of_a_batch_is_named(service):
    instances = [{**DRAWING, "label": 7}, {"pixels": [0] * 784, "label": 1}]
    reply = service.post("/explain", json={"instances": instances}).json()
    assert reply["type"] == "/problems/blank-drawing"
    assert reply["errors"][0]["loc"] == "body.instances.1.pixels"


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_content_type_that_is_unsupported_is_rejected(service, path):
    reply = service.post(path, content=b"x", headers={"Content-Type": "text/plain"})
    assert reply.json()["type"] == "/problems/unsupported-media-type"


def test_mistake_in_a_network_without_hidden_layers_is_rejected(rejected):
    message = "expected a network with a hidden layer, got one without"
    body = {**DRAWING, "label": 7, "mistake": "bias-row"}
    assert rejected(body, model="flat") == {"body.mistake": message}


def test_network_that_overflows_float32_is_rejected(rejected):
    [(loc, message)] = rejected({**DRAWING, "label": 3}, model="huge").items()
    assert loc == "query.model"
    assert message.startswith("expected z1 within 3.4e+38, got ")


@pytest.mark.parametrize("path", ["/explain", CHECK])
def test_method_other_than_post_is_rejected(service, path):
    reply = service.get(path)
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
