"""Tables as Parquet files, with the Arrow schema of schemas/, and their comparison with the CSV."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from . import schema
from .problem import Problem

_FIRST_ROW = 2


def to_arrow(frame: pd.DataFrame, declared: Mapping[str, Any]) -> pa.Table:
    """A typed frame as an Arrow table of the schema's types."""
    return pa.Table.from_pandas(
        frame, schema=schema.arrow_schema(declared), preserve_index=False
    ).replace_schema_metadata(None)


def write(frame: pd.DataFrame, path: Path, declared: Mapping[str, Any]) -> None:
    """Write a typed frame. The same frame gives the same bytes with the same pyarrow."""
    pq.write_table(to_arrow(frame, declared), path, compression="zstd", version="2.6")


def compare(path: Path, frame: pd.DataFrame, declared: Mapping[str, Any], table: str) -> list[Problem]:
    """What sets a Parquet file apart from the schema, or cell by cell from `frame`, which was read from the CSV."""
    try:
        found = pq.read_table(path, use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        return [Problem(table, None, None, None, "parquet", f"{path.name} cannot be read as Parquet: {error}")]
    expected = schema.arrow_schema(declared)
    if not found.schema.equals(expected, check_metadata=False):
        return [
            Problem(
                table, None, None, None, "parquet", f"{path.name} does not have the columns and types of the schema"
            )
        ]
    if found.num_rows != len(frame):
        return [
            Problem(table, None, None, None, "parquet", f"{path.name} has {found.num_rows} rows, the CSV {len(frame)}")
        ]
    problems = []
    for field in expected:
        cells = pa.array(frame[field.name], type=field.type, from_pandas=True)
        if found[field.name].combine_chunks().equals(cells):
            continue
        other = found[field.name].to_pylist()
        problems += [
            Problem(
                table,
                row + _FIRST_ROW,
                field.name,
                str(theirs),
                "parquet",
                f"{path.name} differs from the CSV's {ours}",
            )
            for row, (ours, theirs) in enumerate(zip(cells.to_pylist(), other, strict=True))
            if ours != theirs
        ]
    return problems
