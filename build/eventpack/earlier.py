"""The package that a build is about to replace: what of it says which row is which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from . import csv_file, descriptor, schema
from .errors import InputError

# All that identity needs to know of a package's tables.
COLUMNS = {
    "sources": ("source_id", "sha256", "url", "file", "title"),
    "reports": ("report_id", "event_id", "source_id", "sentence", "char_start", "char_end", "quote", "trigger",
                "trigger_start", "status", "location_id", "destination_location_id"),
    "events": ("event_id", "event_type"),
    "event_actors": ("event_id", "actor_id", "role"),
    "actors": ("actor_id",),
    "locations": ("location_id",),
    "forwards": ("table_name", "old_id", "part", "new_id", "reason", "version", "last_event_id"),
}

_TO_PANDAS = {arrow: pandas for pandas, arrow in schema.TYPES.values()}


def read(folder: str | Path) -> dict[str, pd.DataFrame] | None:
    """The columns of the package in `folder` that identity needs; None where there is no package of eventpack.

    Columns and tables that an older version did not write are empty. Raises InputError where a package is there
    and cannot be read: to go on would give all it has new names.
    """
    folder = Path(folder)
    file = folder / descriptor.FILE
    try:
        resources = json.loads(file.read_text(encoding="utf-8"))["resources"]
        schemas = {resource["name"]: resource["schema"] for resource in resources}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError):
        schemas = {}
    if not schemas.keys() >= {"events", "reports"}:
        return None                      # somebody else's: writing will refuse it
    return {table: _table(folder, table, columns, schemas.get(table)) for table, columns in COLUMNS.items()}


def _table(folder: Path, table: str, columns: tuple[str, ...], declared: Mapping[str, Any] | None) -> pd.DataFrame:
    dtypes = schema.pandas_dtypes(schema.load(table))
    found = _cells(folder / "data" / f"{table}.parquet", columns, declared) if declared else {}
    length = len(next(iter(found.values()), ()))
    return pd.DataFrame({name: found[name].astype(dtypes[name]) if name in found
                         else pd.array([None] * length, dtype=dtypes[name]) for name in columns})


def _cells(file: Path, columns: tuple[str, ...], declared: Mapping[str, Any]) -> dict[str, pd.Series]:
    def unreadable(why: object) -> InputError:
        return InputError(file, None, f"of the package that is to be replaced cannot be read ({why})",
                          "Put that package in order so that its identifiers stay, or give them up with --fresh")

    if not file.exists():
        frame, problems = csv_file.read(file.with_suffix(".csv"), declared, file.stem)
        if frame is None or problems:
            raise unreadable(problems[0])
        return {name: frame[name] for name in columns if name in frame}
    try:
        with pq.ParquetFile(file) as parquet:
            cells = parquet.read(columns=[name for name in columns if name in parquet.schema_arrow.names])
    except (OSError, pa.ArrowException) as error:
        raise unreadable(error) from error
    return {name: cells[name].to_pandas(types_mapper=_TO_PANDAS.get) for name in cells.column_names}
