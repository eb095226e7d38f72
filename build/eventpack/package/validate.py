"""Checks a finished package on disk: descriptor, files, tables, and the rules between our own tables.

What any data package must keep is for :mod:`eventpack.validation`; here is added what only an event data package
has: its schemas, the Parquet file beside each CSV, the rules of :mod:`eventpack.package.rules`, and quotes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..core import package_layout
from ..core.errors import EventpackError
from ..core.problems import LIMIT, Collector, Findings, Problem, ordered
from ..reading import articles as read
from ..reading.rejected import Rejected
from ..tabular import csv_file, parquet_file, schema
from ..validation import bytestream, check_package
from ..validation.container import Folder, NotThere, Refused, check_path, is_remote
from . import check_tables, rules, text_rules

_OWN = set(schema.TABLES)
SAMPLE_ROWS = 100


class CannotRun(EventpackError):
    """There is nothing to validate: no package at the path, or a descriptor that is no JSON object."""


def examine(
    path: str | Path, articles: str | Path | None = None, *, limit: int | None = LIMIT, allow_remote: bool = False
) -> Findings:
    """All that is wrong with the package at `path`: a folder, its datapackage.json, or a zip of them.

    `articles` is the folder the package was built from, by default the folder articles/ beside the descriptor
    where there is one: every quote is then looked up in its article. Of each rule in each table at most `limit`
    problems are listed; all are counted. `notes` are no problems: what was not checked, and hints. Files elsewhere on the network are only fetched with
    `allow_remote`. Raises CannotRun.
    """
    path = Path(path)
    try:
        package = check_package.load(path)
    except check_package.NoPackage as error:
        file = path / check_package.descriptor_name(path) if path.is_dir() else path
        raise CannotRun(
            f"{file}: {error}. Give a package's folder, its {package_layout.FILE}, or a zip of it."
        ) from error
    collector = Collector(limit)
    beside = _parquet_beside(package.data)
    check_package.check(package, collector, lambda name: beside.get(name, ()), allow_remote)
    for resource in package.resources:
        if "parquet" in resource.raw:
            _check_parquet(resource.raw["parquet"], resource.name, package, collector)
    _check_own(package, collector, articles, path)
    collector.problems = check_package.with_places(package, collector.problems)
    return collector.findings(package.facts())


def _parquet_beside(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Table → its columns, of our own tables and of those with a Parquet file beside their CSV."""
    found = {}
    listed = data.get("resources")
    for resource in listed if isinstance(listed, list) else ():
        if (
            isinstance(resource, dict)
            and isinstance(resource.get("name"), str)
            and ("parquet" in resource or resource["name"] in _OWN)
        ):
            declared = resource.get("schema")
            fields = declared.get("fields") if isinstance(declared, dict) else None
            found[resource["name"]] = [
                f["name"]
                for f in (fields if isinstance(fields, list) else ())
                if isinstance(f, dict) and isinstance(f.get("name"), str)
            ]
    return found


def _check_own(package: check_package.Package, collector: Collector, articles: str | Path | None, path: Path) -> None:
    """What only an event data package has to keep, where the package has all of its tables."""
    by_name = {resource.name: resource for resource in package.resources}
    if not set(by_name) >= _OWN:
        return
    if package.data.get("$schema", package_layout.PROFILE) != package_layout.PROFILE:
        collector.add(
            [_in_descriptor(package, "$schema", package.data["$schema"], f"should be {package_layout.PROFILE}")]
        )
    if not _is_name(package.data.get("name", "")):
        collector.add(
            [
                _in_descriptor(
                    package,
                    "name",
                    package.data.get("name"),
                    "should be lower-case letters, digits, dots, hyphens and underscores",
                )
            ]
        )
    strange = [
        Problem(
            package.file,
            None,
            table,
            None,
            "schema",
            "does not have the columns, constraints and keys that this version of eventpack gives the table",
        )
        for table in schema.TABLES
        if not isinstance(by_name[table].raw.get("schema"), dict)
        or _structure(by_name[table].raw["schema"]) != _structure(schema.resource_schema(table))
    ]
    collector.add(strange)
    # The rules between columns and tables may assume that every table keeps its schema.
    broken = {table for table, rule in collector.counts if rule not in {"hash", "bytes", "parquet"}}
    frames = {
        name: csv_file.frame(table.columns, schema.load(name))
        for name, table in package.tables.items()
        if name in schema.TABLES and table and not strange and not broken & _OWN
    }
    if len(frames) < len(schema.TABLES):
        return
    longest = _quote_length(package, collector)
    collector.add(rules.check(frames, longest))
    if articles is None and isinstance(package.place, Folder) and (package.place.root / "articles").is_dir():
        articles = package.place.root / "articles"
    if articles is not None:
        collector.add(_quotes(frames, articles, longest))


