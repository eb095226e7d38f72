"""One table of a package, whatever its format: opened, read and checked against its schema."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from ..core.problems import Collector, Problem
from . import bytestream, csv_rows, document, hints, inline_rows, odd_csv, parquet_rows, table
from .budget import Budget
from .container import DAMAGED, Place, Refused
from .csv_rows import Batch, Empty, OtherDelimiter, Ragged, TooLong, Unreadable
from .declared import Dialect, Field, Resource, Schema


@dataclass(frozen=True)
class Part:
    """A CSV file of a table: how it is written, the number of its last row, its first being 1, and how many rows of
    other files come before that."""

    path: str
    dialect: Dialect
    last: int
    before: int


@dataclass(frozen=True)
class _Reading:
    """What goes with a table while it is read."""

    resource: Resource
    keep: Collection[str]
    exact: Collection[str]
    budget: Budget
    collector: Collector
    as_text: bool

    def report(self, message: str, path: str | None = None) -> None:
        self.collector.add([of_file(self.resource, message, path)])

    def check(self, schema: Schema, fields: list[Field], batches: Any, **more: Any) -> table.Table:
        return table.read(
            self.resource.name,
            schema,
            _with_null(fields, self.resource.dialect),
            batches,
            self.keep,
            self.collector,
            exact=self.exact,
            budget=self.budget,
            as_text=self.as_text,
            **more,
        )


def of_file(resource: Resource, message: str, path: str | None = None, rule: str = "file") -> Problem:
    """A problem of a whole file."""
    path = path or (resource.paths[0] if resource.paths else None)
    return Problem(resource.name, None, None, None, rule, f"{path} {message}" if path else message, path)


def opened(resource: Resource, place: Place, path: str) -> bytestream.Open:
    """Opens a file of a resource, unpacked where it is packed."""
    found = bytestream.opener(place, path)
    if resource.compression is None:
        return found
    with found() as file:
        size = file.seek(0, 2)
    return bytestream.unpacked(found, resource.compression, size)


def check_table(
    resource: Resource,
    place: Place,
    keep: Collection[str],
    collector: Collector,
    *,
    exact: Collection[str] = (),
    budget: Budget | None = None,
    as_text: bool = False,
) -> tuple[table.Table | None, list[Part]]:
    """One table without its keys, and its files where they are CSV; None where it cannot be read, which is then reported.

    The columns `keep` are kept, of those in `exact` every digit, and with `as_text` as table.read() has it.
    """
    reading = _Reading(resource, keep, exact, budget or Budget(), collector, as_text)
    try:
        if not resource.paths and not (isinstance(resource.data, str) and resource.format in {"csv", "tsv"}):
            return _inline(reading, resource.data), []
        form = resource.format
        if not form and resource.compression == "zip":
            form = bytestream.packed_suffix(bytestream.opener(place, resource.paths[0]))
        if form in {"csv", "tsv"}:
            return _csv(reading, place)
        found = opened(resource, place, resource.paths[0])
        if form == "parquet":
            return _parquet(reading, found), []
        if form == "json":
            with found() as file:
                return _inline(reading, document.parse(file.read(document.LARGEST + 1), "json")), []
        raise Unreadable(f"is of the format {form or 'unknown'}, which is not read as a table")
    except OtherDelimiter as error:
        header = max(resource.dialect.header_rows, default=1)
        collector.add([Problem(resource.name, header, None, None, "columns", str(error))])
    except (Unreadable, Refused, document.NotJson) as error:
        reading.report(str(error))
    except DAMAGED as error:
        reading.report(f"cannot be read: {error}")
    return None, []


def _with_null(fields: list[Field], dialect: Dialect) -> list[Field]:
    if dialect.null is None:
        return fields
    return [replace(declared, missing=declared.missing | {dialect.null}) for declared in fields]


def _columns_for(reading: _Reading, labels: list[str], dialect: Dialect) -> tuple[list[Field], Schema]:
    resource = reading.resource
    if resource.schema is None:
        # Nothing is said of the columns: their names are still looked at.
        schema = Schema(tuple(Field(label) for label in dict.fromkeys(labels)), match="superset")
        table.match_header(resource.name, labels, schema, dialect, reading.collector)
        return [Field(label) for label in _renamed(labels)], schema
    if len(labels) == 1 and len(resource.schema.fields) > 1:
        if other := hints.of_header(labels[0], resource.schema, dialect.delimiter):
            shown = "a tab" if other == "\t" else f'"{other}"'
            table.match_header(resource.name, labels, resource.schema, dialect, reading.collector)
            raise OtherDelimiter(
                f"the header is one cell, which {shown} would divide into columns of the schema: declare it as "
                "dialect.delimiter; the rows were not checked"
            )
    return table.match_header(resource.name, labels, resource.schema, dialect, reading.collector), resource.schema


def _renamed(labels: list[str]) -> list[str]:
    """The labels, each made different from those before it."""
    made: dict[str, None] = {}
    for label in labels:
        while label in made:
            label += "'"
        made[label] = None
    return list(made)


def _csv(reading: _Reading, place: Place) -> tuple[table.Table | None, list[Part]]:
    """All files of a table; one that cannot be read keeps none of the others from being checked."""
    resource = reading.resource
    tables: list[table.Table] = []
    parts: list[Part] = []
    whole, empty = True, False
    header: list[str] | None = None  # of the first file
    shift = 0  # rows of a later file follow those of the one before it, without its header
    for path in resource.paths or ("",):
        dialect = resource.dialect
        last = max(dialect.header_rows, default=0)
        found = opened(resource, place, path) if path else _of_text(resource)
        try:
            if dialect.odd:
                found, dialect = odd_csv.plain(found, dialect, resource.encoding)
            encoding = "utf-8" if resource.dialect.odd else resource.encoding
            dialect = csv_rows.past_comments(found, dialect, encoding)
            labels, width = csv_rows.labels(found, dialect, encoding)
            if header is not None and dialect.header_rows and _is_data(labels, header, resource.schema):
                dialect = replace(dialect, header_rows=())
                shift += last
            elif header is None:
                header = labels
            made, last = _csv_file(reading, found, path or None, dialect, encoding, labels, width, shift)
            tables.append(made)
        except Empty as error:
            reading.report(str(error), path)
            empty = True
        except UnicodeError as error:
            _tell_encoding(reading, found, path, error)
            whole = False
        except OtherDelimiter:
            raise
        except (Unreadable, Refused) as error:
            reading.report(str(error), path)
            whole = False
        except DAMAGED as error:
            reading.report(f"cannot be read: {error}", path)
            whole = False
        parts.append(Part(path, replace(resource.dialect, header_rows=dialect.header_rows), last, shift))
        shift += last - max(dialect.header_rows, default=0)
    if not whole:
        return None, parts
    if tables:
        return table.joined(tables), parts
    if resource.schema is None or not empty:
        return None, parts
    # A table without rows: what refers to it refers to nothing.
    return reading.check(resource.schema, list(resource.schema.fields), ()), parts


def _of_text(resource: Resource) -> bytestream.Open:
    return lambda: io.BytesIO(resource.data.encode(resource.encoding))


def _is_data(labels: list[str], header: list[str], schema: Schema | None) -> bool:
    """Whether a later file of a table begins with a row, as when one file was cut into several.

    The specification has the files put together as they are; that each has a header is more usual.
    """
    known = {label.strip().lower() for label in header} | {
        f.name.strip().lower() for f in (schema.fields if schema else ())
    }
    return len(labels) == len(header) and not known & {label.strip().lower() for label in labels}


def _csv_file(
    reading: _Reading,
    found: bytestream.Open,
    path: str | None,
    dialect: Dialect,
    encoding: str,
    labels: list[str],
    width: int,
    shift: int,
) -> tuple[table.Table, int]:
    """The rows of one file, and the number of its last row."""
    resource, collector = reading.resource, reading.collector
    if dialect.header_rows:
        fields, schema = _columns_for(reading, labels, dialect)
    elif resource.schema:
        fields, schema = list(resource.schema.fields), resource.schema
    else:
        fields = [Field(f"field{number}") for number in range(1, width + 1)]
        schema = Schema(tuple(fields))
    if not fields:
        raise Unreadable("has no header")
    mark = collector.mark()
    for block in csv_rows.BLOCKS:
        collector.back(mark)
        ragged = Ragged()
        batches = csv_rows.batches(found, dialect, encoding, len(fields), ragged, block)
        shifted = (Batch(batch.columns, batch.numbers + shift) for batch in batches)
        try:
            made = reading.check(schema, fields, shifted)
            break
        except TooLong:
            if block == csv_rows.BLOCKS[-1]:
                raise
    table.report_ragged(resource.name, [(row + shift, n) for row, n in ragged.rows], fields, collector)
    if quotes := bytestream.bad_quotes(found, dialect, encoding):
        line = None if resource.dialect.odd else quotes[0]
        collector.add([Problem(resource.name, None, None, None, "quotes", quotes[1], path, line)])
    return made, ragged.last


def _tell_encoding(reading: _Reading, found: bytestream.Open, path: str, error: UnicodeError) -> None:
    encoding = reading.resource.encoding
    line, reason = bytestream.undecodable(found, encoding) or (None, str(error))
    message = f"is not {encoding}: {reason}; declare the encoding that it has"
    reading.collector.add([Problem(reading.resource.name, None, None, None, "encoding", message, path or None, line)])


def _parquet(reading: _Reading, found: bytestream.Open) -> table.Table:
    fields, schema = _columns_for(reading, parquet_rows.names(found), reading.resource.dialect)
    # Where every cell of a row is absent, no line was left empty.
    return reading.check(schema, fields, parquet_rows.batches(found), blank_rows=False)


def _inline(reading: _Reading, data: Any) -> table.Table:
    resource = reading.resource
    names, rows = inline_rows.read(data, resource.dialect)
    if names is None and resource.schema:
        fields, schema = list(resource.schema.fields), resource.schema
    else:
        width = max(map(len, rows), default=0)
        labels = [f"field{number}" for number in range(1, width + 1)] if names is None else names
        fields, schema = _columns_for(reading, labels, resource.dialect)
    first = inline_rows.FIRST_ROW if names is not None else 1
    ragged = [(number, len(row)) for number, row in enumerate(rows, start=first) if len(row) != len(fields)]
    table.report_ragged(resource.name, ragged, fields, reading.collector)
    misfits = {position: inline_rows.misfits(rows, position, f) for position, f in enumerate(fields)}
    return reading.check(schema, fields, [inline_rows.batch(rows, len(fields), first)], misfits=misfits)
