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
    """Settings of the service; each field is ``INKLING_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="INKLING_", frozen=True, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(
        default=8000, ge=0, le=65535, description="port to listen on; 0 takes a free one"
    )
    root_path: RootPath = Field(
        default="", description="path of the host that a proxy serves this under, as /digits"
    )
    workers: int = Field(default=1, ge=1, le=64, description="worker processes")
    log_level: LogLevel = Field(default="warning", description="lowest severity that is logged")
    log_format: LogFormat = Field(default="text", description="`text` or `json`")
    metrics: Metrics = Field(
        default="local",
        description="who may read /metrics: `local` programs, `all` or nobody (`off`)",
    )
    model: str = Field(default="seed", description="name of the model that answers by default")
    weights_dir: Path = Field(
        default=model_file.BUNDLED, description="folder of the *.safetensors files"
    )
    reports_dir: Path = Field(
        default=model_file.BUNDLED.parent / "reports", description="folder of the reports, *.json"
    )
    data_dir: Path | None = Field(default=None, description="folder of the data sets")
    max_body_bytes: int = Field(default=8 * 2**20, ge=1024, description="largest body in bytes")
    max_bodies_bytes: int = Field(
        default=256 * 2**20, ge=1024, description="most bytes in all bodies together, of a worker"
    )
    max_waiting: int = Field(
        default=64,
        ge=0,
        le=10_000,
        description="requests with drawings that may wait while others are at work",
    )
    max_connections: int = Field(
        default=1000, ge=1, le=100_000, description="connections that a worker holds"
    )
    body_timeout_s: float = Field(
        default=30, gt=0, le=3600, description="seconds for the body of a request with a drawing"
    )
    rate_limit: RateLimitSetting = Field(
        default=None, description="requests of one client, as `20/second`"
    )
    trusted_hosts: Names = Field(
        default=(), description="host names to answer to, separated by commas; none answers to all"
    )
    trusted_proxies: Names = Field(
        default=("127.0.0.1", "::1"),
        description="addresses of proxies whose X-Forwarded-For is trusted, separated by commas",
    )
    cors_origins: Names = Field(
        default=(), description="origins whose pages may send requests, separated by commas, or `*`"
    )
    max_pixels: int = Field(
        default=16_000_000, ge=784, le=89_000_000, description="largest image in pixels"
    )
    lab: LabSwitch = Field(
        default="auto", description="whether networks may be trained; auto: by this machine alone"
    )
    lab_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("inkling", appauthor=False) / "lab",
        description="folder of the lab's runs",
    )
    lab_at_once: int = Field(default=1, ge=1, le=64, description="runs training at the same time")
    lab_runs: int = Field(default=50, ge=1, le=1000, description="runs that are kept")
    lab_bytes: int = Field(default=2**31, ge=2**24, description="bytes that all runs may take")
    lab_minutes: float = Field(
        default=60, gt=0, le=10_000, description="that one run may spend training"
    )
    lab_hidden_layers: int = Field(default=4, ge=0, le=16, description="hidden layers of a run")
    lab_units: int = Field(default=1024, ge=1, le=8192, description="units of a hidden layer")
    lab_epochs: int = Field(default=200, ge=1, le=10_000, description="epochs of a run")
    lab_batch_size: int = Field(default=4096, ge=1, le=60_000, description="images of a batch")


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
            f"INKLING_{str(e['loc'][0]).upper()}: got {e['input']!r}, and {e['msg'].lower()}"
            for e in error.errors()
        ]
        raise SettingsError("; ".join(messages)) from error
