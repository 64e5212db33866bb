"""Settings from the environment, and their documentation."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, from_environment

ROOT = Path(__file__).parents[2]


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


def test_settings_cannot_be_changed(settings):
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_setting_is_documented_with_its_default(name):
    page = (ROOT / "docs" / "operations.md").read_text()
    assert f"| `INKLING_{name.upper()}` |" in page


def test_settings_page_lists_nothing_that_is_no_setting():
    page = (ROOT / "docs" / "operations.md").read_text()
    rows = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `INKLING_")]
    assert sorted(rows) == sorted(f"INKLING_{name.upper()}" for name in Settings.model_fields)