def _in_descriptor(package: check_package.Package, where: str, value: Any, message: str) -> Problem:
    return Problem(package.file, None, where, None if value is None else str(value), "descriptor", message)


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and bool(name) and all(c in "abcdefghijklmnopqrstuvwxyz0123456789._-" for c in name)


def _check_parquet(stated: Any, name: str, package: check_package.Package, collector: Collector) -> None:
    """The Parquet file beside a CSV: there, of the stated hash and size, and of the same cells."""
    given = stated.get("path") if isinstance(stated, dict) else None
    try:
        # A property of our own, which is never remote.
        path = check_path(given)
        if is_remote(path):
            raise Refused("should be a path inside the package")
        opened = bytestream.opener(package.place, path)
        with opened() as file:
            size = file.seek(0, 2)
    except NotThere as refusal:
        collector.add([Problem(name, None, None, None, "file", f"{path} {refusal}", path)])
        return
    except Refused as refusal:
        collector.add([_in_descriptor(package, f"{name}.parquet", given, str(refusal))])
        return
    if isinstance(stated.get("hash"), str):
        try:
            given, actual = bytestream.digest(opened, stated["hash"])
        except ValueError as error:
            collector.add([Problem(name, None, None, stated["hash"], "hash", str(error), path)])
        else:
            if given != actual:
                message = f"is declared as the hash, but that of {path} is {actual}: {check_package.TWO_BUILDS}"
                collector.add([Problem(name, None, None, stated["hash"], "hash", message, path)])
    if "bytes" in stated and stated["bytes"] != size:
        message = f"bytes are declared, but {path} has {size}"
        collector.add([Problem(name, None, None, str(stated["bytes"]), "bytes", message, path)])
    table = package.tables.get(name)
    if table is not None:
        collector.add(parquet_file.differences(opened, path, table))


def referee(file: Path, *, sample: bool = False) -> list[Problem]:
    """What ``frictionless validate`` has to say on a descriptor.

    With `sample` of the first rows of each table only, and then nothing on keys into other tables, hashes and bytes,
    which a sample cannot keep.
    """
    import frictionless

    report = _sampled(file) if sample else frictionless.validate(str(file))
    problems = [
        Problem(package_layout.FILE, None, None, None, f"frictionless {error.type}", error.message)
        for error in report.errors
    ]
    for task in report.tasks:
        for error in task.errors:
            row, field = getattr(error, "row_number", None), getattr(error, "field_name", None)
            problems.append(
                Problem(
                    task.name, row, field, getattr(error, "cell", None), f"frictionless {error.type}", error.message
                )
            )
    return ordered(problems)


def _sampled(file: Path) -> Any:
    import frictionless

    data = json.loads(file.read_text(encoding="utf-8"))
    for resource in data["resources"]:
        resource["schema"].pop("foreignKeys", None)
        for key in ("hash", "bytes"):
            resource.pop(key, None)
    return frictionless.Package.from_descriptor(data, basepath=str(file.parent)).validate(limit_rows=SAMPLE_ROWS)


def _structure(declared: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without what it says for people, which may be worded better from version to version."""
    fields = [
        {key: field.get(key) for key in ("name", "type", "format", "constraints")} for field in declared["fields"]
    ]
    return {**declared, "fields": fields}


def _quote_length(package: check_package.Package, collector: Collector) -> int | None:
    """How long quotes are in a package that has shorter ones than the schema allows; None where it does not say."""
    stated, most = package.data.get(package_layout.QUOTE_LENGTH), schema.quote_length()
    if stated is None or isinstance(stated, int) and not isinstance(stated, bool) and 1 <= stated <= most:
        return stated
    collector.add(
        [_in_descriptor(package, package_layout.QUOTE_LENGTH, stated, f"should be a whole number from 1 to {most}")]
    )
    return None


def _quotes(frames: Mapping[str, pd.DataFrame], articles: str | Path, longest: int | None = None) -> list[Problem]:
    """Look up every quote in its article, found by its identifier or else by its file."""
    faults: list[Rejected] = []
    found = list(read.articles(articles, rejected=faults, quiet=True))
    by_file = {article.file: article.text for article in found if article.file}
    by_id = {article.source_id: article.text for article in found}
    sources = frames["sources"]
    texts = sources["source_id"].map(by_id).fillna(sources["file"].map(by_file))
    known = texts.notna()
    unread = {fault.article_id: fault.reason for fault in faults}
    missing = sources["file"][~known].dropna()
    problems = [
        Problem(
            "sources",
            row,
            "file",
            file,
            "quote",
            f"cannot be read any more: {unread[Path(file).stem]}",
        )
        for row, file in zip((missing.index + check_tables.FIRST_ROW).tolist(), missing, strict=True)
        if Path(file).stem in unread
    ]
    return problems + text_rules.check_texts(
        frames, dict(zip(sources["source_id"][known], texts[known], strict=True)), longest
    )
