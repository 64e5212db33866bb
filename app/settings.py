"""Settings of the service, from environment variables with the prefix ``INKLING_``."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import limits
import platformdirs
from limits import RateLimitItem
from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from model.serialization import model_file

LabSwitch = Literal["auto", "on", "off"]
Metrics = Literal["local", "all", "off"]
LogFormat = Literal["text", "json"]
LogLevel = Literal["critical", "error", "warning", "info", "debug"]


def _parse_path(value: str) -> str:
    trimmed = value.rstrip("/")
    if re.fullmatch(r"(/(?!\.)[A-Za-z0-9._~-]+)*", trimmed) is None:
        raise ValueError("expected a path such as /digits")
    return trimmed


RootPath = Annotated[str, AfterValidator(_parse_path)]


def _split_names(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_names)]


def _parse_rate(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return limits.parse(value)
    except ValueError as error:
        raise ValueError("expected a rate such as 20/second") from error


RateLimitSetting = Annotated[
    InstanceOf[RateLimitItem] | None, NoDecode, BeforeValidator(_parse_rate)
]


class SettingsError(ValueError):
    """A setting is invalid."""


class Settings(BaseSettings):
    """Settings of the service; each field is ``INKLING_<NAME>`` in the environment.

    ``python -m tools.settings_reference`` writes docs/settings.md from these descriptions.
    """

    model_config = SettingsConfigDict(env_prefix="INKLING_", frozen=True, env_ignore_empty=True)

    host: str = Field(
        default="127.0.0.1", description="Address to listen on; `0.0.0.0` for all interfaces."
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        description="Port to listen on; 0 for a free port, which the start message names.",
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
    weights_dir: Path = Field(
        default=model_file.BUNDLED,
        description="Folder of the `*.safetensors` files, all of which are loaded.",
    )
    reports_dir: Path = Field(
        default=model_file.BUNDLED.parent / "reports",
        description="Folder of the evaluation reports (`NAME.json`) that `/report` shows.",
    )
    data_dir: Path | None = Field(
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
    trusted_hosts: Names = Field(
        default=(),
        description="Host names that are served, separated by commas, such as "
        "`digits.example,*.digits.example`; all hosts if empty.",
    )
    trusted_proxies: Names = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are "
        "trusted, separated by commas.",
    )
    cors_origins: Names = Field(
        default=(), description="Origins whose pages may call the API, separated by commas, or `*`."
    )
    max_pixels: int = Field(
        default=52_000_000,
        ge=784,
        le=89_000_000,
        description="Maximum number of pixels of an image, as declared in its header.",
    )
    lab: LabSwitch = Field(
        default="auto",
        description="Whether the training lab is enabled; `auto` enables it for this machine only.",
    )
    lab_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("inkling", appauthor=False) / "lab",
        description="Folder of the lab's training runs; by default in the user's data directory.",
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


def from_environment(**options: Any) -> Settings:
    """Return the settings of the environment, overridden by `options`.

    Raises
    ------
    SettingsError
        If one is invalid; names the variable.
    """
    try:
        return Settings(**options)
    except ValidationError as error:
        messages = [
            f"INKLING_{str(e['loc'][0]).upper()}: got {e['input']!r}, and "
            + e["msg"].removeprefix("Value error, ").lower()
            for e in error.errors()
        ]
        raise SettingsError("; ".join(messages)) from error
