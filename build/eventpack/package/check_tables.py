"""Checks frames against their schemas, before they are written: types, constraints, keys, and our own rules.

The same engine as for files looks at them, :mod:`eventpack.validation`. What only holds between columns and tables
of this project is in :mod:`eventpack.package.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.problems import Collector, Problem, ordered
from ..tabular import parquet_file, schema
from ..validation import keys, read_descriptor, table
from ..validation.csv_rows import Batch
from . import rules

Frames = Mapping[str, pd.DataFrame]
FIRST_ROW = 2  # the header is row 1


def check(frames: Frames, texts: Mapping[str, str] | None = None) -> list[Problem]:
    """All that is wrong with the project's own tables; empty if they are good.

    `texts` is source_id → article text where the texts are at hand: quotes are then looked up in them.
    The rules between columns are only tried once every table keeps its schema.
    """
    problems = check_schemas(frames, schema.load_all())
    if not problems:
        problems = rules.check(frames, texts)
    return ordered(problems)


def check_keys(tables: Mapping[str, parquet_file.Columns]) -> list[Problem]:
    """Keys of the project's own tables. Each column must be of its type; it is read when a key needs it."""
    collector = Collector(limit=None)
    found = {}
    for name, columns in tables.items():
        declared = read_descriptor.schema(schema.load(name))
        numbers = np.arange(FIRST_ROW, FIRST_ROW + len(columns), dtype=np.int32 if len(columns) < 2**31 - 2 else None)
        found[name] = table.Table(name, declared, _Arrow(columns), numbers, len(columns))
    for one in found.values():
        keys.check_unique(one, collector)
        keys.check_foreign(one, found, collector)
        pa.default_memory_pool().release_unused()  # the next table wants other columns
    return ordered(collector.problems)


def check_frame(frame: pd.DataFrame, name: str, before: int = 0) -> list[Problem]:
    """What pandera finds in a typed frame of table `name`, of which `before` rows went before; empty if it is good.

    The schema is the one that :func:`eventpack.pandera_schema` gives to users, so both always agree.
    """
    from pandera.errors import SchemaErrors  # here, since it takes a third of a second to import

    try:
        schema.table_checks(name).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [
            Problem(
                name,
                None if pd.isna(case.index) else int(case.index) + before + FIRST_ROW,
                str(case.column) if case.schema_context == "Column" else None,
                None if case.failure_case is None else str(case.failure_case),
                str(case.check),
                "does not keep the schema",
            )
            for case in errors.failure_cases.itertuples()
        ]
    return []


class _Arrow(Mapping[str, pa.ChunkedArray]):
    """Columns as the engine has them."""

    def __init__(self, columns: parquet_file.Columns) -> None:
        self._columns = columns

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        return self._columns.arrow(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(list(iter(self._columns)))


def check_schemas(frames: Frames, schemas: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Any frames against any schemas of the Table Schema types in :data:`eventpack.tabular.schema.TYPES`."""
    collector = Collector(limit=None)
    collector.add(
        Problem(name, None, None, None, "table", "the table is missing") for name in schemas if name not in frames
    )
    collector.add(
        Problem(name, None, None, None, "table", "no such table is declared") for name in frames if name not in schemas
    )
    declared = {name: read_descriptor.schema(raw) for name, raw in schemas.items()}
    tables: dict[str, table.Table | None] = {
        name: _read(name, frames[name], schemas[name], declared, collector) if name in frames else None
        for name in schemas
    }
    for found in tables.values():
        if found:
            keys.check_unique(found, collector)
            keys.check_foreign(found, tables, collector)
    return ordered(collector.problems)


def _read(
    name: str, frame: pd.DataFrame, raw: Mapping[str, Any], declared: Mapping[str, Any], collector: Collector
) -> table.Table | None:
    """None where the columns or their types are others, so that keys cannot be looked up."""
    expected = schema.columns(raw)
    if list(frame.columns) != expected:
        collector.add(
            [Problem(name, 1, None, ", ".join(map(str, frame.columns)), "columns", f"should be {', '.join(expected)}")]
        )
        return None
    columns, sound = [], True
    for column, kind in zip(raw["fields"], schema.arrow_schema(raw).types, strict=True):
        cells = frame[column["name"]]
        if cells.dtype == schema.TYPES[column["type"]][0]:
            columns.append(pa.Array.from_pandas(cells, type=kind))
        else:
            sound = False
            collector.add(
                [Problem(name, None, column["name"], str(cells.dtype), "type", f"should be of type {column['type']}")]
            )
    if not sound:
        return None
    chunked = [c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in columns]
    batch = Batch(chunked, np.arange(FIRST_ROW, FIRST_ROW + len(frame)))
    return table.read(name, declared[name], declared[name].fields, [batch], keys.needed(name, declared), collector)
