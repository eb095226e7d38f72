"""Rows that stand in the descriptor itself, or in a file of JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa

from .csv_rows import MOST_COLUMNS, Batch, Unreadable
from .declared import Dialect, Field
from .document import Real

FIRST_ROW = 2
# What a value of JSON may be a value of, beside text.
_NUMBERS = {"integer", "number", "year", "any"}


def read(data: Any, dialect: Dialect | None = None) -> tuple[list[str] | None, list[list[Any]]]:
    """Names and rows of a list of objects, or of a list of lists that begins with the names.

    There are no names where the dialect says that there is no header. Raises Unreadable.
    """
    dialect = dialect or Dialect()
    if dialect.rows_at is not None:
        data = _within(data, dialect.rows_at)
    if not isinstance(data, list) or not data:
        raise Unreadable("should be a list of rows, each an object or a list")
    kind = {"array": list, "object": dict}.get(dialect.item_type or "")
    if kind and not all(isinstance(row, kind) for row in data):
        raise Unreadable(f"should be a list of rows, each an {dialect.item_type}, as its dialect says")
    names: list[str] | None
    if all(isinstance(row, dict) for row in data):
        names = list(dialect.item_keys or dict.fromkeys(key for row in data for key in row))
        rows: list[list[Any]] = [[row.get(name) for name in names] for row in data]
    elif all(isinstance(row, list) for row in data):
        header = max(dialect.header_rows, default=0)
        names, rows = [str(name) for name in data[header - 1]] if 0 < header <= len(data) else None, data[header:]
    else:
        raise Unreadable("should be a list of rows, all of them objects or all of them lists")
    if len(names or ()) > MOST_COLUMNS:
        raise Unreadable(f"has {len(names or ())} columns; at most {MOST_COLUMNS} are read")
    return names, rows


def _within(data: Any, path: str) -> Any:
    """The value of a property, also of one within another, as in "answer.rows"."""
    if isinstance(data, dict) and path in data:
        return data[path]
    for key in path.split("."):
        if not isinstance(data, dict) or key not in data:
            raise Unreadable(f"has no property {path[:100]}, in which its dialect says the rows are")
        data = data[key]
    return data


def batch(rows: list[list[Any]], columns: int, first: int = FIRST_ROW) -> Batch:
    """The rows as text, filled up with null or cut to the number of columns; the first has the number `first`."""
    filled = [(list(row) + [None] * columns)[:columns] for row in rows]
    return Batch(
        [pa.array([_text(row[position]) for row in filled], pa.string()) for position in range(columns)],
        np.arange(first, first + len(rows)),
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
    if isinstance(value, Real):
        return value.text
    return json.dumps(value, ensure_ascii=False)
