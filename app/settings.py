"""Settings of the service, from environment variables with the prefix ``INKLING_``."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import limits
import platformdirs
from pydantic import (
    DirectoryPath,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.setting_types import (
    DatabaseUrl,
    Hosts,
    NewFolder,
    Origins,
    Proxies,
    RateLimitSetting,
    RootPath,
)
from model.serialization import model_file

Switch = Literal["auto", "on", "off"]
Metrics = Literal["local", "all", "off"]
LogFormat = Literal["text", "json"]
LogLevel = Literal["critical", "error", "warning", "info", "debug"]


class SettingsError(ValueError):
    """A setting is invalid."""


class Settings(BaseSettings):
    """Settings of the service; each field is ``INKLING_<NAME>`` in the environment.

    ``python -m tools.settings_reference`` writes docs/settings.md from these descriptions.
    """

    model_config = SettingsConfigDict(env_prefix="INKLING_", frozen=True, env_ignore_empty=True)

    _options: frozenset[str] = PrivateAttr(frozenset())

    host: str = Field(
        default="127.0.0.1", description="Address to listen on; `0.0.0.0` for all interfaces."
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        description="Port to listen on; 0 for a free port, which the start message names.",
    )
    grpc_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port for the Open Inference Protocol over gRPC, which is off without one; "
        "needs the extra `grpc`.",
    )
    root_path: RootPath = Field(
        default="",
        description="Path under which a proxy serves the application, such as `/digits`.",
    )
    workers: int = Field(default=1, ge=1, le=64, description="Number of worker processes.")
    log_level: LogLevel = Field(
        default="warning",
        description="Minimum severity of log messages; `info` logs every request.",
    )
    log_format: LogFormat = Field(
        default="text", description="Log format; `json` writes one object per line."
    )
    metrics: Metrics = Field(
        default="local",
        description="Clients that may read `/metrics`: programs on this machine (`local`), all "
        "(`all`) or none (`off`).",
    )
    model: str = Field(
        default="seed", description="Name of the model that answers requests without a model name."
    )
    weights_dir: DirectoryPath = Field(
        default=model_file.BUNDLED,
        description="Folder of the `*.safetensors` files, all of which are loaded.",
    )
    reports_dir: DirectoryPath = Field(
        default=model_file.BUNDLED.parent / "reports",
        description="Folder of the evaluation reports (`NAME.json`) that `/report` shows.",
    )
    data_dir: DirectoryPath | None = Field(
        default=None,
        description="Folder to search for the data sets before the user's cache folder; needed "
        "only for training, evaluation and the drawings on `/report`.",
    )
    max_body_bytes: int = Field(
        default=8 * 2**20, ge=1024, description="Maximum size of a request body in bytes."
    )
    max_bodies_bytes: int = Field(
        default=256 * 2**20,
        ge=1024,
        description="Maximum total size in bytes of all request bodies that a worker holds.",
    )
    max_waiting: int = Field(
        default=64,
        ge=0,
        le=10_000,
        description="Maximum number of requests with drawings that wait in a worker's queue.",
    )
    max_connections: int = Field(
        default=1000,
        ge=1,
        le=100_000,
        description="Maximum number of connections of a worker; keep it well below `ulimit -n`.",
    )
    body_timeout_s: float = Field(
        default=30,
        gt=0,
        le=3600,
        description="Time limit in seconds for receiving the body of a request with a drawing.",
    )
    rate_limit: RateLimitSetting = Field(
        default=None,
        description="Maximum request rate of one client, per worker, such as `20/second` or "
        "`100/minute`.",
    )
    trusted_hosts: Hosts = Field(
        default=(),
        description="Host names that are served, separated by commas, such as "
        "`digits.example,*.digits.example`; all hosts if empty.",
    )
    trusted_proxies: Proxies = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are "
        "trusted, or networks such as `10.0.0.0/8`, separated by commas, or `*` for all.",
    )
    cors_origins: Origins = Field(
        default=(), description="Origins whose pages may call the API, separated by commas, or `*`."
    )
    frame_ancestors: Origins = Field(
        default=(),
        description="Origins whose pages may show `/inside/embed` in a frame, such as "
        "`https://course.example`, separated by commas, or `*`.",
    )
    max_pixels: int = Field(
        default=52_000_000,
        ge=784,
        le=89_000_000,
        description="Maximum number of pixels of an image, as declared in its header.",
    )
    lab: Switch = Field(
        default="auto",
        description="Whether the training lab is enabled; `auto` enables it for this machine only.",
    )
    lab_dir: NewFolder = Field(
        default_factory=lambda: platformdirs.user_data_path("inkling", appauthor=False) / "lab",
        description="Folder of the lab's training runs; by default in the user's data directory.",
    )
    sweeps_dir: NewFolder = Field(
        default=Path("runs"),
        description="Folder whose subfolders hold the results of `inkling sweep`, which `/sweeps` "
        "shows to clients that may use the lab.",
    )
    lab_at_once: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Maximum number of runs that train at the same time, each in its own process.",
    )
    lab_runs: int = Field(
        default=50,
        ge=1,
        le=1000,
        description="Maximum number of runs that are kept, including finished ones.",
    )
    lab_bytes: int = Field(
        default=2**31, ge=2**24, description="Maximum disk space of all runs in bytes."
    )
    lab_minutes: float = Field(
        default=60, gt=0, le=10_000, description="Maximum training time of a run in minutes."
    )
    lab_hidden_layers: int = Field(
        default=4, ge=0, le=16, description="Maximum number of hidden layers of a run."
    )
    lab_units: int = Field(
        default=1024, ge=1, le=8192, description="Maximum number of units of a hidden layer."
    )
    lab_epochs: int = Field(
        default=200, ge=1, le=10_000, description="Maximum number of epochs of a run."
    )
    lab_batch_size: int = Field(
        default=4096, ge=1, le=60_000, description="Maximum batch size of a run."
    )
    corrections: Switch = Field(
        default="auto",
        description="Whether corrections of answers are accepted and kept; `auto` accepts them "
        "from this machine only.",
    )
    corrections_rate_limit: RateLimitSetting = Field(
        default=limits.parse("30/minute"),
        description="Maximum rate of corrections of one client on another machine, per worker.",
    )
    corrections_bytes: int = Field(
        default=2**30, ge=2**20, description="Maximum size of all corrections in bytes."
    )
    database_url: DatabaseUrl = Field(
        default=None,
        description="PostgreSQL database of the corrections, such as "
        "`postgresql://user:password@host/inkling`; by default a file of SQLite in "
        "`INKLING_LAB_DIR`.",
    )

    @field_validator("max_bodies_bytes")
    @classmethod
    def _expect_space_for_a_body(cls, value: int, info: ValidationInfo) -> int:
        smallest = info.data.get("max_body_bytes", 0)  # it is missing if it is invalid itself
        if value < smallest:
            raise ValueError(f"at least the {smallest:,} bytes of one body")
        return value

    def source(self, field: str) -> str:
        """Return the name by which a setting was given: its option, or its variable."""
        return _source(field, self._options)


def from_environment(**options: Any) -> Settings:
    """Return the settings of the environment, overridden by `options` of the command line.

    Raises
    ------
    SettingsError
        If one is invalid; names the variable, or the option.
    """
    try:
        settings = Settings(**options)
    except ValidationError as error:
        messages = [
            f"{_source(str(e['loc'][0]), frozenset(options))}: expected {_expected(e)}, "
            f"got {_shown_input(e)}"
            for e in error.errors()
        ]
        raise SettingsError("; ".join(messages)) from error
    settings._options = frozenset(options)
    return settings


def describe_range(field: FieldInfo) -> str:
    """Return the range of a number, or "" if the setting is none."""
    bounds = {
        name: getattr(constraint, name)
        for constraint in field.metadata
        for name in ("ge", "gt", "le")
        if hasattr(constraint, name)
    }
    if "gt" in bounds:
        return f"above {bounds['gt']:,}, up to {bounds['le']:,}"
    if "le" in bounds:
        return f"{bounds['ge']:,} to {bounds['le']:,}"
    return f"at least {bounds['ge']:,}" if "ge" in bounds else ""


def _source(field: str, options: frozenset[str]) -> str:
    if field in options:
        return f"--{field.replace('_', '-')}"
    return f"INKLING_{field.upper()}"


def _shown_input(error: ErrorDetails) -> str:
    return "another URL" if error["loc"][0] == "database_url" else repr(error["input"])


def _expected(error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    if error["type"] == "path_not_directory":
        return "an existing folder"
    field = Settings.model_fields[str(error["loc"][0])]
    if get_origin(field.annotation) is Literal:
        return f"one of {', '.join(get_args(field.annotation))}"
    types = {field.annotation, *get_args(field.annotation)}  # int | None is a number, too
    if types & {int, float}:
        return f"a {'whole number' if int in types else 'number'}, {describe_range(field)}"
    return error["msg"]
