"""One table against its schema: header, rows, types and constraints; what keys need of it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..core.problems import KEPT_LENGTH, Collector, Problem
from . import cells, constraints, hints, typed_cells
from .budget import Budget
from .csv_rows import Batch
from .declared import Dialect, Field, Schema

_LOOKED_AT = 50  # cells of a wrong type that are looked at for a hint


_ONLY_OURS = frozenset({"time", "yearmonth", "duration", "geopoint", "geojson", "object", "array", "list"})


class _Everything(frozenset):
    """The names of all columns, whichever there are."""

    def __contains__(self, name: object) -> bool:
        return True


EVERYTHING: Collection[str] = _Everything()


@dataclass
class Table:
    """What was read of a table: `columns` are typed, null where a cell is missing or not of its type.

    Only the columns asked for are kept. `numbers` are the row numbers (the header is row 1) in the order of the
    columns; rows of a wrong length come last.
    """

    name: str
    schema: Schema
    columns: Mapping[str, pa.ChunkedArray] = field(default_factory=dict)
    numbers: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    rows: int = 0
    kinds: dict[str, str] = field(default_factory=dict)  # of the columns, by the type of their field


def joined(parts: Sequence[Table]) -> Table:
    """The rows of several parts of a table, one below the other; of a column that a part lacks there is none."""
    first = parts[0]
    if len(parts) == 1:
        return first
    columns = {
        name: _chunked([chunk for part in parts for chunk in part.columns[name].chunks])
        for name in first.columns
        if all(name in part.columns for part in parts)
    }
    return Table(
        first.name,
        first.schema,
        columns,
        np.concatenate([part.numbers for part in parts]),
        sum(part.rows for part in parts),
        {name: first.kinds[name] for name in columns},
    )


@dataclass(frozen=True)
class Column:
    """A column of the file: the field it belongs to, made up where the schema has none."""

    position: int
    field: Field
    checks: tuple[constraints.Check, ...]


def match_header(
    name: str, labels: Sequence[str], schema: Schema, dialect: Dialect, collector: Collector
) -> list[Field]:
    """The field of each column, as `fieldsMatch` has it; what does not match is reported for the row of the header.

    With `exact` columns belong to fields by their position, else by their name.
    """
    return _Header(name, labels, schema, dialect, collector).fields()


class _Header:
    """The labels of a file's columns against the fields of its schema."""

    def __init__(
        self, name: str, labels: Sequence[str], schema: Schema, dialect: Dialect, collector: Collector
    ) -> None:
        self._name, self._labels, self._schema = name, labels, schema
        self._dialect, self._collector = dialect, collector
        self._fields = list(schema.fields)
        self._by_name = {self._key(f.name): f for f in reversed(self._fields)}
        # Names that more than one field has, which version 1 of the standard allows.
        self._twice = {self._key(f.name) for f in self._fields if self._by_name[self._key(f.name)] is not f}
        self._seen: dict[str, int] = {}  # label → the first position that has it

    def fields(self) -> list[Field]:
        """The field of each column, one made up for a column that the schema does not have."""
        self._note_labels()
        found, missing, extra = self._by_position() if self._schema.match == "exact" else self._by_label()
        for label in extra:
            self._report(None, label, "is not a field of the schema")
        for declared in missing:
            self._report(declared.name, None, "is not in the header")
        taken = {f.name for f in found}
        for label in self._labels[len(found) :]:
            free = label
            while free in taken:
                free += "'"
            taken.add(free)
            found.append(Field(free))
        return found

    def _key(self, label: str) -> str:
        return label if self._dialect.header_case else label.lower()

    def _report(self, column: str | None, value: str | None, message: str) -> None:
        row = max(self._dialect.header_rows, default=1)
        self._collector.add([Problem(self._name, row, column, value, "columns", message)])

    def _note_labels(self) -> None:
        """Where each label stands first; reports those that are empty or come again."""
        for position, label in enumerate(self._labels, start=1):
            by_position = self._schema.match == "exact" and position <= len(self._fields)
            key = self._key(label)
            if not label:
                here = self._fields[position - 1].name if by_position else None
                self._report(here, "", f"column {position} has no name")
            elif key in self._seen and key not in self._twice:
                here = self._fields[position - 1].name if by_position else label
                self._report(here, label, f"is the name of column {self._seen[key]} and again of column {position}")
            else:
                self._seen.setdefault(key, position)

    def _by_position(self) -> tuple[list[Field], list[Field], list[str]]:
        """The fields of the columns, fields without a column, and labels without a field."""
        for position, (label, declared) in enumerate(zip(self._labels, self._fields, strict=False), start=1):
            key = self._key(label)
            first = label and (self._seen[key] == position or key in self._twice)
            if first and key != self._key(declared.name):
                self._report(declared.name, label, f"should be {declared.name}")
        count = len(self._labels)
        return self._fields[:count], self._fields[count:], list(self._labels[len(self._fields) :])

    def _by_label(self) -> tuple[list[Field], list[Field], list[str]]:
        """As :meth:`_by_position`, by the names; `fieldsMatch` says what may be missing and what may be more."""
        schema = self._schema
        found = [self._by_name.get(self._key(label), Field(label)) for label in self._labels]
        missing = [f for f in self._fields if self._key(f.name) not in self._seen]
        extra = [label for label in self._labels if self._key(label) not in self._by_name]
        if schema.match in {"superset", "partial"}:
            missing = [f for f in missing if f.required or f.name in schema.primary_key]
        if schema.match in {"subset", "partial"}:
            extra = []
        if schema.match == "partial" and not set(self._seen) & set(self._by_name):
            self._report(None, ", ".join(self._labels), "none of the columns is a field of the schema")
        return found, missing, extra


