"""Rows of a Parquet file, some hundred thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .bytestream import Open
from .csv_rows import MOST_COLUMNS, Batch, Unreadable

_ROWS = 1 << 17
FIRST_ROW = 2  # counted as if there were a header, as in the CSV of the same table
# A column of one value takes no room: a small file may claim rows without end.
FREE_ROWS = 100_000_000
ROWS_A_BYTE = 1_000


def names(open_file: Open) -> list[str]:
    """The columns. Raises Unreadable."""
    with open_file() as file:
        size = file.seek(0, 2)
        try:
            found = pq.ParquetFile(file)
            columns, rows = found.schema_arrow.names, found.metadata.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            raise Unreadable(f"cannot be read as Parquet: {error}") from error
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(f"has {len(columns)} columns; at most {MOST_COLUMNS} are read")
    if rows > FREE_ROWS and rows > ROWS_A_BYTE * size:
        raise Unreadable(f"claims {rows} rows in {size} bytes")
    return columns


def batches(open_file: Open) -> Iterator[Batch]:
    """All rows. Raises Unreadable."""
    row = FIRST_ROW
    with open_file() as file:
        try:
            for batch in pq.ParquetFile(file).iter_batches(batch_size=_ROWS, use_threads=False):
                columns = [
                    column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
                    for column in batch.columns
                ]
                yield Batch(columns, np.arange(row, row + batch.num_rows))
                row += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            raise Unreadable(f"cannot be read as Parquet: {error}") from error
