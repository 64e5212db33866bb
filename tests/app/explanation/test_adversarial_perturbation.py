"""POST /explain with least_ink: the least ink that changes the answer."""

import numpy as np
import pytest


@pytest.mark.parametrize("model", ["seed", "flat"])
def test_changed_drawings_are_read_as_the_other_digit(explain, instances, batch, model):
    reply = explain({"instances": instances, "model": model, "least_ink": True})
    perturbations = reply["least_ink"]
    change = np.array(perturbations["change"]["data"])
    changed = batch[0] + change

    again = explain(
        {"instances": [{"pixels": row} for row in changed.clip(0, 1).tolist()], "model": model}
    )

    assert change.shape == (3, 784)
    assert -1e-12 <= changed.min() <= changed.max() <= 1 + 1e-12
    for n, other in enumerate(perturbations["digit"]):
        if other is None:
            assert not change[n].any()
            assert perturbations["distance"][n] is None
            continue
        assert other != reply["digit"][n]
        assert again["digit"][n] == other
        assert perturbations["distance"][n] == pytest.approx(np.sqrt((change[n] ** 2).sum()))
    assert any(digit is not None for digit in perturbations["digit"])


def test_least_ink_in_the_query_needs_no_label(explain, instances):
    reply = explain({"pixels": instances[0]["pixels"]}, least_ink="true", arrays="base64")
    assert reply["labels"] is None
    assert reply["least_ink"]["change"]["shape"] == [1, 784]


def test_least_ink_is_null_unless_asked_for(explain, instances):
    assert explain({"instances": instances})["least_ink"] is None


def test_least_ink_in_the_query_is_true_or_false(explain, service, instances):
    drawing = {"pixels": instances[0]["pixels"]}
    assert explain(drawing, least_ink="false")["least_ink"] is None

    reply = service.post("/explain", json=drawing, params={"least_ink": "yes"})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["loc"] == "query.least_ink"