def read(
    name: str,
    schema: Schema,
    fields: Sequence[Field],
    batches: Iterable[Batch],
    keep: Collection[str],
    collector: Collector,
    misfits: dict[int, np.ndarray] | None = None,
    *,
    exact: Collection[str] = (),
    blank_rows: bool = True,
    budget: Budget | None = None,
    as_text: bool = False,
) -> Table:
    """Check all rows and keep the columns `keep`, of those in `exact` every digit.

    `misfits`: of some columns, which cells are wrong in any case. `blank_rows`: whether a row of absent cells only is
    a row that somebody left empty. With `as_text` the values of types that only we have a form for are kept as their text.
    """
    state = _State(name, collector, budget or Budget())
    columns = [Column(n, f, tuple(constraints.prepare(f))) for n, f in enumerate(fields)]
    first: dict[str, int] = {}
    for position, declared in enumerate(fields):
        first.setdefault(declared.name, position)
    kept: dict[str, list[pa.Array]] = {f: [] for f in first if f in keep}
    primary = [first[f] for f in schema.primary_key if f in first]
    numbers: list[np.ndarray] = []
    for batch in batches:
        numbers.append(batch.numbers.astype(np.int32) if batch.numbers.max(initial=0) < 2**31 else batch.numbers)
        texts = [_present(batch.columns[c.position], c.field) for c in columns]
        blank = _blank(texts) if blank_rows else None
        filled = None
        if blank is not None:
            rows = batch.numbers[blank]
            collector.more(
                name,
                "blank row",
                len(rows),
                (
                    Problem(name, int(row), None, None, "blank row", "has no cell filled")
                    for row in rows[: collector.room(name, "blank row")]
                ),
            )
            filled = ~blank
        if len(primary) == len(schema.primary_key):
            _tell_empty_keys(state, schema.primary_key, [texts[at] for at in primary], batch.numbers, filled)
        for column, text in zip(columns, texts, strict=True):
            wrong_anyway = misfits.get(column.position) if misfits else None
            typed = _check(state, column, text, batch.numbers, filled, wrong_anyway)
            if column.field.name in kept and first[column.field.name] == column.position:
                if column.field.name in exact and typed_cells.long_digits(text, column.field):
                    typed = typed_cells.exact(text, column.field)
                elif as_text and column.field.type in _ONLY_OURS:
                    typed = pc.if_else(typed.is_valid(), typed_cells.as_text(text), pa.scalar(None, pa.string()))
                kept[column.field.name].append(typed)
    for declared in reversed(fields):
        if declared.name in kept and not kept[declared.name]:  # a table without rows
            kept[declared.name].append(cells.read(pa.array([], pa.string()), declared)[0])
    made = {n: _chunked(chunks) for n, chunks in kept.items()}
    rows = np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int32)
    # Keys are next to need memory: what was only needed for reading is given back before.
    pa.default_memory_pool().release_unused()
    return Table(name, schema, made, rows, len(rows), {f: fields[first[f]].type for f in kept})


@dataclass
class _State:
    """What goes on from one batch of a table to the next."""

    name: str
    collector: Collector
    budget: Budget
    reported: set[tuple[int, str]] = field(default_factory=set)  # (column, rule) of what is said once


