"""Settings from the environment, and their documentation."""

import pytest

from app.settings import Settings, SettingsError, from_environment
from tools import settings_reference


def test_settings_are_read_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("INKLING_PORT", "9000")
    monkeypatch.setenv("INKLING_MAX_BODY_BYTES", "2048")
    monkeypatch.setenv("INKLING_WEIGHTS_DIR", str(tmp_path))
    settings = from_environment()
    assert settings.port == 9000
    assert settings.max_body_bytes == 2048
    assert settings.weights_dir == tmp_path


def test_option_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("INKLING_PORT", "9000")
    assert from_environment(port=9001).port == 9001


def test_empty_variable_is_no_setting(monkeypatch):
    monkeypatch.setenv("INKLING_PORT", "")
    assert from_environment().port == 8000


WORDS = ["high", "nan", "-1", "1e99", "true", "1,2"]
BAD_VALUES = {
    "port": [*WORDS, "65536", "80.5"],
    "root_path": ["digits", "/a b", "/../x", "/a?b", "https://digits.example"],
    "workers": [*WORDS, "0", "65"],
    "log_level": ["loud", "INFO", "10"],
    "log_format": ["xml", "JSON"],
    "metrics": ["yes", "remote"],
    "weights_dir": ["nowhere", "text.txt", "text.txt/below"],
    "reports_dir": ["nowhere", "text.txt"],
    "data_dir": ["nowhere", "text.txt"],
    "max_body_bytes": [*WORDS, "8MB", "0", "1023"],
    "max_bodies_bytes": [*WORDS, "256MiB", "0"],
    "max_waiting": [*WORDS, "10001"],
    "max_connections": [*WORDS, "0"],
    "body_timeout_s": ["soon", "0", "-1", "nan", "inf", "30s", "3601"],
    "rate_limit": ["20", "often", "0/second", "-1/second", "5/fortnight", "1/second;2/minute"],
    "trusted_hosts": [
        ",",
        "https://digits.example",
        "digits.example:8000",
        "digits.example/",
        "a b",
        "*digits.example",
        "a.*.example",
        "-a.example",
        "a..example",
        "::1",
        "[::x]",
        "10.0.0.0/8",
        "digits.example;other.example",
    ],
    "trusted_proxies": [
        ",",
        "x.y/z",
        "proxy",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0",
        "1.2.3.4:80",
        "[::1]",
        "*,127.0.0.1",
        "127.0.0.1;::1",
    ],
    "frame_ancestors": [
        "course.example",
        "https://course.example/",
        "https://course.example; script-src *",
        "'self'",
    ],
    "cors_origins": [
        ",",
        "null",
        "pages.example",
        "https://pages.example/",
        "https://pages.example:443",
        "http://pages.example:80",
        "http://pages.example:99999",
        "https://*.example",
        "https://",
        "https://[::x]",
        "*,https://pages.example",
    ],
    "grpc_port": [*WORDS, "0", "-1", "65536"],
    "max_pixels": [*WORDS, "783", "4000x4000"],
    "lab": ["yes", "1", "On"],
    "lab_dir": ["text.txt", "text.txt/lab"],
    "sweeps_dir": ["text.txt", "text.txt/runs"],
    "lab_at_once": [*WORDS, "0"],
    "lab_runs": [*WORDS, "0"],
    "lab_bytes": [*WORDS, "2GB", "1000"],
    "lab_minutes": ["long", "0", "-1", "nan", "inf"],
    "lab_hidden_layers": [*WORDS, "17"],
    "lab_units": [*WORDS, "0"],
    "lab_epochs": [*WORDS, "0"],
    "lab_batch_size": [*WORDS, "0"],
    "corrections": ["yes", "1", "On"],
    "corrections_rate_limit": ["20", "often", "0/second"],
    "corrections_bytes": [*WORDS, "2GB", "1000"],
}
LATER = {
    "database_url": "a secret, which no message repeats",
    "host": "checked when the port is opened",
    "model": "checked when the weights are loaded",
}


def test_bad_values_are_given_for_every_setting():
    assert {*BAD_VALUES, *LATER} == set(Settings.model_fields)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD_VALUES.items() for value in values]
)
def test_setting_with_a_bad_value_is_one_sentence_that_says_what_was_expected(
    monkeypatch, tmp_path, name, value
):
    (tmp_path / "text.txt").touch()
    monkeypatch.chdir(tmp_path)
    variable = f"INKLING_{name.upper()}"
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as error:
        from_environment()
    message = str(error.value)
    assert message.startswith(f"{variable}: expected ")
    assert value in message.partition(", got ")[2]
    assert "\n" not in message
    assert "Input" not in message  # pydantic's own words


def test_setting_that_may_be_missing_says_the_range_of_its_number(monkeypatch):
    monkeypatch.setenv("INKLING_GRPC_PORT", "65536")
    with pytest.raises(SettingsError) as error:
        from_environment()
    expected = "INKLING_GRPC_PORT: expected a whole number, 1 to 65,535, got '65536'"
    assert str(error.value) == expected


@pytest.mark.parametrize(
    "url",
    [
        "user:s3cret@host",
        "mysql://user:s3cret@host/inkling",
        "sqlite:///s3cret",
        "postgresql://user:s3cret@host:port/inkling",
        "postgresql+asyncpg://user:s3cret@host/inkling",
    ],
)
def test_database_that_is_not_postgresql_is_refused_without_its_password(monkeypatch, url):
    monkeypatch.setenv("INKLING_DATABASE_URL", url)
    with pytest.raises(
        SettingsError, match=r"^INKLING_DATABASE_URL: expected a URL such as"
    ) as error:
        from_environment()
    assert "s3cret" not in str(error.value)


def test_password_of_the_database_is_not_shown(monkeypatch):
    monkeypatch.setenv("INKLING_DATABASE_URL", "postgresql://user:s3cret@host/inkling")
    assert "s3cret" not in repr(from_environment())


@pytest.mark.parametrize(
    "environment",
    [
        {"INKLING_MAX_BODIES_BYTES": "5000000"},
        {"INKLING_MAX_BODY_BYTES": "500000000"},
        {"INKLING_MAX_BODY_BYTES": "2000", "INKLING_MAX_BODIES_BYTES": "1999"},
    ],
)
def test_all_bodies_with_less_space_than_one_are_refused(monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=r"^INKLING_MAX_BODIES_BYTES: expected at least the "):
        from_environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("root_path", "/digits/"),
        ("lab_dir", "new/lab"),
        ("rate_limit", "20/second"),
        ("rate_limit", "100 per 5 minutes"),
        ("trusted_hosts", "*"),
        ("trusted_hosts", "digits.example,*.digits.example, 192.0.2.1, [::1], my_host"),
        ("trusted_proxies", "*"),
        ("trusted_proxies", "10.0.0.0/8, 2001:db8::/32, ::1,"),
        ("cors_origins", "*"),
        ("cors_origins", "https://pages.example, http://localhost:3000, capacitor://localhost"),
    ],
)
def test_setting_with_a_good_value_is_accepted(monkeypatch, name, value):
    monkeypatch.setenv(f"INKLING_{name.upper()}", value)
    assert getattr(from_environment(), name) != Settings.model_fields[name].default


def test_origin_is_compared_as_browsers_send_it(monkeypatch):
    monkeypatch.setenv("INKLING_CORS_ORIGINS", "HTTPS://Pages.Example")
    assert from_environment().cors_origins == ("https://pages.example",)


def test_bad_option_is_named_as_it_was_typed():
    with pytest.raises(SettingsError, match=r"^--root-path: expected a path such as /digits, got"):
        from_environment(root_path="digits")


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
