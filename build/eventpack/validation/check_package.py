"""A whole package: place, descriptor, files, tables, keys."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ..core.open_file import open_file
from ..core.problems import Collector, Problem, TableFacts, located
from . import (
    bytestream,
    csv_rows,
    document,
    inline_rows,
    keys,
    parquet_rows,
    read_descriptor,
    row_lines,
    table,
)
from .container import DAMAGED, Folder, NotThere, Place, Refused, Zip, is_remote
from .csv_rows import Batch, Empty, Ragged, TooLong, Unreadable
from .declared import Field, Resource, Schema

TWO_BUILDS = "they are of two builds, or one of them was changed"
DESCRIPTORS = ("datapackage.json", "datapackage.yaml", "datapackage.yml")


class NoPackage(Exception):
    """There is nothing to validate; the message stands after the path."""


@dataclass
class Package:
    """A package as far as it could be read. `tables` has None for a table that could not be."""

    place: Place
    file: str  # the descriptor's name
    data: dict[str, Any]
    resources: list[Resource] = field(default_factory=list)
    tables: dict[str, table.Table | None] = field(default_factory=dict)
    last_rows: dict[str, list[int]] = field(default_factory=dict)  # of each CSV file of a table, its last row

    def facts(self) -> list[TableFacts]:
        return [
            TableFacts(r.name, r.paths[0] if r.paths else None, table and table.rows)
            for r in self.resources
            for table in [self.tables.get(r.name)]
            if r.name in self.tables
        ]


def descriptor_name(folder: Path) -> str:
    """The descriptor that a folder has, or else should have."""
    return next((name for name in DESCRIPTORS if (folder / name).exists()), DESCRIPTORS[0])


def locate(path: Path) -> tuple[Place, str]:
    """The place of the package and the name of its descriptor there. Raises NoPackage."""
    try:
        if path.is_dir():
            return Folder(path), descriptor_name(path)
        if not path.exists():
            raise NoPackage("no such file")
        with open_file(path) as file:
            zipped = file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}
    except Refused as refusal:
        raise NoPackage(str(refusal)) from refusal
    except (OSError, ValueError) as error:
        raise NoPackage(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not zipped:
        return Folder(path.parent), path.name
    try:
        archive = Zip(path)
    except Refused as refusal:
        raise NoPackage(str(refusal)) from refusal
    found = [PurePosixPath(name) for name in archive.members if PurePosixPath(name).name in DESCRIPTORS]
    if not found:
        raise NoPackage("is a zip without datapackage.json")
    # As packed by hand: the folder itself, with the package in it.
    best = min(found, key=lambda name: (len(name.parts), str(name)))
    archive.prefix = str(best.parent)
    return archive, best.name


def listed(value: Any) -> list[dict[str, Any]]:
    """The objects of a property that should be a list of objects, whatever somebody wrote there instead."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def load(path: Path) -> Package:
    """The package with its descriptor read but not checked. Raises NoPackage."""
    place, name = locate(path)
    try:
        data = document.parse(place.read(name, document.LARGEST), name)
    except NotThere as refusal:
        raise NoPackage("no such file") from refusal
    except (Refused, document.NotJson) as error:
        raise NoPackage(str(error)) from error
    if not isinstance(data, dict):
        raise NoPackage("holds no JSON object")
    return Package(place, name, data)


def check(
    package: Package,
    collector: Collector,
    keep: Callable[[str], Collection[str]] = lambda name: (),
    allow_remote: bool = False,
) -> None:
    """Check all that the standard has rules for; the tables are kept in `package`, as far as keys need them.

    `keep` names further columns of a table to be kept.
    """

    def wrong(where: str, value: Any, message: str) -> None:
        shown = None if value is None else value if isinstance(value, str) else str(value)[:200]
        collector.add([Problem(package.file, None, where, shown, "descriptor", message)])

    package.resources = read_descriptor.check(package.data, package.place, wrong, allow_remote)
    schemas = {r.name: r.schema for r in package.resources if r.schema}
    for resource in package.resources:
        more = set(keep(resource.name))
        if resource.schema:
            more |= keys.needed(resource.name, schemas)
        else:
            more |= {
                f for s in schemas.values() for k in s.foreign_keys if k.resource == resource.name for f in k.reference
            }
        try:
            sound = _check_files(resource, package, collector)
            if resource.tabular:
                package.tables[resource.name] = check_table(resource, package, more, collector) if sound else None
        # One file that no rule foresaw must not keep the others from being checked.
        except Exception as error:
            collector.add([_of_file(resource, f"cannot be checked: {type(error).__name__}: {error}")])
            package.tables[resource.name] = None
    declared: dict[str, table.Table | None] = {
        raw["name"]: None for raw in listed(package.data.get("resources")) if isinstance(raw.get("name"), str)
    }
    declared |= package.tables
    for found in package.tables.values():
        if found:
            keys.check_unique(found, collector)
            keys.check_foreign(found, declared, collector)


