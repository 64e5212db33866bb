"""The optional package pyarrow, which reads and writes Parquet."""

from typing import Any

from app import extras


def import_parquet() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet.

    Raises
    ------
    app.extras.MissingExtraError
        If they are not installed.
    """
    extras.require("parquet", "Parquet")
    import pyarrow as pa  # noqa: PLC0415  # large
    from pyarrow import parquet  # noqa: PLC0415

    return pa, parquet
