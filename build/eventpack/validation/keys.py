"""Keys within and between tables: unique fields, primary, unique and foreign keys, on whole columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..core.problems import KEPT_LENGTH, Collector, Problem
from . import cells, typed_cells
from .declared import Field, ForeignKey, Schema
from .table import Table, alike


def needed(name: str, tables: Mapping[str, Schema]) -> set[str]:
    """The columns of a table that keys look at, its own and those of tables that refer to it (name → schema)."""
    own = tables.get(name)
    found: set[str] = set()
    if own:
        found |= {f.name for f in own.fields if f.constraints.get("unique")} | set(own.primary_key)
        found |= {field for key in own.unique_keys for field in key}
    for other, schema in tables.items():
        for key in schema.foreign_keys:
            found |= set(key.fields) if other == name else set()
            found |= set(key.reference) if (key.resource or other) == name else set()
    return found


def check_unique(table: Table, collector: Collector) -> None:
    """Unique fields, the primary key, unique keys. A second row of the same values is reported, not the first.

    A cell that is not of its type is absent here: it is reported as such, and neither repeated nor a repetition.
    """
    for declared in table.schema.fields:
        if declared.constraints.get("unique") and declared.name in table.columns:
            _repeated(table, (declared.name,), "unique", collector)
    primary = table.schema.primary_key
    if primary and set(primary) <= set(table.columns):
        _repeated(table, primary, "primary key", collector)
    for key in table.schema.unique_keys:
        if set(key) <= set(table.columns):
            _repeated(table, key, "unique key", collector)


def check_foreign(table: Table, tables: Mapping[str, Table | None], collector: Collector) -> None:
    """Foreign keys. `tables` are all that are declared, None where one could not be read: it is not looked into."""
    for key in table.schema.foreign_keys:
        if key.package is not None:
            collector.note(
                Problem(
                    table.name,
                    None,
                    "+".join(key.fields),
                    None,
                    "not checked",
                    f"refers to the package {key.package[:200]}: a foreign key into another package is not checked",
                )
            )
            continue
        other_name = key.resource or table.name
        label = "+".join(key.fields)
        if other_name not in tables:
            collector.add(
                [
                    Problem(
                        table.name,
                        None,
                        label,
                        None,
                        "foreign key",
                        f"refers to the table {other_name}, which does not exist",
                    )
                ]
            )
            continue
        other = tables[other_name]
        if not set(key.fields) <= set(table.columns):
            continue
        if other is None:
            collector.add(
                [
                    Problem(
                        table.name,
                        None,
                        label,
                        None,
                        "foreign key",
                        f"cannot be looked up, as the table {other_name} cannot be read",
                    )
                ]
            )
            continue
        if not set(key.reference) <= set(other.columns):
            message = f"refers to {other_name}.{'+'.join(key.reference)}, which does not exist"
            given = np.flatnonzero(_given(table, key))
            if len(given):
                _tell(table, given, key.fields, "foreign key", message, collector)
            else:
                collector.add([Problem(table.name, None, label, None, "foreign key", message)])
            continue
        missing = _not_in(table, key, other)
        _tell(
            table,
            np.flatnonzero(missing),
            key.fields,
            "foreign key",
            f"is not in {other_name}.{'+'.join(key.reference)}",
            collector,
        )


def _field(table: Table, name: str) -> Field:
    return next((f for f in table.schema.fields if f.name == name), Field(name))


def _any_absent(table: Table, names: Sequence[str]) -> np.ndarray:
    absent = np.zeros(table.rows, dtype=bool)
    for name in names:
        column = table.columns[name]
        if column.null_count:
            absent |= column.is_null().to_numpy()
    return absent


def _repeated(table: Table, names: Sequence[str], rule: str, collector: Collector) -> None:
    # Most keys are unique: sorting says so as fast as hashing, with half of the memory.
    if len(names) == 1:
        given = _flat(table.columns[names[0]]).drop_null()
        given = given.take(pc.array_sort_indices(given))
        if not pc.any(pc.equal(given[1:], given[:-1])).as_py():
            return
        del given
    codes = _combined([_codes(table.columns[name]) for name in names])
    if len(names) > 1:
        inorder = np.sort(codes)
        if not (inorder[1:] == inorder[:-1]).any():
            return
        del inorder
    absent = _any_absent(table, names)
    order = np.argsort(table.numbers, kind="stable")
    sorted_codes = pd.Series(codes[order])
    # Rows with an absent part are no key: they are neither repeated nor repeat others.
    here = ~absent[order]
    repeated = np.zeros(len(order), dtype=bool)
    repeated[here] = sorted_codes[here].duplicated(keep="first").to_numpy()
    _tell(table, order[repeated], names, rule, "occurs more than once", collector)


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    """The same number for the same value; absent is a value like others."""
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    encoded = array.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _combined(codes: Sequence[np.ndarray]) -> np.ndarray:
    """The same number for the same values of several columns."""
    made = codes[0]
    for column in codes[1:]:
        high, width = int(made.max(initial=0)) + 1, int(column.max(initial=0)) + 1
        if high * width >= 2**62:
            made = np.unique(made, return_inverse=True)[1]
        made = made * width + column
    return made


def _not_in(table: Table, key: ForeignKey, other: Table) -> np.ndarray:
    """Which rows refer to nothing. A row without one of the key's cells need not refer to anything, as in SQL."""
    own = [table.columns[name] for name in key.fields]
    theirs = [other.columns[name] for name in key.reference]
    given = _given(table, key)
    for mine, its in zip(key.fields, key.reference, strict=True):
        if not cells.same_kind(_field(table, mine), _field(other, its)):
            return given
    pairs = [_same_type(mine, its) for mine, its in zip(own, theirs, strict=True)]
    if len(pairs) == 1:
        mine, its = pairs[0]
        return given & ~pc.is_in(mine, value_set=_flat(its), skip_nulls=True).to_numpy()
    codes = []
    for mine, its in pairs:
        both = pa.chunked_array(mine.chunks + its.chunks, type=mine.type)
        codes.append(_codes(both))
    combined = _combined(codes)
    # A row of the other table that lacks a part of the key is nothing to refer to.
    there = np.ones(other.rows, dtype=bool)
    for column in theirs:
        there &= column.is_valid().to_numpy()
    return given & ~pd.Series(combined[: table.rows]).isin(combined[table.rows :][there]).to_numpy()


