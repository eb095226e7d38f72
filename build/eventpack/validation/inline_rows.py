"""Rows that stand in the descriptor itself, or in a file of JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa

from .csv_rows import MOST_COLUMNS, Batch, Unreadable
from .declared import Field

FIRST_ROW = 2
# What a value of JSON may be a value of, beside text.
_NUMBERS = {"integer", "number", "year", "any"}


def read(data: Any) -> tuple[list[str], list[list[Any]]]:
    """Names and rows of a list of objects, or of a list of lists that begins with the names. Raises Unreadable."""
    if not isinstance(data, list) or not data:
        raise Unreadable("should be a list of rows, each an object or a list")
    if all(isinstance(row, dict) for row in data):
        names = list(dict.fromkeys(key for row in data for key in row))
        rows: list[list[Any]] = [[row.get(name) for name in names] for row in data]
    elif all(isinstance(row, list) for row in data):
        names, rows = [str(name) for name in data[0]], data[1:]
    else:
        raise Unreadable("should be a list of rows, all of them objects or all of them lists")
    if len(names) > MOST_COLUMNS:
        raise Unreadable(f"has {len(names)} columns; at most {MOST_COLUMNS} are read")
    return names, rows


def batch(rows: list[list[Any]], columns: int) -> Batch:
    """The rows as text, filled up with null or cut to the number of columns."""
    filled = [(list(row) + [None] * columns)[:columns] for row in rows]
    return Batch(
        [pa.array([_text(row[position]) for row in filled], pa.string()) for position in range(columns)],
        np.arange(FIRST_ROW, FIRST_ROW + len(rows)),
    )


def misfits(rows: list[list[Any]], position: int, field: Field) -> np.ndarray:
    """Which cells of a column are of a type of JSON that is no value of the field, whatever their text."""
    return np.array([len(row) > position and not _fits(row[position], field) for row in rows], dtype=bool)


def _fits(value: Any, field: Field) -> bool:
    if value is None or isinstance(value, str) or _text(value) in field.missing:
        return True
    if isinstance(value, bool):
        return field.type in {"boolean", "any"}
    if isinstance(value, (int, float)):
        return field.type in _NUMBERS
    if isinstance(value, dict):
        return field.type in {"object", "geojson", "any"} or (field.type, field.format) == ("geopoint", "object")
    return field.type in {"array", "any", "list"} or (field.type, field.format) == ("geopoint", "array")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