def _chunked(chunks: list[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array(alike(chunks))


def alike(chunks: list[pa.Array]) -> list[pa.Array]:
    """Chunks of one column, brought to one type: integers beyond 64 bits are decimals, what is exact is text."""
    kinds = {chunk.type for chunk in chunks}
    if len(kinds) == 1:
        return chunks
    if pa.string() in kinds:
        as_any = Field("", "number")
        return [chunk if pa.types.is_string(chunk.type) else typed_cells.exact(chunk, as_any) for chunk in chunks]
    if any(pa.types.is_floating(kind) for kind in kinds):
        return [chunk.cast(pa.float64()) for chunk in chunks]
    return [chunk.cast(pa.decimal256(76, 0)) for chunk in chunks]


def _tell_empty_keys(
    state: _State, names: Sequence[str], parts: list[pa.Array], numbers: np.ndarray, filled: np.ndarray | None
) -> None:
    absent = np.zeros(len(numbers), dtype=bool)
    for part in parts:
        if part.null_count:
            absent |= part.is_null().to_numpy(zero_copy_only=False)
    if filled is not None:
        absent &= filled
    rows = numbers[absent]
    if len(rows):
        room = state.collector.room(state.name, "primary key")
        state.collector.more(
            state.name,
            "primary key",
            len(rows),
            (Problem(state.name, int(row), "+".join(names), None, "primary key", "is empty") for row in rows[:room]),
        )


def _present(column: pa.Array, declared: Field) -> pa.Array:
    """The cells with null for those that stand for no value."""
    if not typed_cells.is_text(column.type):
        return column
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    if not declared.missing:
        return column
    if declared.missing == {""}:
        absent = pc.equal(pc.binary_length(column), 0)
    else:
        absent = pc.is_in(column, value_set=pa.array(sorted(declared.missing), pa.string()))
    if not pc.any(absent).as_py():
        return column
    return pc.if_else(absent, pa.scalar(None, pa.string()), column)


def _blank(columns: list[pa.Array]) -> np.ndarray | None:
    """Which rows have no cell filled; None: there is none."""
    if not columns or not len(columns[0]) or any(column.null_count == 0 for column in columns):
        return None
    blank = reduce(np.logical_and, (c.is_null().to_numpy(zero_copy_only=False) for c in columns))
    return blank if blank.any() else None


def _check(
    state: _State,
    column: Column,
    text: pa.Array,
    numbers: np.ndarray,
    filled: np.ndarray | None,
    wrong_anyway: np.ndarray | None,
) -> pa.Array:
    """The typed cells of one column; what is wrong with them is reported."""
    declared, collector, name = column.field, state.collector, state.name
    try:
        typed, wrong = (
            cells.read(text, declared) if typed_cells.is_text(text.type) else typed_cells.read(text, declared)
        )
    except typed_cells.OtherType as other:
        if (column.position, "type") not in state.reported:
            state.reported.add((column.position, "type"))
            collector.add([Problem(name, None, declared.name, None, "type", str(other))])
        typed, _ = cells.read(pa.nulls(len(text), pa.string()), declared)
        return typed
    if wrong_anyway is not None:
        wrong = pc.or_(wrong, pa.array(wrong_anyway))
        typed = pc.if_else(wrong, pa.scalar(None, typed.type), typed)

    def report(rule: str, mask: pa.Array, message: str) -> np.ndarray:
        at = np.flatnonzero(np.asarray(pc.fill_null(mask, False)))
        if filled is not None:
            at = at[filled[at]]
        if len(at):
            shown = at[: collector.room(name, rule)]
            values = _shown(text, shown) if rule != "required" else [None] * len(shown)
            collector.more(
                name,
                rule,
                len(at),
                (
                    Problem(name, int(numbers[p]), declared.name, v, rule, message)
                    for p, v in zip(shown, values, strict=True)
                ),
            )
        return at

    form = "" if declared.format == "default" else f" in the format {declared.format}"
    at = report("type", wrong, f"should be of type {declared.type}{form}")
    if len(at) and (column.position, "hint") not in state.reported:
        if hint := hints.of_type(declared, _shown(text, at[:_LOOKED_AT])):
            state.reported.add((column.position, "hint"))
            collector.note(Problem(name, None, declared.name, None, "hint", hint))
    if declared.required and text.null_count:
        report("required", text.is_null(), "is empty")
    for check in column.checks:
        if (column.position, check.rule) in state.reported:
            continue
        try:
            report(check.rule, check.broken(typed, text, state.budget), check.message)
        except constraints.Stopped as stopped:
            state.reported.add((column.position, check.rule))
            report(check.rule, stopped.broken, check.message)
            collector.add(
                [
                    Problem(
                        name,
                        int(numbers[stopped.at]),
                        declared.name,
                        _shown(text, np.array([stopped.at]))[0],
                        check.rule,
                        "takes longer to be checked than there is time for; it and the rows that follow were not",
                    )
                ]
            )
    return typed


def _shown(column: pa.Array, positions: np.ndarray) -> list[str | None]:
    found = column.take(pa.array(positions)).to_pylist()
    return [None if value is None else str(value)[:KEPT_LENGTH] for value in found]


def report_ragged(name: str, ragged: Iterable[tuple[int, int]], fields: Sequence[Field], collector: Collector) -> None:
    """(row, cells it has) of rows with too many or too few: each missing cell by its field, too many at once."""

    def problems() -> Iterator[Problem]:
        expected = len(fields)
        for row, actual in ragged:
            for declared in fields[actual:] if actual < expected else (None,):
                yield Problem(
                    name,
                    row,
                    declared.name if declared else None,
                    None,
                    "cells",
                    f"has {actual} cell{'s'[: actual != 1]}, not {expected}",
                )

    collector.add(problems())