def _given(table: Table, key: ForeignKey) -> np.ndarray:
    """Which rows refer to something: those with all of the key's cells."""
    given = np.ones(table.rows, dtype=bool)
    for name in key.fields:
        given &= table.columns[name].is_valid().to_numpy()
    return given


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _same_type(one: pa.ChunkedArray, other: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Two columns whose values are equal where they are the same values, whatever they were of types."""
    if one.type == other.type:
        return one, other
    kinds = {one.type, other.type}
    if (
        any(pa.types.is_floating(kind) for kind in kinds)
        and not pa.types.is_string(one.type)
        and not (pa.types.is_string(other.type))
    ):
        # A whole number beyond 2**53 has no float of its own.
        whole = other if pa.types.is_floating(one.type) else one
        bounds = pc.min_max(whole)
        if any(abs(bounds[end].as_py() or 0) > 2**53 for end in ("min", "max")):
            kinds.add(pa.string())
    if pa.string() in kinds:
        return _as_numbers(one), _as_numbers(other)
    made = alike([*one.chunks, *other.chunks])
    return pa.chunked_array(made[: one.num_chunks]), pa.chunked_array(made[one.num_chunks :])


def _as_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        return column
    return pa.chunked_array([typed_cells.exact(chunk, Field("", "number")) for chunk in column.chunks], pa.string())


def _tell(table: Table, at: np.ndarray, names: Sequence[str], rule: str, message: str, collector: Collector) -> None:
    if not len(at):
        return
    label = "+".join(names)
    reported = at[np.argsort(table.numbers[at], kind="stable")][: collector.room(table.name, rule)]
    collector.more(
        table.name,
        rule,
        len(at),
        [
            Problem(table.name, int(table.numbers[position]), label, _shown(table, int(position), names), rule, message)
            for position in reported
        ],
    )


def _shown(table: Table, position: int, names: Sequence[str]) -> str:
    parts = (_text(table.columns[name][position]) for name in names)
    return ", ".join(parts)[:KEPT_LENGTH]


def _text(value: pa.Scalar) -> str:
    if not value.is_valid:
        return ""
    try:
        return str(value.as_py())
    except (ValueError, OverflowError):  # a year that Python has no date for
        return str(value.cast(pa.int64()).as_py())
