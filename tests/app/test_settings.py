"""Settings from the environment, and their documentation."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, from_environment
from tools import settings_reference


def test_settings_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("INKLING_PORT", "9000")
    monkeypatch.setenv("INKLING_MAX_BODY_BYTES", "2048")
    monkeypatch.setenv("INKLING_WEIGHTS_DIR", "/somewhere")
    settings = from_environment()
    assert settings.port == 9000
    assert settings.max_body_bytes == 2048
    assert settings.weights_dir == Path("/somewhere")


def test_option_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("INKLING_PORT", "9000")
    assert from_environment(port=9001).port == 9001


def test_empty_variable_is_no_setting(monkeypatch):
    monkeypatch.setenv("INKLING_PORT", "")
    assert from_environment().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INKLING_PORT", "high"),
        ("INKLING_PORT", "65536"),
        ("INKLING_WORKERS", "0"),
        ("INKLING_MAX_BODY_BYTES", "-1"),
        ("INKLING_MAX_PIXELS", "1e99"),
        ("INKLING_LOG_LEVEL", "loud"),
    ],
)
def test_wrong_setting_is_one_sentence_that_names_it(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(
        SettingsError, match=f"^{name}: got '{value}', and input should be"
    ) as error:
        from_environment()
    assert "\n" not in str(error.value)


def test_unknown_variable_is_ignored(monkeypatch):
    monkeypatch.setenv("INKLING_HEAD_TIMEOUT_S", "10")  # a setting of an earlier version
    assert from_environment().port == 8000


def test_settings_assignment_raises(settings):
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_settings_reference_is_up_to_date():
    assert settings_reference.PAGE.read_text("utf-8") == settings_reference.render()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_has_a_row_with_a_description(name):
    row = f"| `INKLING_{name.upper()}` | "
    [line] = [line for line in settings_reference.render().splitlines() if line.startswith(row)]
    assert line.endswith(". |")
