"""Cells that come with a type of their own, from Parquet: whether and how they are values of a field."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from . import cells, decimals
from .declared import Field

LONGEST_INTEGER = 75  # digits of integers that `cells.read` keeps apart
Read = tuple[pa.Array, pa.Array]


class OtherType(Exception):
    """A whole column is of a type that the field's values cannot have."""


def read(column: pa.Array, field: Field) -> Read:
    """As :func:`cells.read`. Raises OtherType."""
    kind, own = field.type, column.type
    none_wrong = pa.repeat(pa.scalar(False), len(column))
    if pt.is_null(own):
        return cells.read(column.cast(pa.string()), field)
    if kind == "any":
        return as_text(column), none_wrong
    if kind in {"integer", "year"}:
        return _whole(column, field)
    if kind == "number" and (pt.is_integer(own) or pt.is_floating(own) or pt.is_decimal(own)):
        return pc.add(column.cast(pa.float64(), safe=False), 0.0), none_wrong
    if kind == "boolean" and pt.is_boolean(own):
        return column, none_wrong
    if kind == "date" and pt.is_date(own):
        return column.cast(pa.date32()), none_wrong
    if kind == "date" and pt.is_timestamp(own):
        days = pc.floor_temporal(column, unit="day")
        wrong = pc.fill_null(pc.not_equal(days, column), False)
        return pc.if_else(wrong, pa.scalar(None, pa.date32()), days.cast(pa.date32())), wrong
    if kind == "datetime" and pt.is_timestamp(own):
        return column.cast(pa.timestamp("us", own.tz), safe=False).cast(pa.timestamp("us", "UTC")), none_wrong
    if kind == "time" and pt.is_time(own):
        return column.cast(pa.time64("us"), safe=False).cast(pa.int64()), none_wrong
    if kind == "duration" and pt.is_duration(own):
        microseconds = column.cast(pa.duration("us"), safe=False).cast(pa.int64())
        return pc.divide(microseconds.cast(pa.float64()), 1e6), none_wrong
    if kind in {"array", "object", "geojson", "list"} and pt.is_nested(own):
        return _nested(column, field)
    raise OtherType(f"is a column of {own}, which does not hold values of the type {kind}")


def is_text(kind: pa.DataType) -> bool:
    """Whether an Arrow type is one of strings, whatever its layout."""
    return pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind)


def _whole(column: pa.Array, field: Field) -> Read:
    own = column.type
    if pt.is_integer(own):
        whole = column.cast(pa.decimal256(76, 0) if pt.is_uint64(own) else pa.int64())
        wrong = pa.repeat(pa.scalar(False), len(column))
    elif pt.is_decimal(own):
        rounded = pc.round(column)
        wrong = pc.fill_null(pc.not_equal(rounded, column), False)
        whole = pc.if_else(wrong, pa.scalar(None, own), rounded).cast(pa.decimal256(76, 0))
    elif pt.is_floating(own):
        real = column.cast(pa.float64())
        wrong = pc.or_(pc.not_equal(pc.floor(real), real), pc.greater(pc.abs(real), 2.0**63 - 1024))
        wrong = pc.fill_null(pc.or_(wrong, pc.is_nan(real)), False)
        whole = pc.if_else(wrong, pa.scalar(None, pa.float64()), real).cast(pa.int64())
    else:
        raise OtherType(f"is a column of {own}, which does not hold values of the type {field.type}")
    return whole, wrong


def long_digits(column: pa.Array, field: Field) -> bool:
    """Whether :func:`read` may give the same for numbers that are not the same."""
    own = column.type
    if field.type not in {"number", "integer"}:
        return False
    if is_text(own):
        if field.type == "integer":
            return (pc.max(pc.binary_length(column)).as_py() or 0) > LONGEST_INTEGER
        return decimals.long_digits(column)
    if field.type != "number" or not (pt.is_integer(own) or pt.is_decimal(own)):
        return False
    if pt.is_decimal(own):
        return own.precision > decimals.DIGITS
    bounds = pc.min_max(column)
    return any(abs(bounds[end].as_py() or 0) > 2**53 for end in ("min", "max"))


def exact(column: pa.Array, field: Field) -> pa.Array:
    """As :func:`cells.exact`, also of columns that have a type of their own."""
    if is_text(column.type):
        return cells.exact(column, field)
    if pt.is_floating(column.type):
        column = column.cast(pa.float64())
        distinct = column.unique()
        texts = pa.array(
            [None if one is None else decimals.canonical(repr(one)) for one in distinct.to_pylist()], pa.string()
        )
        return texts.take(pc.index_in(column, value_set=distinct))
    return cells.each(column.cast(pa.string()), decimals.canonical, pa.string())[0]


def _nested(column: pa.Array, field: Field) -> Read:
    """Lists, structs and maps as the JSON that a CSV file would have of them."""

    def plain(value: Any) -> Any:
        # A map comes as pairs.
        return dict(value) if pt.is_map(column.type) and value is not None else value

    if field.type == "list":
        texts = [
            None if v is None else field.delimiter.join("" if i is None else str(i) for i in v)
            for v in column.to_pylist()
        ]
    else:
        texts = [None if v is None else json.dumps(plain(v), default=str) for v in column.to_pylist()]
    return cells.read(pa.array(texts, pa.string()), field)


def as_text(column: pa.Array) -> pa.Array:
    """The cells of any column as text."""
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
