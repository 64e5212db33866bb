"""Run configuration: parsing, errors and the recipe."""

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from app.http.problems import InvalidRequest
from app.lab.limits import MAX_IMAGES, Limits
from app.lab.run_config import RunConfig, parse_run_config
from model.training.augmentation import Augmentation
from model.training.recipe import load_recipe
from model.training.run import Run

LIMITS = Limits(
    hidden_layers=4,
    units=1024,
    epochs=200,
    batch_size=4096,
    images=MAX_IMAGES,
    minutes=60,
    runs=50,
    bytes=2**31,
    at_once=1,
)


def errors_by_field(document: object) -> dict[str, str]:
    """Return what is said to be wrong, by field."""
    with pytest.raises(InvalidRequest) as error:
        parse_run_config(document, LIMITS)
    return {".".join(map(str, error.path)): error.message for error in error.value.errors}


def test_parse_omitted_settings_gives_defaults():
    assert parse_run_config({}, LIMITS) == RunConfig()
    assert parse_run_config({"name": None, "epochs": 9}, LIMITS) == RunConfig(epochs=9)


def test_parse_several_invalid_settings_names_each():
    document = {
        "name": " ",
        "hidden": [100, 0],
        "initialisation": "ones",
        "optimizer": 1,
        "schedule": None,
        "learning_rate": 0,
        "batch_size": 4097,
        "epochs": 1.5,
        "images": 60_000,
        "augmentation": 1,
    }
    assert errors_by_field(document) == {
        "body.name": "expected a text of 1 to 40 printable characters, got ' '",
        "body.hidden": ("expected a list of at most 4 whole numbers from 1 to 1024, got [100, 0]"),
        "body.initialisation": "expected xavier or lecun or normal or zeros, got 'ones'",
        "body.optimizer": "expected sgd or momentum or adam, got 1",
        "body.schedule": "expected constant or cosine or step, got null",
        "body.learning_rate": "expected a number above 0 and at most 100, got 0",
        "body.batch_size": "expected a whole number from 1 to 4096, got 4097",
        "body.epochs": "expected a whole number from 1 to 200, got 1.5",
        "body.images": "expected a whole number from 1 to 55000, got 60000",
        "body.augmentation": "expected true or false, got 1",
    }


@pytest.mark.parametrize(
    "document",
    [
        {"hidden": [1, 1, 1, 1, 1]},
        {"hidden": [1025]},
        {"hidden": [True]},
        {"hidden": "100"},
        {"learning_rate": float("nan")},
        {"learning_rate": float("inf")},
        {"learning_rate": True},
        {"learning_rate": 10**400},
        {"seed": -1},
        {"seed": 2**32},
        {"epochs": True},
        {"name": "x" * 41},
        {"name": "a\nb"},
        {"name": 1},
        {"color": "red"},
    ],
    ids=repr,
)
def test_parse_invalid_setting_names_it(document):
    assert list(errors_by_field(document)) == [f"body.{name}" for name in document]


@pytest.mark.parametrize("document", [[], None, "x", 1])
def test_parse_body_that_is_no_object_names_the_body(document):
    assert list(errors_by_field(document)) == ["body"]


def test_parse_name_strips_blanks():
    assert parse_run_config({"name": " mine "}, LIMITS).title == "mine"


@pytest.mark.parametrize(
    ("hidden", "title"), [([100, 10], "100-10"), ([5], "5"), ([], "no hidden layer")]
)
def test_title_without_a_name_is_the_layer_sizes(hidden, title):
    assert parse_run_config({"hidden": hidden}, LIMITS).title == title


def test_run_config_counts_parameters_and_steps():
    config = RunConfig(hidden=(30, 20), images=1001, batch_size=100, epochs=3)
    assert config.steps == 3 * 11
    weights = Run.start(config.recipe()).weights
    assert config.parameters == sum(W.size for W in weights)


def test_recipe_has_the_settings():
    config = parse_run_config(
        {
            "hidden": [7],
            "initialisation": "lecun",
            "optimizer": "momentum",
            "schedule": "step",
            "learning_rate": 1,
            "batch_size": 5,
            "epochs": 6,
            "images": 700,
            "augmentation": True,
            "seed": 8,
        },
        LIMITS,
    ).recipe()
    assert config.hidden == (7,)
    assert (config.initialization, config.optimizer, config.schedule) == (
        "lecun",
        "momentum",
        "step",
    )
    assert (config.learning_rate, config.batch_size, config.epochs) == (1, 5, 6)
    assert (config.images, config.seed) == (700, 8)
    assert config.augmentation == load_recipe("quick").augmentation
    assert (config.warmup_steps, config.averaging, config.validation_size) == (0, 0, 5000)
    assert RunConfig().recipe().augmentation == Augmentation()


def test_run_config_stored_as_json_is_read_unchanged():
    config = RunConfig(name="x", hidden=(3,), learning_rate=0.1)
    assert RunConfig.from_stored(config.model_dump_json()) == config


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
names = st.sampled_from([*RunConfig.model_fields, "x"])


@pytest.mark.slow
@rules(max_examples=100)
@given(document=st.dictionaries(names, values))
def test_parse_any_settings_gives_a_recipe_or_422(document):
    try:
        config = parse_run_config(document, LIMITS)
    except InvalidRequest:
        return
    assert config.recipe().epochs <= 200
