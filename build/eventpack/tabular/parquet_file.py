"""Tables as Parquet files, with the Arrow schema of schemas/, and their comparison with the CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..core.messages import counted
from ..core.problems import Problem
from ..validation import parquet_rows
from ..validation.bytestream import Open
from ..validation.container import DAMAGED
from ..validation.csv_rows import Unreadable
from ..validation.parquet_bounds import Parquet
from ..validation.table import Table
from . import schema

_ROWS = 1 << 17


def to_arrow(frame: pd.DataFrame, declared: Mapping[str, Any]) -> pa.Table:
    """A typed frame as an Arrow table of the schema's types."""
    return pa.Table.from_pandas(
        frame, schema=schema.arrow_schema(declared), preserve_index=False
    ).replace_schema_metadata(None)


class Writer:
    """A Parquet file that is written table by table, each a row group."""

    def __init__(self, path: Path, declared: Mapping[str, Any]) -> None:
        self._file = pq.ParquetWriter(path, schema.arrow_schema(declared), compression="zstd", version="2.6")

    def write(self, rows: pa.Table) -> None:
        """Raises ValueError where a required column has an empty cell, pyarrow.ArrowException for other types."""
        for field in self._file.schema:
            if not field.nullable and rows[field.name].null_count:
                raise ValueError(f"{field.name} is required and has {rows[field.name].null_count} empty cells")
        self._file.write_table(rows)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Columns(Mapping[str, pd.Series]):
    """The columns of a Parquet file of ours, each read anew whenever it is asked for: none is held."""

    def __init__(self, path: Path, declared: Mapping[str, Any]) -> None:
        self._file = pq.ParquetFile(path)
        self._dtypes = schema.pandas_dtypes(declared)

    def __getitem__(self, name: str) -> pd.Series:
        return pd.Series(self._dtypes[name].__from_arrow__(self.arrow(name)))

    def arrow(self, name: str) -> pa.ChunkedArray:
        return self._file.read(columns=[name], use_threads=False)[name]

    def rows(self, names: Sequence[str]) -> Iterator[tuple]:
        """The cells of some columns row by row, None for what is absent."""
        for number in range(self._file.num_row_groups):
            part = self._file.read_row_group(number, columns=list(names), use_threads=False)
            yield from zip(*(part[name].to_pylist() for name in names), strict=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self._dtypes)

    def __len__(self) -> int:
        """The number of rows, as a frame has it."""
        return self._file.metadata.num_rows

    def close(self) -> None:
        self._file.close()


def parts(path: Path) -> Iterator[pa.Table]:
    """The tables a :class:`Writer` was given."""
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, use_threads=False)


def compare_part(
    found: pa.Table, path: str, frame: pd.DataFrame, declared: Mapping[str, Any], table: str, before: int
) -> list[Problem]:
    """What sets one of the :func:`parts` of a Parquet file apart from the schema, or cell by cell from `frame`, which was
    read from the CSV; `before` rows come before it."""
    return _differ(found, path, _as_table(frame, declared, table, before))


def _as_table(frame: pd.DataFrame, declared: Mapping[str, Any], table: str, before: int) -> Table:
    there = to_arrow(frame, declared)
    columns = dict(zip(there.column_names, there.columns, strict=True))
    numbers = np.arange(before + 2, before + 2 + len(frame))
    return Table(table, schema.prepared(declared), columns, numbers, len(frame))


def differences(opened: Open, path: str, table: Table) -> list[Problem]:
    """What sets a Parquet file apart from a table that was read, in types, columns or cells."""
    try:
        with opened() as file:
            parquet_rows.names(opened)
            parquet = Parquet(file)
            found = pa.Table.from_batches(parquet.batches(_ROWS), parquet.schema)
    except (Unreadable, *DAMAGED) as error:
        message = str(error) if isinstance(error, Unreadable) else f"cannot be read as Parquet: {error}"
        return [Problem(table.name, None, None, None, "parquet", f"{path.rpartition('/')[2]} {message}", path)]
    return _differ(found, path, table)


def _differ(found: pa.Table, path: str, table: Table) -> list[Problem]:
    name = path.rpartition("/")[2]

    def problem(row: int | None, column: str | None, value: str | None, message: str) -> Problem:
        return Problem(table.name, row, column, value, "parquet", message, path if row is None else None)

    expected = [
        (field.name, schema.TYPES[field.type][1] if field.type in schema.TYPES else None, field.required)
        for field in table.schema.fields
    ]
    actual = [(field.name, field.type, not field.nullable) for field in found.schema]
    if len(actual) != len(expected) or any(
        mine[0] != its[0] or mine[1] not in (None, its[1]) or mine[2] != its[2]
        for mine, its in zip(expected, actual, strict=True)
    ):
        return [problem(None, None, None, f"{name} does not have the columns and types of the schema")]
    if found.num_rows != table.rows:
        return [problem(None, None, None, f"{name} has {counted(found.num_rows, 'row', ',')}, the CSV {table.rows:,}")]
    problems = []
    for column, kind, _ in expected:
        if kind is None or column not in table.columns:
            continue
        ours, theirs = table.columns[column].cast(kind), found[column]
        if ours.equals(theirs):
            continue
        same = pc.fill_null(pc.equal(ours, theirs), False)
        both_absent = pc.and_(pc.is_null(ours), pc.is_null(theirs))
        at = pc.indices_nonzero(pc.invert(pc.or_(same, both_absent)))
        problems += [
            problem(int(table.numbers[position]), column, str(its), f"{name} differs from the CSV's {mine}")
            for position, mine, its in zip(
                at.to_pylist(), ours.take(at).to_pylist(), theirs.take(at).to_pylist(), strict=True
            )
        ]
    return problems