def _of_file(resource: Resource, message: str, path: str | None = None, rule: str = "file") -> Problem:
    path = path or (resource.paths[0] if resource.paths else None)
    return Problem(resource.name, None, None, None, rule, f"{path} {message}" if path else message, path)


def _check_files(resource: Resource, package: Package, collector: Collector) -> bool:
    """That the files are there and are of the stated hash and size. False where one cannot be opened."""
    sizes = []
    for path in resource.paths:
        try:
            with bytestream.opener(package.place, path)():
                sizes.append((package.place.downloads if is_remote(path) else package.place).size(path))
        except Refused as refusal:
            collector.add([_of_file(resource, str(refusal), path)])
    if len(sizes) < len(resource.paths):
        return False
    if resource.bytes is not None and sizes and resource.bytes != sum(sizes):
        collector.add(
            [
                Problem(
                    resource.name,
                    None,
                    None,
                    str(resource.bytes),
                    "bytes",
                    f"is not the bytes of {', '.join(resource.paths)}, which is {sum(sizes)}",
                    resource.paths[0],
                )
            ]
        )
    if resource.hash is not None and len(resource.paths) == 1:
        try:
            stated, actual = bytestream.digest(bytestream.opener(package.place, resource.paths[0]), resource.hash)
        except ValueError as error:
            collector.add([_of_file(resource, str(error), rule="hash")])
        else:
            if stated != actual:
                message = f"is not the hash of {resource.paths[0]}, which is {actual}: {TWO_BUILDS}"
                collector.add([Problem(resource.name, None, None, resource.hash, "hash", message, resource.paths[0])])
    return True


def check_table(
    resource: Resource, package: Package, keep: Collection[str], collector: Collector
) -> table.Table | None:
    """One table without its keys; None where it cannot be read, which is then told."""
    try:
        if not resource.paths:
            return _inline(resource, resource.data, keep, collector)
        if resource.format in {"csv", "tsv"}:
            return _csv(resource, package, keep, collector)
        opened = _opened(resource, package, resource.paths[0])
        if resource.format == "parquet":
            return _parquet(resource, opened, keep, collector)
        if resource.format == "json":
            with opened() as file:
                return _inline(resource, document.parse(file.read(document.LARGEST + 1), "json"), keep, collector)
        raise Unreadable(f"is of the format {resource.format or 'unknown'}, which is not read as a table")
    except (Unreadable, Refused, document.NotJson) as error:
        collector.add([_of_file(resource, str(error))])
    except DAMAGED as error:
        collector.add([_of_file(resource, f"cannot be read: {error}")])
    return None


def _columns_for(resource: Resource, labels: list[str], collector: Collector) -> tuple[list[Field], Schema]:
    if resource.schema is None:
        # Nothing is said of the columns: their names are still looked at.
        schema = Schema(tuple(Field(label) for label in dict.fromkeys(labels)), match="superset")
        table.match_header(resource.name, labels, schema, resource.dialect, collector)
        return [Field(label) for label in _renamed(labels)], schema
    return table.match_header(resource.name, labels, resource.schema, resource.dialect, collector), resource.schema


def _renamed(labels: list[str]) -> list[str]:
    """The labels, each made different from those before it."""
    made: dict[str, None] = {}
    for label in labels:
        while label in made:
            label += "'"
        made[label] = None
    return list(made)


