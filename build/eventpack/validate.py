"""Checks a finished package on disk: descriptor, files, tables, rules between tables, and frictionless as referee."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from . import check, csv_file, descriptor, parquet_file, read, rules, schema
from .errors import EventpackError
from .problem import LIMIT, Collector, Findings, Problem, TableFacts, located, ordered
from .validation import lines

_NAME = re.compile(r"[a-z0-9._-]+\Z")
_DESCRIPTOR = descriptor.FILE


class CannotRun(EventpackError):
    """There is nothing to validate: no package at the path, or a descriptor that is no JSON object."""


def validate(path: str | Path, articles: str | Path | None = None) -> list[Problem]:
    """All problems that :func:`examine` finds, without a limit; empty if the package is good."""
    return list(examine(path, articles, limit=None).problems)


def examine(
    path: str | Path, articles: str | Path | None = None, *, limit: int | None = LIMIT, allow_remote: bool = False
) -> Findings:
    """All that is wrong with the package at `path`: a folder, its datapackage.json, or a zip of them.

    `articles` is the folder the package was built from, by default the folder articles/ beside the descriptor
    where there is one: every quote is then looked up in its article. Of each rule in each table at most `limit`
    problems are told one by one; all are counted. Files elsewhere on the network are only fetched with
    `allow_remote`. Raises CannotRun.
    """
    file = Path(path) / _DESCRIPTOR if Path(path).is_dir() else Path(path)
    collector = Collector(limit)
    try:
        problems, facts, places = _validate(file, articles)
    except PermissionError as error:
        raise CannotRun(f"{error.filename}: cannot be read: {error.strerror}. Mend its rights.") from error
    collector.add(problems)
    collector.problems = _with_lines(collector.problems, places, file.parent)
    return collector.findings(facts)


def _with_lines(problems: list[Problem], files: Mapping[str, str], folder: Path) -> list[Problem]:
    rows: dict[str, set[int]] = {}
    for problem in problems:
        if problem.row and problem.table in files:
            rows.setdefault(problem.table, set()).add(problem.row)
    found = {
        table: lines.starts(partial((folder / files[table]).open, "rb"), wanted)
        for table, wanted in rows.items() if (folder / files[table]).is_file()
    }
    return [located(p, files.get(p.table), found.get(p.table, {}).get(p.row)) for p in problems]


def _validate(
    file: Path, articles: str | Path | None
) -> tuple[list[Problem], list[TableFacts], dict[str, str]]:
    data = _load(file)
    resources, problems = _resources(data, file.parent)
    frames: dict[str, pd.DataFrame] = {}
    unreadable: set[tuple[str, int | None, str | None]] = set()
    for name, resource in resources.items():
        source = file.parent / resource["path"]
        problems += _file(name, source, resource)
        if not source.is_file():
            continue
        frame, found = csv_file.read(source, resource["schema"], name)
        problems += found
        unreadable |= {(p.table, p.row, p.column) for p in found}
        if frame is None:
            continue
        frames[name] = frame
        problems += _parquet(name, frame, resource, file.parent)
    schemas = {name: resource["schema"] for name, resource in resources.items()}
    # That a table could not be read has been said of its file.
    found = [p for p in check.check_schemas(frames, schemas) if p.rule != "table"]
    # A cell that is not of its type was read as empty: that it is empty is then no second problem.
    problems += [p for p in found if not (p.rule == "required" and (p.table, p.row, p.column) in unreadable)]
    if set(schema.TABLES) <= set(resources):
        strange = _own_schemas(schemas)
        problems += strange
        if not (strange or found or unreadable) and set(schema.TABLES) <= set(frames):
            problems += rules.check(frames, None)
            problems += _quotes(frames, articles, file.parent)
    files = {name: resource["path"] for name, resource in resources.items()}
    facts = [TableFacts(name, files[name], len(frames[name]) if name in frames else None) for name in resources]
    return ordered(problems) if problems else referee(file), facts, files


def referee(file: Path) -> list[Problem]:
    """What ``frictionless validate`` has to say on a descriptor."""
    import frictionless

    report = frictionless.validate(str(file))
    problems = [
        Problem(_DESCRIPTOR, None, None, None, f"frictionless {error.type}", error.message) for error in report.errors
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


def _load(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotRun(f"{file}: no such file. Give a package's folder or its {_DESCRIPTOR}.") from None
    except OSError as error:
        raise CannotRun(
            f"{file}: cannot be read: {error.strerror}. Give a package's folder or its {_DESCRIPTOR}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise CannotRun(
            f"{file}: is not JSON in UTF-8: {error}. Give a package's folder or its {_DESCRIPTOR}."
        ) from error
    if not isinstance(data, dict):
        raise CannotRun(f"{file}: holds no JSON object. Give a package's folder or its {_DESCRIPTOR}.")
    return data


def _resources(data: Mapping[str, Any], folder: Path) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The resources that can be checked further, by name, and what is wrong with the descriptor."""
    problems = []

    def wrong(column: str, value: Any, message: str) -> None:
        problems.append(
            Problem(_DESCRIPTOR, None, column, None if value is None else str(value), "descriptor", message)
        )

    if data.get("$schema", descriptor.PROFILE) != descriptor.PROFILE:
        wrong("$schema", data["$schema"], f"should be {descriptor.PROFILE}")
    if not isinstance(data.get("name", ""), str) or not _NAME.match(data.get("name", "a")):
        wrong("name", data["name"], "should be lower-case letters, digits, dots, hyphens and underscores")
    for key in ("licenses", "contributors", "sources", "keywords"):
        if key in data and not (isinstance(data[key], list) and data[key]):
            wrong(key, None, "should be a list with at least one entry")
    listed = data.get("resources")
    if not isinstance(listed, list) or not listed:
        wrong("resources", None, "should be a list with at least one entry")
        return {}, problems
    found: dict[str, dict[str, Any]] = {}
    for number, resource in enumerate(listed):
        where = f"resources[{number}]"
        if not isinstance(resource, dict) or not isinstance(resource.get("name"), str):
            wrong(where, None, "should be an object with a name")
        elif resource["name"] in found:
            wrong(f"{where}.name", resource["name"], "occurs more than once")
        elif not _inside(resource.get("path"), folder):
            wrong(f"{where}.path", resource.get("path"), "should be the path of one file inside the package")
        elif message := _bad_schema(resource.get("schema")):
            wrong(f"{where}.schema", None, message)
        else:
            found[resource["name"]] = resource
    return found, problems


