"""HXL 1.1 (hxlstandard.org): a table as CSV with the row of hashtags after its header.

A column's hashtag is `hxl` of its field in schemas/. A column of no table of ours has none, as HXL allows.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from ..tabular import csv_file, schema


def hashtags(table: str, columns: list[str]) -> list[str]:
    """The hashtag of each column, with its attributes; empty for a column that is not in schemas/."""
    known = schema.load(table)["fields"] if table in schema.TABLES else []
    tags = {field["name"]: field["hxl"] for field in known}
    return [tags.get(column, "") for column in columns]


def write(table: str, frame: pd.DataFrame, file: Path) -> Path:
    """The table as UTF-8 CSV: header, hashtags, rows."""
    columns = list(frame.columns)
    tags = [pa.array([tag]) for tag in hashtags(table, columns)]
    with csv_file.Writer(file, columns) as out:
        out.write(pa.Table.from_arrays(tags, names=columns))
        out.write(pa.Table.from_pandas(frame, preserve_index=False))
    return file
