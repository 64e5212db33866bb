"""Writers of the results: CSV, JSON lines and Parquet."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from app.scoring.parquet import import_parquet
from app.scoring.scorer import Row
from model.serialization import atomic_write

_ROWS_PER_GROUP = 2**16


def check_format(path: Path) -> None:
    """Check, before any work, that results can be written in the format of the file's suffix.

    Raises
    ------
    ValueError
        If there is no such format, or Parquet's package is not installed.
    """
    if path.suffix not in _WRITERS:
        raise ValueError(f"expected a name that ends in {', '.join(_WRITERS)}, got {path.name}")
    if path.suffix == ".parquet":
        import_parquet()


def write(path: Path, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    """Write rows to a file in the format of its suffix; atomically, taking a row at a time.

    Parameters
    ----------
    path : pathlib.Path
    columns : mapping of str to type
    rows : iterable of dict
    """
    with atomic_write.open_to_replace(path) as file:
        _WRITERS[path.suffix](file, columns, rows)


def _write_csv(file: BinaryIO, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    text.detach()  # which leaves the file open


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _write_json_lines(file: BinaryIO, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    for row in rows:
        line = json.dumps({name: row[name] for name in columns}, ensure_ascii=False)
        file.write(line.encode() + b"\n")


def _write_parquet(file: BinaryIO, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    pyarrow, parquet = import_parquet()
    types = {
        str: pyarrow.string(),
        int: pyarrow.int8(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
    remaining = iter(rows)
    with parquet.ParquetWriter(file, schema) as writer:
        while group := list(islice(remaining, _ROWS_PER_GROUP)):
            writer.write_table(pyarrow.Table.from_pylist(group, schema))


_WRITERS: dict[str, Callable[[BinaryIO, Mapping[str, type], Iterable[Row]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_json_lines,
    ".parquet": _write_parquet,
}
