"""The package that a build is about to replace: what of it says which row is which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from ..core import package_layout
from ..core.errors import InputError
from ..tabular import csv_file, schema
from ..validation import document
from ..validation.container import Folder, NotThere, Refused
from ..validation.csv_rows import Unreadable
from ..validation.parquet_bounds import Parquet

# All that identity needs to know of a package's tables.
COLUMNS = {
    "sources": ("source_id", "sha256", "url", "file", "title"),
    "reports": (
        "report_id",
        "event_id",
        "source_id",
        "sentence",
        "char_start",
        "char_end",
        "quote",
        "trigger",
        "trigger_start",
        "status",
        "location_id",
        "destination_location_id",
    ),
    "events": ("event_id", "event_type"),
    "event_actors": ("event_id", "actor_id", "role"),
    "actors": ("actor_id",),
    "locations": ("location_id",),
    "forwards": ("table_name", "old_id", "part", "new_id", "reason", "version", "last_event_id"),
}

_ROWS = 1 << 17
_TO_PANDAS = {arrow: pandas for pandas, arrow in schema.TYPES.values()}


class Table(Mapping[str, pd.Series]):
    """The columns of a table that identity needs, each read anew whenever it is asked for: none is held.

    A column that an older version did not write is empty. A file that is replaced meanwhile is read as it was.
    """

    def __init__(self, table: str, place: Folder, declared: Mapping[str, Any] | None) -> None:
        self._names, self._dtypes = COLUMNS[table], schema.pandas_dtypes(schema.load(table))
        self._found: Mapping[str, pd.Series] = {}
        self._file = place.root / f"data/{table}"
        self._length = 0
        if declared is None:
            return
        if (place.root / f"data/{table}.parquet").exists():
            self._found = _Parquet(place, f"data/{table}.parquet")
            self._length = self._found.length
        else:
            file = place.root / f"data/{table}.csv"
            try:
                frame, problems = csv_file.read(file, declared, table, inside=place.root)
            except (ValueError, LookupError, TypeError, AttributeError) as error:  # what it says of its table
                raise _unreadable(file, error) from error
            if frame is None or problems:
                raise _unreadable(file, problems[0])
            self._found = {name: frame[name] for name in self._names if name in frame}
            self._length = len(frame)
        for name in self._names:  # what cannot be read is reported now, not after the work
            self[name]
        pa.default_memory_pool().release_unused()

    def __getitem__(self, name: str) -> pd.Series:
        if name not in self._found:
            return pd.Series(pd.array([None] * self._length, dtype=self._dtypes[name]))
        try:
            return self._found[name].astype(self._dtypes[name])
        except (ValueError, TypeError, pa.ArrowException) as error:
            raise _unreadable(self._file, f"column {name}: {error}") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        """The number of rows, as a frame has it."""
        return self._length


class _Parquet(Mapping[str, pd.Series]):
    def __init__(self, place: Folder, path: str) -> None:
        self._name = place.root / path
        try:
            self._file = Parquet(place.open(path))
        except (Refused, Unreadable) as error:
            raise _unreadable(self._name, error) from error
        self.length = self._file.rows

    def __getitem__(self, name: str) -> pd.Series:
        if name not in self._file.schema.names:
            raise KeyError(name)
        try:
            cells = pa.Table.from_batches(
                self._file.batches(_ROWS, [name]), pa.schema([self._file.schema.field(name)])
            )[name]
        except Unreadable as error:
            raise _unreadable(self._name, error) from error
        return cells.to_pandas(types_mapper=_TO_PANDAS.get)

    def __contains__(self, name: object) -> bool:
        return name in self._file.schema.names

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.schema.names)

    def __len__(self) -> int:
        return len(self._file.schema.names)


def read(folder: str | Path) -> dict[str, Table] | None:
    """The tables of the package in `folder` that identity needs; None where there is no package of eventpack.

    Tables that an older version did not write are empty. Raises InputError where a package is there and cannot be
    read: to go on would give all it has new names.
    """
    place = Folder(Path(folder))
    try:
        resources = document.parse(place.read(package_layout.FILE, document.LARGEST), package_layout.FILE)["resources"]
        schemas = {resource["name"]: resource["schema"] for resource in resources}
    except NotThere:
        return None
    except (Refused, document.NotJson, LookupError, TypeError):
        schemas = {}
    if not schemas.keys() >= {"events", "reports"}:
        return None  # somebody else's: writing will refuse it
    return {table: Table(table, place, schemas.get(table)) for table in COLUMNS}


def _unreadable(file: Path, why: object) -> InputError:
    return InputError(
        file,
        None,
        f"of the package that is to be replaced cannot be read ({why})",
        "Put that package in order so that its identifiers stay, or give them up with --fresh",
    )
