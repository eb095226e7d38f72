"""The rows of one table on the way to its files: kept on disk in sorted runs, merged and given back part by part."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import schema
from .parquet_file import to_arrow

Row = dict[str, Any]

# Rows of a frame and of a Parquet row group, and of a sorted run on disk: some 10 MB.
PART = 20_000
_PACKED = 1_000  # rows that are Python values at a time
_READ = 1_000  # rows of a run that are read at a time: a part takes some of each run
# These keep the order of their files in schemas/codes.
_IN_ORDER = {"event_types", "event_modes"}


class TableRows:
    """Rows as they come, in any order. In memory stay their keys and the last of them; the rest is in a file without
    a name."""

    def __init__(self, table: str, rows: Iterable[Row] = ()) -> None:
        self.table = table
        declared = schema.load(table)
        self._schema = schema.arrow_schema(declared).remove_metadata()
        self._dtypes = schema.pandas_dtypes(declared)
        self._key = [] if table in _IN_ORDER else declared["primaryKey"]
        self._names = self._schema.names
        self._cells: list[Sequence[Any]] = []  # of rows that are not yet packed
        self._packed: list[pa.RecordBatch] = []  # not yet in a run
        self._runs: list[_Run] = []
        self._file: IO[bytes] | None = None
        self._length = 0
        self._order: np.ndarray | None = None  # the numbers of the rows, run after run, in the order of the key
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """An empty string is absent like None, and so is a column that the row lacks."""
        self.add_cells([[row.get(name) for name in self._names]])

    def add_cells(self, rows: Sequence[Sequence[Any]]) -> None:
        """Rows as lists of cells, one for each column of the table, in its order. They may not be changed afterwards."""
        self._cells += rows
        self._length += len(rows)
        if len(self._cells) >= _PACKED:
            self._pack()

    def add_table(self, rows: pa.Table) -> None:
        """Typed rows with all columns of the table, in their order."""
        self._pack()
        self._packed += rows.cast(self._schema).to_batches()
        self._length += rows.num_rows
        self._end_run(PART)

    def __len__(self) -> int:
        return self._length

    def tables(self, size: int | None = None, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """At most `size` rows each (PART), in the order of the key; one without rows where there are none.

        Only some `columns` where they are named.
        """
        size, wanted = size or PART, list(columns or self._schema.names)
        if self._order is None or self._cells or self._packed:
            self._pack()
            self._end_run(1)
            self._order = self._sorted()
        starts = np.cumsum([0, *(len(run) for run in self._runs)])
        for start in range(0, self._length or 1, size):
            yield self._gathered(self._order[start : start + size], starts, wanted)

    def parts(self, size: int | None = None, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """As :meth:`tables`, as typed frames."""
        for part in self.tables(size, columns):
            yield pd.DataFrame({name: self._dtypes[name].__from_arrow__(part[name]) for name in part.column_names})

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All rows as one frame."""
        parts = list(self.parts(columns=columns))
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)

    def columns(self, names: Sequence[str]) -> Mapping[str, pd.Series]:
        """Each of these columns as a whole, gathered anew whenever it is asked for: none is held."""
        return _Columns(self, names)

    def close(self) -> None:
        """Forget the rows."""
        self._cells, self._packed, self._runs, self._order, self._length = [], [], [], None, 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def changed(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> TableRows:
        """The rows after a change of their cells, under their new keys."""
        made = TableRows(self.table)
        for part in self.parts():
            made.add_table(to_arrow(change(part), schema.load(self.table)))
        return made

    def _pack(self) -> None:
        if self._cells:
            columns = zip(*self._cells, strict=True)
            arrays = [_packed(field, cells) for field, cells in zip(self._schema, columns, strict=True)]
            self._packed.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            self._cells = []
            self._end_run(PART)

    def _end_run(self, least: int) -> None:
        """Makes a run of what is packed, if it is at least so many rows."""
        count = sum(batch.num_rows for batch in self._packed)
        if count < least:
            return
        rows = pa.Table.from_batches(self._packed, self._schema)
        self._packed = []
        keys = self._keys(rows)
        rows = rows.take(pc.array_sort_indices(keys)) if self._key else rows.combine_chunks()
        if count >= PART and self._file is None:
            self._file = tempfile.TemporaryFile(prefix="eventpack-")
        self._runs.append(_Run(rows, self._keys(rows), self._file if count >= PART else None))

    def _keys(self, rows: pa.Table) -> pa.Array:
        """A text for each row that sorts as the cells of its key do: NUL is in no identifier, before all characters."""
        if not self._key:
            return pa.nulls(rows.num_rows, pa.string())
        cells = [_sortable(rows[name]) for name in self._key]
        joined = pc.binary_join_element_wise(*cells, "\0") if len(cells) > 1 else cells[0]
        return joined.combine_chunks()

    def _sorted(self) -> np.ndarray:
        if not self._key:
            return np.arange(self._length)
        keys = pa.chunked_array([run.keys for run in self._runs], pa.string())
        order = pc.array_sort_indices(keys).to_numpy()
        return order.astype(np.uint32) if len(order) < 2**32 else order

    def _gathered(self, numbers: np.ndarray, starts: np.ndarray, columns: list[str]) -> pa.Table:
        """The rows of these `numbers`. In each run they stand beside one another, since it is sorted too."""
        of_run = np.searchsorted(starts, numbers, side="right") - 1
        found, at, before = [], np.zeros(len(numbers), dtype=np.int64), 0
        for run in np.unique(of_run):
            mine = of_run == run
            places = numbers[mine].astype(np.int64) - starts[run]
            first, rows = self._runs[run].read(int(places.min()), int(places.max()) + 1)
            at[mine] = places - first + before
            found.append(rows.select(columns))
            before += rows.num_rows
        if not found:
            return self._schema.empty_table().select(columns)
        return pa.concat_tables(found).combine_chunks().take(pa.array(at))


class _Columns(Mapping[str, pd.Series]):
    def __init__(self, rows: TableRows, names: Sequence[str]) -> None:
        self._rows, self._names = rows, tuple(names)

    def __getitem__(self, name: str) -> pd.Series:
        return self._rows.frame([name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        """The number of rows, as a frame has it."""
        return len(self._rows)


class _Run:
    """Sorted rows, in memory or in a file, and their keys."""

    def __init__(self, rows: pa.Table, keys: pa.Array, file: Any) -> None:
        self.keys = keys
        self._rows, self._file, self._schema = rows if file is None else None, file, rows.schema
        self._places = array("Q")
        if file is not None:
            end = file.seek(0, 2)
            for start in range(0, rows.num_rows, _READ):
                # A slice is written with the whole of its columns' buffers unless it is a copy.
                data = rows.slice(start, _READ).combine_chunks().to_batches()[0].serialize()
                file.write(data)
                self._places.append(end)
                end += data.size
            self._places.append(end)

    def __len__(self) -> int:
        return len(self.keys)

    def read(self, start: int, end: int) -> tuple[int, pa.Table]:
        """Rows among which are those from `start` to before `end`, and the number of the first."""
        if self._rows is not None:
            return start, self._rows.slice(start, end - start)
        first, last = start // _READ, (end - 1) // _READ + 1
        self._file.seek(self._places[first])
        batches = [
            pa.ipc.read_record_batch(pa.py_buffer(self._file.read(self._places[n + 1] - self._places[n])), self._schema)
            for n in range(first, last)
        ]
        return first * _READ, pa.Table.from_batches(batches, self._schema)


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """The rows of a typed frame, None for what is absent."""
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in frame.columns]
    for cells in zip(*columns, strict=True):
        yield dict(zip(frame.columns, cells, strict=True))


def _packed(field: pa.Field, cells: Sequence[Any]) -> pa.Array:
    """Raises pyarrow.ArrowException, ValueError or TypeError for cells that are not of the field's type."""
    if pa.types.is_string(field.type):
        return pa.array([cell or None for cell in cells], field.type)
    if pa.types.is_date(field.type) or pa.types.is_boolean(field.type):
        return pa.array(cells, field.type)
    with suppress(pa.ArrowException):  # raised for numbers mixed with strings
        numbers = pa.array(cells)
        if not pa.types.is_string(numbers.type):
            return numbers.cast(field.type)
    # Code lists are text files: their scores arrive as strings. A number is never cut to the type's.
    return pa.array(
        [float(cell) if isinstance(cell, str) and cell else None if cell == "" else cell for cell in cells]
    ).cast(field.type)


def _sortable(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_integer(cells.type):
        cells = pc.utf8_lpad(cells.cast(pa.string()), 20, "0")
    return pc.fill_null(cells, "")
