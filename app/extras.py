"""Extras of the package: optional dependencies, and the error if one is missing."""

import importlib.util

PACKAGES = {
    "grpc": ("grpc", "google"),
    "parquet": ("pyarrow",),
    "scale": ("ray", "pyarrow", "pandas"),
}
"""Packages by extra, of which those of `scale` are Ray's with its parts for data and tuning."""


class MissingExtraError(ValueError):
    """An extra is needed and not installed."""


def require(extra: str, purpose: str) -> None:
    """Check that an extra is installed, without importing it.

    Parameters
    ----------
    extra : str
    purpose : str
        What needs it: the start of the message.

    Raises
    ------
    MissingExtraError
        Names the command that installs it.
    """
    if any(importlib.util.find_spec(name) is None for name in PACKAGES[extra]):
        raise MissingExtraError(
            f"{purpose}: expected the extra {extra} to be installed: pip install 'inkling[{extra}]'"
        )