def _inside(path: Any, folder: Path) -> bool:
    if not isinstance(path, str) or not path or "://" in path or "\\" in path or "\0" in path:
        return False
    return (
        not Path(path).is_absolute()
        and ".." not in Path(path).parts
        and (folder / path).resolve().is_relative_to(folder.resolve())
    )


def _bad_schema(declared: Any) -> str | None:
    """What keeps a schema from being checked against, or None."""
    from frictionless import Schema

    fields = declared.get("fields") if isinstance(declared, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, dict) and "name" in f for f in fields):
        return "should be an object with a list of named fields"
    try:
        messages = [error.note for error in Schema.metadata_validate(declared)]
    except Exception:  # frictionless trips over some malformed keys instead of reporting them
        messages = ["has a part of the wrong shape"]
    if messages:
        return messages[0]
    names = schema.columns(declared)
    for field in declared["fields"]:
        if field.get("type") not in schema.TYPES:
            return f"has the field {field['name']} of type {field.get('type')}, which is not supported"
        try:
            schema.pandera_schema({"fields": [field]})
        except (re.error, TypeError, ValueError) as error:
            return f"has the field {field['name']} with a constraint that cannot be read: {error}"
    for key in declared.get("uniqueKeys", []):
        if not set([key] if isinstance(key, str) else key) <= set(names):
            return f"has the unique key {key}, which is not of its fields"
    return None


def _file(name: str, path: Path, stated: Mapping[str, Any]) -> list[Problem]:
    """That a file is there and has the hash and bytes stated of it."""
    if not path.is_file():
        return [Problem(name, None, None, None, "file", f"{stated['path']} is not there")]
    facts = descriptor.file_facts(path)
    return [
        Problem(name, None, None, str(stated[key]), key, f"is not the {key} of {stated['path']}, which is {facts[key]}")
        for key in ("hash", "bytes")
        if key in stated and stated[key] != facts[key]
    ]


def _parquet(name: str, frame: pd.DataFrame, resource: Mapping[str, Any], folder: Path) -> list[Problem]:
    stated = resource.get("parquet")
    if stated is None:
        return []
    if not isinstance(stated, dict) or not _inside(stated.get("path"), folder):
        return [
            Problem(
                _DESCRIPTOR,
                None,
                f"{name}.parquet",
                None,
                "descriptor",
                "should have the path of one file inside the package",
            )
        ]
    problems = _file(name, folder / stated["path"], stated)
    if (folder / stated["path"]).is_file():
        problems += parquet_file.compare(folder / stated["path"], frame, resource["schema"], name)
    return problems


def _own_schemas(schemas: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    message = "does not have the columns, constraints and keys that this version of eventpack gives the table"
    return [
        Problem(_DESCRIPTOR, None, table, None, "schema", message)
        for table in schema.TABLES
        if _structure(schemas[table]) != _structure(schema.resource_schema(table))
    ]


def _structure(declared: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without what it says for people, which may be worded better from version to version."""
    fields = [
        {key: field.get(key) for key in ("name", "type", "format", "constraints")} for field in declared["fields"]
    ]
    return {**declared, "fields": fields}


def _quotes(frames: Mapping[str, pd.DataFrame], articles: str | Path | None, folder: Path) -> list[Problem]:
    place = Path(articles) if articles else folder / "articles"
    if not articles and not place.is_dir():
        return []
    by_file = {article.file: article for article in read.articles(place)}
    by_id = {article.source_id: article for article in by_file.values()}
    texts = {}
    for source_id, file in zip(frames["sources"]["source_id"], frames["sources"]["file"], strict=True):
        article = by_id.get(source_id) or (None if pd.isna(file) else by_file.get(file))
        if article:
            texts[source_id] = article.text
    return rules.check_texts(frames, texts)
