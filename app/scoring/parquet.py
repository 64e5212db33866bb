"""The optional package pyarrow, which reads and writes Parquet."""

from typing import Any


class MissingPackageError(ValueError):
    """The package pyarrow is not installed."""


def import_parquet() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet.

    Raises
    ------
    MissingPackageError
        If they are not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # optional, and large
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingPackageError(
            "Parquet: expected the package pyarrow, got none; "
            "install it with: pip install 'inkling[parquet]'"
        ) from error
    return pa, parquet
