"""A whole package: place, descriptor, files, tables, keys."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from ..core.open_file import open_file
from ..core.problems import Collector, Problem, TableFacts, located
from . import bytestream, document, keys, read_descriptor, row_lines, table
from .budget import Budget
from .check_table import Part, check_table, of_file, opened
from .container import Folder, NotThere, Place, Refused, Zip, is_remote
from .declared import Resource

TWO_BUILDS = "they are of two builds, or one of them was changed"
MOST_READINGS = 20  # how many resources may have one file: each reads it anew
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
    parts: dict[str, list[Part]] = field(default_factory=dict)  # of each table in CSV, its files
    repeated: list[str] = field(default_factory=list)  # keys that an object of the descriptor has more than once

    def facts(self) -> list[TableFacts]:
        return [
            TableFacts(r.name, r.paths[0] if r.paths else None, table.rows if table else None)
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
        repeated: list[str] = []
        data = document.parse(place.read(name, document.LARGEST), name, repeated.append)
    except NotThere as refusal:
        raise NoPackage("no such file") from refusal
    except (Refused, document.NotJson) as error:
        raise NoPackage(str(error)) from error
    if not isinstance(data, dict):
        raise NoPackage("holds no JSON object")
    return Package(place, name, data, repeated=repeated)


def check(
    package: Package,
    collector: Collector,
    keep: Callable[[str], Collection[str]] = lambda name: (),
    allow_remote: bool = False,
    *,
    as_text: bool = False,
) -> None:
    """Check all that the standard has rules for; the tables are kept in `package`, as far as keys need them.

    `keep` names further columns of a table to be kept, table.EVERYTHING all. With `as_text` what is kept of durations,
    JSON and other types that Arrow has not is their text.
    """

    def wrong(where: str, value: Any, message: str) -> None:
        shown = None if value is None else value if isinstance(value, str) else str(value)[:200]
        collector.add([Problem(package.file, None, where, shown, "descriptor", message)])

    def note(rule: str, where: str, value: Any, message: str) -> None:
        collector.note(Problem(package.file, None, where, None if value is None else str(value)[:200], rule, message))

    for key in sorted(set(package.repeated)):
        note("hint", key, None, "occurs twice in an object of the descriptor; the last one counts")
    package.resources = read_descriptor.check(package.data, package.place, wrong, allow_remote, note)
    schemas = {r.name: r.schema for r in package.resources if r.schema}
    budget, readings = Budget(), Counter[object]()
    for resource in package.resources:
        needed = keys.needed(resource.name, schemas)
        try:
            sound = _check_files(resource, package, readings, collector)
            if resource.tabular:
                package.tables[resource.name] = None
                if sound:
                    more = keep(resource.name)
                    made, package.parts[resource.name] = check_table(
                        resource,
                        package.place,
                        more if more is table.EVERYTHING else needed | set(more),
                        collector,
                        exact=needed,
                        budget=budget,
                        as_text=as_text,
                    )
                    package.tables[resource.name] = made
                    _check_counts(resource, made, collector)
        # One file that no rule foresaw must not keep the others from being checked.
        except Exception as error:
            collector.add([of_file(resource, f"cannot be checked: {type(error).__name__}: {error}")])
            package.tables[resource.name] = None
    declared: dict[str, table.Table | None] = {
        raw["name"]: None for raw in listed(package.data.get("resources")) if isinstance(raw.get("name"), str)
    }
    declared |= package.tables
    for found in package.tables.values():
        if found:
            keys.check_unique(found, collector)
            keys.check_foreign(found, declared, collector)


def _check_files(resource: Resource, package: Package, readings: Counter[object], collector: Collector) -> bool:
    """That the files are there and are of the stated hash and size. False where one cannot be opened."""
    sizes = []
    for path in resource.paths:
        try:
            with bytestream.opener(package.place, path)() as file:
                identity = _identity(file, path)
                sizes.append((package.place.downloads if is_remote(path) else package.place).size(path))
            readings[identity] += 1
            if readings[identity] > MOST_READINGS:
                raise Refused(f"is in more than {MOST_READINGS} resources; it is read no further time")
        except Refused as refusal:
            collector.add([of_file(resource, str(refusal), path)])
    if len(sizes) < len(resource.paths):
        return False
    if resource.bytes is not None and sizes and resource.bytes != sum(sizes):
        message = f"bytes are declared, but {', '.join(resource.paths)} has {sum(sizes)}"
        collector.add([Problem(resource.name, None, None, str(resource.bytes), "bytes", message, resource.paths[0])])
    if resource.hash is not None and len(resource.paths) == 1:
        try:
            stated, actual = bytestream.digest(bytestream.opener(package.place, resource.paths[0]), resource.hash)
        except ValueError as error:
            collector.add([of_file(resource, str(error), rule="hash")])
        else:
            if stated != actual:
                message = f"is declared as the hash, but that of {resource.paths[0]} is {actual}: {TWO_BUILDS}"
                collector.add([Problem(resource.name, None, None, resource.hash, "hash", message, resource.paths[0])])
    return True


def _identity(file: BinaryIO, path: str) -> object:
    """The same for paths of the same file, also by links."""
    try:
        facts = os.fstat(file.fileno())
    except (OSError, AttributeError):  # a member of a zip
        return str(PurePosixPath(path))
    return facts.st_dev, facts.st_ino


def _check_counts(resource: Resource, made: table.Table | None, collector: Collector) -> None:
    """The numbers of rows and fields that frictionless writes into a descriptor."""
    if made is None:
        return
    counts = ((resource.rows, made.rows, "rows"), (resource.fields, len(made.schema.fields), "fields"))
    for stated, actual, what in counts:
        if stated is not None and stated != actual:
            message = f"is not the number of {what}, which is {actual}"
            collector.add([Problem(resource.name, None, None, str(stated), "count", message)])


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
    made: dict[int, tuple[str, int | None]] = {}
    for part in package.parts.get(resource.name, ()):
        here = {row - part.before: row for row in wanted if row not in made and row - part.before <= part.last}
        dialect = part.dialect
        try:
            starts = (
                {}
                if dialect.odd
                else row_lines.starts(
                    opened(resource, package.place, part.path),
                    here,
                    part.last,
                    delimiter=dialect.delimiter,
                    quote=dialect.quote,
                    escape=dialect.escape,
                    double_quote=dialect.double_quote,
                    encoding=resource.encoding,
                )
            )
        except (Refused, OSError, ValueError):
            starts = {}
        made |= {row: (part.path, starts.get(number)) for number, row in here.items()}
    return made
