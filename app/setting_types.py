"""Types of settings that pydantic lacks, with parsers whose errors name the expected form."""

import importlib.util
import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any

import limits
from limits import RateLimitItem
from pydantic import AfterValidator, BeforeValidator, InstanceOf, SecretStr
from pydantic_settings import NoDecode

_ROOT_PATH = re.compile(r"(/(?!\.)[A-Za-z0-9._~-]+)*")
_RATE = re.compile(r"[1-9][0-9]{0,8} ?(/|per) ?([1-9][0-9]{0,8} ?)?[a-z]+", re.IGNORECASE)
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
_HOST = re.compile(rf"\*|(\*\.)?{_LABEL}(\.{_LABEL})*\.?|\[(?P<ipv6>[0-9A-Fa-f:.]+)\]")
_ORIGIN = re.compile(
    rf"(?P<scheme>[a-z][a-z0-9+.-]*)://({_LABEL}(\.{_LABEL})*|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])"
    r"(:(?P<port>[1-9][0-9]{0,4}))?",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {("http", "80"), ("https", "443")}  # which browsers leave out


def _parse_path(value: str) -> str:
    trimmed = value.rstrip("/")
    if _ROOT_PATH.fullmatch(trimmed) is None:
        raise ValueError("a path such as /digits")
    return trimmed


def _expect_folder_or_nothing(path: Path) -> Path:
    if not next(p for p in (path, *path.absolute().parents) if p.exists()).is_dir():
        raise ValueError("a folder, or a path at which one can be created")
    return path


def _parse_rate(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if _RATE.fullmatch(value.strip()):
            return limits.parse(value)
    except ValueError:  # no such unit of time
        pass
    raise ValueError("a rate such as 20/second")


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    return names or (value,)  # which is not valid: no name at all would mean every host


def _expect_hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    if not all(map(_is_host, names)):
        raise ValueError(
            "host names such as digits.example or *.digits.example without ports, separated by "
            "commas"
        )
    return names


def _is_host(name: str) -> bool:
    match = _HOST.fullmatch(name)
    return match is not None and _is_ipv6(match["ipv6"])


def _is_ipv6(address: str | None) -> bool:
    try:
        return address is None or bool(ipaddress.IPv6Address(address))
    except ValueError:
        return False


def _expect_proxies(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        for name in () if names == ("*",) else names:
            ipaddress.ip_network(name)
    except ValueError as error:
        raise ValueError(
            "IP addresses or networks such as 10.0.0.0/8, separated by commas, or * alone"
        ) from error
    return names


def _expect_origins(names: tuple[str, ...]) -> tuple[str, ...]:
    if names != ("*",) and not all(map(_is_origin, names)):
        raise ValueError(
            "origins such as https://pages.example, without a path or the scheme's own port, "
            "separated by commas, or * alone"
        )
    return tuple(name.lower() for name in names)  # as browsers send them


def _is_origin(name: str) -> bool:
    match = _ORIGIN.fullmatch(name)
    if match is None or int(match["port"] or 0) > 65_535 or not _is_ipv6(match["ipv6"]):
        return False
    return (match["scheme"].lower(), match["port"]) not in _DEFAULT_PORTS


def _expect_database(url: SecretStr | None) -> SecretStr | None:
    if url is None:
        return None
    from sqlalchemy import make_url  # noqa: PLC0415  # slow to import, and rarely needed
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        driver = make_url(url.get_secret_value()).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in {"postgresql", "postgresql+psycopg"}:
        raise ValueError("a URL such as postgresql://user:password@host/inkling")
    if importlib.util.find_spec("psycopg") is None:
        raise ValueError("psycopg, which `pip install inkling[postgresql]` installs")
    return url


RootPath = Annotated[str, AfterValidator(_parse_path)]
NewFolder = Annotated[Path, AfterValidator(_expect_folder_or_nothing)]
RateLimitSetting = Annotated[
    InstanceOf[RateLimitItem] | None, NoDecode, BeforeValidator(_parse_rate)
]
DatabaseUrl = Annotated[SecretStr | None, AfterValidator(_expect_database)]
_Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Hosts = Annotated[_Names, AfterValidator(_expect_hosts)]
Proxies = Annotated[_Names, AfterValidator(_expect_proxies)]
Origins = Annotated[_Names, AfterValidator(_expect_origins)]
