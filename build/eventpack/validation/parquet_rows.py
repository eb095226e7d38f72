"""Rows of a Parquet file, some hundred thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .bytestream import Open
from .csv_rows import MOST_COLUMNS, Batch, Unreadable
from .parquet_bounds import Parquet

_ROWS = 1 << 17
FIRST_ROW = 2  # counted as if there were a header, as in the CSV of the same table
# A column of one value takes no room: a small file may claim rows without end.
FREE_ROWS = 100_000_000
ROWS_A_BYTE = 1_000


def names(open_file: Open) -> list[str]:
    """The columns. Raises Unreadable."""
    with open_file() as file:
        size = file.seek(0, 2)
        found = Parquet(file)
    if len(found.schema) > MOST_COLUMNS:
        raise Unreadable(f"has {len(found.schema)} columns; at most {MOST_COLUMNS} are read")
    if found.rows > FREE_ROWS and found.rows > ROWS_A_BYTE * size:
        raise Unreadable(f"claims {found.rows} rows in {size} bytes")
    return found.schema.names


def batches(open_file: Open) -> Iterator[Batch]:
    """All rows. Raises Unreadable."""
    row = FIRST_ROW
    with open_file() as file:
        for batch in Parquet(file).batches(_ROWS, plain=True):
            yield Batch(batch.columns, np.arange(row, row + batch.num_rows))
            row += batch.num_rows