def _csv(resource: Resource, package: Package, keep: Collection[str], collector: Collector) -> table.Table | None:
    whole: table.Table | None = None
    shift = 0  # rows of a later file follow those of the one before it, without its header
    package.last_rows[resource.name] = []
    for path in resource.paths:
        opened = _opened(resource, package, path)
        try:
            labels, width = csv_rows.labels(opened, resource.dialect, resource.encoding)
        except UnicodeError as error:
            return _not_of_its_encoding(resource, opened, path, error, collector)
        except Empty as error:
            collector.add([_of_file(resource, str(error), path)])
            if resource.schema is None:
                return None
            # A table without rows: what refers to it refers to nothing.
            return table.read(resource.name, resource.schema, resource.schema.fields, (), keep, collector)
        if resource.dialect.header_rows:
            fields, schema = _columns_for(resource, labels, collector)
        elif resource.schema:
            fields, schema = list(resource.schema.fields), resource.schema
        else:
            fields = [Field(f"field{number}") for number in range(1, width + 1)]
            schema = Schema(tuple(fields))
        if not fields:
            raise Unreadable("has no header")
        mark = collector.mark()
        try:
            for block in csv_rows.BLOCKS:
                collector.back(mark)
                ragged = Ragged()
                batches = csv_rows.batches(opened, resource.dialect, resource.encoding, len(fields), ragged, block)
                shifted = (Batch(batch.columns, batch.numbers + shift) for batch in batches)
                try:
                    part = table.read(resource.name, schema, fields, shifted, keep, collector)
                    break
                except TooLong:
                    if block == csv_rows.BLOCKS[-1]:
                        raise
        except UnicodeError as error:
            return _not_of_its_encoding(resource, opened, path, error, collector)
        table.tell_ragged(resource.name, [(row + shift, n) for row, n in ragged.rows], fields, collector)
        if quotes := bytestream.bad_quotes(opened, resource.dialect, resource.encoding):
            collector.add([Problem(resource.name, None, None, None, "quotes", quotes[1], path, quotes[0])])
        package.last_rows[resource.name].append(ragged.last)
        shift += ragged.last - max(resource.dialect.header_rows, default=0)
        whole = part if whole is None else whole.joined(part)
    return whole


def _not_of_its_encoding(
    resource: Resource, opened: bytestream.Open, path: str, error: UnicodeError, collector: Collector
) -> None:
    line, reason = bytestream.undecodable(opened, resource.encoding) or (None, str(error))
    collector.add(
        [Problem(resource.name, None, None, None, "encoding", f"is not {resource.encoding}: {reason}", path, line)]
    )


def _opened(resource: Resource, package: Package, path: str) -> bytestream.Open:
    opened = bytestream.opener(package.place, path)
    if resource.compression is None:
        return opened
    with opened() as file:
        size = file.seek(0, 2)
    return bytestream.unpacked(opened, resource.compression, size)


def _parquet(resource: Resource, opened: bytestream.Open, keep: Collection[str], collector: Collector) -> table.Table:
    fields, schema = _columns_for(resource, parquet_rows.names(opened), collector)
    return table.read(resource.name, schema, fields, parquet_rows.batches(opened), keep, collector)


def _inline(resource: Resource, data: Any, keep: Collection[str], collector: Collector) -> table.Table:
    names, rows = inline_rows.read(data)
    fields, schema = _columns_for(resource, names, collector)
    ragged = [
        (number, len(row)) for number, row in enumerate(rows, start=inline_rows.FIRST_ROW) if len(row) != len(fields)
    ]
    table.tell_ragged(resource.name, ragged, fields, collector)
    misfits = {position: inline_rows.misfits(rows, position, f) for position, f in enumerate(fields)}
    return table.read(resource.name, schema, fields, [inline_rows.batch(rows, len(fields))], keep, collector, misfits)


def with_places(package: Package, problems: list[Problem]) -> list[Problem]:
    """Each problem of a table with the file and the line where its row starts."""
    by_name = {resource.name: resource for resource in package.resources}
    rows: dict[str, set[int]] = {}
    for problem in problems:
        if problem.row and problem.table in by_name:
            rows.setdefault(problem.table, set()).add(problem.row)
    found = {name: _places(package, by_name[name], wanted) for name, wanted in rows.items()}
    made = []
    for problem in problems:
        resource = by_name.get(problem.table)
        if resource is None or problem.file or not resource.paths:
            made.append(problem)
        else:
            path, line = found.get(problem.table, {}).get(problem.row or 0, (resource.paths[0], None))
            made.append(located(problem, path, line))
    return made


def _places(package: Package, resource: Resource, wanted: set[int]) -> dict[int, tuple[str, int | None]]:
    """Row → file and line; there are no lines in Parquet."""
    if not resource.paths or resource.format not in {"csv", "tsv"}:
        return {}
    made: dict[int, tuple[str, int | None]] = {}
    dialect, shift = resource.dialect, 0
    for path, last in zip(resource.paths, package.last_rows.get(resource.name, ()), strict=False):
        here = {row - shift: row for row in wanted if row not in made and row - shift <= last}
        try:
            starts = row_lines.starts(
                _opened(resource, package, path),
                here,
                last,
                delimiter=dialect.delimiter,
                quote=dialect.quote,
                escape=dialect.escape,
                double_quote=dialect.double_quote,
                encoding=resource.encoding,
            )
        except (Refused, OSError, ValueError):
            starts = {}
        made |= {here[row]: (path, line) for row, line in starts.items()}
        shift += last - max(dialect.header_rows, default=0)
    return made
