"""Tables as CSV files: one way of writing them, and a strict way of reading them back.

UTF-8 without a mark, comma, line feed, quotes only where needed, ISO dates, true and false, numbers in their
shortest form that reads back as the same number, an empty cell for what is absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from . import schema
from .problem import Problem

_QUOTED = re.compile(r'[",\r\n]')
_FIRST_ROW = 2

_LEXICAL = {
    "integer": r"^[+-]?[0-9]{1,18}$",
    "number": r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$",
    "boolean": r"^(true|false)$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a typed frame. Raises OSError where the file cannot be written."""
    columns = [
        [_cell(value) for value in frame[name].astype(object).where(frame[name].notna(), None)]
        for name in frame.columns
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(map(_cell, frame.columns)) + "\n")
        file.writelines(",".join(cells) + "\n" for cells in zip(*columns, strict=True))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)


def read(path: Path, declared: Mapping[str, Any], table: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """The typed frame a CSV file holds, and what keeps it from being read as declared.

    A cell that is not of its column's type is a problem and NA in the frame. Where header or rows do not fit
    the schema, or the file cannot be read, there is no frame.
    """
    expected = schema.columns(declared)
    ragged: list[Problem] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        ragged.append(
            Problem(
                table, row.number, None, None, "cells", f"has {row.actual_columns} cells, not {row.expected_columns}"
            )
        )
        return "skip"

    try:
        cells = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={name: pa.string() for name in expected},
                strings_can_be_null=True,
                null_values=list(declared.get("missingValues", [""])),
            ),
        )
    except (pa.ArrowInvalid, OSError) as error:
        return None, [Problem(table, None, None, None, "file", f"cannot be read as CSV: {error}")]
    if cells.column_names != expected:
        return None, [
            Problem(table, 1, None, ", ".join(cells.column_names), "columns", f"should be {', '.join(expected)}")
        ]
    ragged += _blank(cells, table)
    if ragged:
        return None, ragged
    problems: list[Problem] = []
    made = {}
    for field in declared["fields"]:
        column, wrong = _typed(cells[field["name"]].combine_chunks(), field["type"])
        made[field["name"]] = pd.array(column.to_pylist(), dtype=schema.TYPES[field["type"]][0])
        problems += [
            Problem(table, row + _FIRST_ROW, field["name"], value, "type", f"should be of type {field['type']}")
            for row, value in wrong
        ]
    return pd.DataFrame(made), problems


def _blank(cells: pa.Table, table: str) -> list[Problem]:
    """Rows without any cell filled, such as empty lines. With one column they are absent values."""
    if cells.num_columns < 2 or not cells.num_rows:
        return []
    blank = reduce(pc.and_, (pc.is_null(column) for column in cells.columns))
    rows = pc.indices_nonzero(blank).to_pylist()
    return [Problem(table, row + _FIRST_ROW, None, None, "blank row", "has no cell filled") for row in rows]


def _typed(cells: pa.Array, kind: str) -> tuple[pa.Array, list[tuple[int, str]]]:
    """The cells as `kind`, null where they are not, and (position, cell) of those."""
    target = schema.TYPES[kind][1]
    if kind not in _LEXICAL:
        return cells.cast(target), []
    good = pc.match_substring_regex(cells, _LEXICAL[kind])
    if kind == "date":
        good = pa.array(
            [ok and _is_day(cell) for ok, cell in zip(good.to_pylist(), cells.to_pylist(), strict=True)], pa.bool_()
        )
    wrong = pc.and_(pc.is_valid(cells), pc.invert(pc.fill_null(good, True)))
    positions = pc.indices_nonzero(wrong).to_pylist()
    kept = pc.if_else(pc.fill_null(good, False), cells, pa.scalar(None, pa.string()))
    return kept.cast(target), [(position, cells[position].as_py()) for position in positions]


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True
