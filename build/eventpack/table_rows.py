"""The rows of one table on the way to its files: kept on disk, sorted by key, given back part by part as frames."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from . import schema

Row = dict[str, Any]

# Rows of a frame and of a Parquet row group: some 30 MB while they are Python values.
PART = 20_000
# These keep the order of their files in schemas/codes.
_IN_ORDER = {"event_types", "event_modes"}


class TableRows:
    """Rows as they come, in any order. In memory stay their keys; the rest is in a file without a name."""

    def __init__(self, table: str, rows: Iterable[Row] = ()) -> None:
        self.table = table
        self._declared = schema.load(table)
        self._names = schema.columns(self._declared)
        self._dates = [n for n, field in enumerate(self._declared["fields"]) if field["type"] == "date"]
        self._file = tempfile.TemporaryFile(prefix="eventpack-")
        self._end = 0
        self._keys: list[bytes] = []     # the cells of the key, and where the row stands
        self._sorted = True
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """An empty string is absent like None."""
        cells = [cell if (cell := row.get(name)) != "" else None for name in self._names]
        key = [] if self.table in _IN_ORDER else self._declared["primaryKey"]
        # NUL is in no identifier and before every character, so that the keys sort as lists of their cells do.
        told = "\0".join([*(_sortable(row.get(name)) for name in key), ""]).encode("utf-8", "surrogatepass")
        self._keys.append(told + self._end.to_bytes(8, "big"))
        self._sorted = False
        line = json.dumps(cells, ensure_ascii=False, default=date.isoformat).encode("utf-8", "surrogatepass")
        self._file.seek(self._end)
        self._file.write(line + b"\n")
        self._end += len(line) + 1

    def __len__(self) -> int:
        return len(self._keys)

    def parts(self, size: int = PART, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Typed frames of at most `size` rows, in the order of the key; one without rows where there are none.

        Only some `columns` where they are named.
        """
        wanted = self._names if columns is None else list(columns)
        if not self._sorted:
            self._keys.sort()
            self._sorted = True
        for start in range(0, len(self._keys) or 1, size):
            yield self._frame([self._read(key) for key in self._keys[start:start + size]])[wanted]

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All rows as one frame."""
        parts = list(self.parts(columns=columns))
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)

    def close(self) -> None:
        """Forget the rows."""
        self._keys = []
        self._file.close()

    def changed(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> TableRows:
        """The rows after a change of their cells, under their new keys."""
        return TableRows(self.table, (row for part in self.parts() for row in rows_of(change(part))))

    def _read(self, key: bytes) -> list[Any]:
        self._file.seek(int.from_bytes(key[-8:], "big"))
        cells = json.loads(self._file.readline().decode("utf-8", "surrogatepass"))
        for n in self._dates:
            if cells[n] is not None:
                cells[n] = date.fromisoformat(cells[n])
        return cells

    def _frame(self, rows: list[list[Any]]) -> pd.DataFrame:
        columns = zip(*rows, strict=True) if rows else ([] for _ in self._names)
        dtypes = schema.pandas_dtypes(self._declared)
        numeric = {field["name"] for field in self._declared["fields"] if field["type"] in {"number", "integer"}}
        return pd.DataFrame({
            name: pd.array([_number(cell) for cell in cells] if name in numeric else list(cells), dtype=dtypes[name])
            for name, cells in zip(self._names, columns, strict=True)
        })


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """The rows of a typed frame, None for what is absent."""
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in frame.columns]
    for cells in zip(*columns, strict=True):
        yield dict(zip(frame.columns, cells, strict=True))


def _sortable(cell: Any) -> str:
    """A cell of a key such that text sorts as the cells do."""
    return f"{cell:020}" if isinstance(cell, int) else cell or ""


def _number(cell: Any) -> Any:
    # Code lists are text files: their scores arrive as strings.
    return float(cell) if isinstance(cell, str) else cell
