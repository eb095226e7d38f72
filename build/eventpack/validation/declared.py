"""What a descriptor says of a table, in the form the checks work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Data Package 2.0, Table Schema: `trueValues` and `falseValues` where a field names none.
TRUE = ("true", "True", "TRUE", "1")
FALSE = ("false", "False", "FALSE", "0")


@dataclass(frozen=True)
class Field:
    """A field of a Table Schema; `missing` are the cells that stand for no value."""

    name: str
    type: str = "any"
    format: str = "default"
    missing: frozenset[str] = frozenset({""})
    constraints: Mapping[str, Any] = field(default_factory=dict)
    true_values: tuple[str, ...] = TRUE
    false_values: tuple[str, ...] = FALSE
    decimal_char: str = "."
    group_char: str = ""
    bare_number: bool = True
    delimiter: str = ","
    item_type: str = "string"
    categories: tuple[str, ...] | None = None

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required", False))


@dataclass(frozen=True)
class ForeignKey:
    """`resource` is the referenced table, the table itself where it is ""; `package` another package it is in."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]
    package: str | None = None


@dataclass(frozen=True)
class Schema:
    fields: tuple[Field, ...]
    match: str = "exact"  # fieldsMatch
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written. `header_rows` count the file's rows from 1; none: there is no header."""

    delimiter: str = ","
    quote: str | None = '"'
    double_quote: bool = True
    escape: str | None = None
    skip_initial_space: bool = False
    header_rows: tuple[int, ...] = (1,)
    header_join: str = " "
    header_case: bool = True
    comment_char: str | None = None
    comment_rows: frozenset[int] = frozenset()
    skip_blank_rows: bool = False
    line_end: str | None = None  # where rows do not end as lines of text do
    null: str | None = None  # a cell that stands for no value in any column
    header_stated: bool = True  # whether the descriptor says where it is; else comments may precede it
    rows_at: str | None = None  # of JSON: the property that holds the rows
    item_type: str | None = None  # "array" or "object"
    item_keys: tuple[str, ...] | None = None

    @property
    def odd(self) -> bool:
        """Whether no reader but our own takes it: its marks are of several characters, or not of ASCII."""
        marks = (self.delimiter, self.quote or "", self.escape or "")
        return self.line_end is not None or any(len(mark) > 1 or not mark.isascii() for mark in marks)


@dataclass(frozen=True)
class Resource:
    """`paths` as the descriptor has them, none for inline `data`. `schema` is None for what is no table, or for
    a table whose columns nothing is said of. `raw` is the resource as it stands in the descriptor."""

    name: str
    paths: tuple[str, ...]
    data: Any
    format: str
    tabular: bool
    schema: Schema | None
    dialect: Dialect
    encoding: str
    compression: str | None
    hash: str | None
    bytes: int | None
    raw: Mapping[str, Any]
    rows: int | None = None  # how many it should have
    fields: int | None = None
