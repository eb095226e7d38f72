"""Checks frames against their schemas, before they are written: types, constraints, keys, and our own rules.

The same engine as for files looks at them, :mod:`eventpack.validation`. What only holds between columns and tables
of this project is in :mod:`eventpack.package.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.problems import Collector, Problem, ordered
from ..tabular import parquet_file, schema
from ..validation import keys, table

Frames = Mapping[str, pd.DataFrame]
FIRST_ROW = 2  # the header is row 1
_RULES = {"field_uniqueness": "unique", "not_nullable": "required"}  # pandera's names for them, and ours


def check_keys(tables: Mapping[str, parquet_file.Columns]) -> list[Problem]:
    """Keys of the project's own tables. Each column must be of its type; it is read when a key needs it."""
    collector = Collector(limit=None)
    found = {}
    for name, columns in tables.items():
        declared = schema.prepared(schema.load(name))
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
                _RULES.get(str(case.check), str(case.check)),
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
