"""The publication gate: may this package be published? Says no with all reasons at once.

It looks at the package alone, so that its answer is the same wherever the package lies. Each rule is a function that
gives the reasons against.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from ..core import package_layout
from ..core.messages import counted
from ..package.load import NotLoaded, Package, load, readable
from ..package.validate import examine
from ..storage import atomic_replace
from ..tabular import schema
from ..validation import check_package, document
from ..validation.container import NotThere, Refused, Zip
from . import history, long_cells, quoted_share

LISTED = 5  # problems, cells, sources of one kind that are listed one by one
# May lie in a zip beside what its descriptor names.
_BESIDE = ("readme", "license", "licence", "citation.cff", "changelog", "publications.json")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not. `rule`: validation, licence, contributors, article text, quotes, version or citation."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` against publication, none if it may be published; `notes` are what a publisher should know."""

    package: str
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    loaded: Package | None = field(default=None, repr=False, compare=False)  # what was looked at

    @property
    def good(self) -> bool:
        return not self.reasons


def judge(path: Path, previous: Path | None = None, most_quoted: float = quoted_share.MOST) -> Verdict:
    """The verdict on the package at `path`: a folder, its datapackage.json, or a zip.

    `previous` is the package as it was last published; `most_quoted` the share of an article that its quotes may not
    reach. Raises CannotRun where there is no package, InputError where `previous` is none.
    """
    return atomic_replace.read_whole(path, lambda: _judge(path, previous, most_quoted), lambda verdict: verdict.good)


def _judge(path: Path, previous: Path | None, most_quoted: float) -> Verdict:
    findings = examine(path, limit=LISTED)
    raw = check_package.load(path)
    reasons = [Reason("validation", str(problem)) for problem in findings.problems[:LISTED]]
    if findings.total > len(reasons):
        reasons.append(
            Reason("validation", f"{counted(findings.total, 'problem', ',')} in all; eventpack validate lists each")
        )
    reasons += [*_rights(raw.data), *_files(raw), *_citation(raw)]
    notes: list[str] = []
    package = None
    try:
        package = load(path)
        tables = package.tables
    except NotLoaded:  # the other rules are asked all the same, as far as there is something to read
        tables = readable(path)
        named = [resource.get("name") for resource in check_package.listed(raw.data.get("resources"))]
        unread = [table for table in schema.TABLES if table in named and table not in tables]
        if unread:
            notes.append(f"not looked at, since they cannot be read: {', '.join(unread)}")
    reasons += [Reason("article text", line) for line in long_cells.too_long(tables)]
    found = quoted_share.quoted(tables["reports"], tables["sources"]) if _quotable(tables) else []
    refused = quoted_share.too_much(found, most_quoted)
    limit = f"; the limit is {most_quoted:.0%} (--most-quoted {most_quoted:g}): build with shorter quotes "
    limit += "(--quote-length), leave it out, or raise the limit"
    reasons += [Reason("quotes", line) for line in _listed(_told(refused, tables, limit))]
    much = [one for one in quoted_share.too_much(found, quoted_share.HALF) if one not in refused]
    notes += [f"quotes: {line}" for line in _listed(_told(much, tables))]
    wrong, known = history.look(path, raw.data, previous)
    reasons += [Reason("version", line) for line in wrong]
    notes += known
    if reasons and atomic_replace.unfinished(path):
        notes.append(atomic_replace.what_is_unfinished(path))
    return Verdict(str(path), tuple(reasons), tuple(notes), package)


def _quotable(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the tables have, in every row, what the share of an article in quotes is computed of."""
    own = {table: schema.pandas_dtypes(schema.load(table)) for table in quoted_share.NEEDED}
    return all(
        table in tables
        and column in tables[table].columns
        and tables[table][column].dtype == own[table][column]
        and not tables[table][column].isna().any()
        for table, columns in quoted_share.NEEDED.items()
        for column in columns
    )


def _rights(data: Mapping[str, Any]) -> Iterator[Reason]:
    licences, people = data.get("licenses"), data.get("contributors")
    if not _any_with(licences, "name", "path"):
        yield Reason("licence", "the package states no licence; name one in package.yaml under `licenses`, build again")
    if not _any_with(people, "title", "familyName"):
        yield Reason(
            "contributors",
            "the package does not say who made it; name them in package.yaml under `contributors`, build again",
        )


def _any_with(entries: Any, *keys: str) -> bool:
    return isinstance(entries, list) and any(
        isinstance(one, dict) and any(one.get(key) for key in keys) for one in entries
    )


# --- article text


def _files(raw: check_package.Package) -> Iterator[Reason]:
    """Resources that are no tables, and what else lies in a zip: texts could be in them, unseen."""
    resources = check_package.listed(raw.data.get("resources"))
    names = {str(r.get("name")) for r in resources}
    for table in schema.TABLES:
        if table not in names:
            yield Reason("validation", f"the table {table} is missing; build the package anew")
    for resource in resources:
        if resource.get("name") not in schema.TABLES and not (resource.get("type") == "table" or "schema" in resource):
            name = f'the resource "{resource.get("name")}" ({resource.get("path", "inline")})'
            yield Reason(
                "article text", f"{name} is not a table; articles' texts belong to their publishers: take it out"
            )
    if isinstance(raw.place, Zip):
        named = {raw.file, *_paths(resources)}
        strange = [
            name
            for name in _members(raw.place)
            if name not in named and not PurePosixPath(name).name.lower().startswith(_BESIDE)
        ]
        for line in _listed(
            [
                f"{name} is in the zip, but {package_layout.FILE} does not name it; take it out"
                for name in sorted(strange)
            ]
        ):
            yield Reason("article text", line)


def _paths(resources: list[dict[str, Any]]) -> Iterator[str]:
    for resource in resources:
        path = resource.get("path")
        yield from map(str, path if isinstance(path, list) else [path] if isinstance(path, str) else [])
        if isinstance(resource.get("parquet"), dict):
            yield str(resource["parquet"].get("path"))


def _members(place: Zip) -> Iterator[str]:
    prefix = "" if place.prefix in {"", "."} else f"{place.prefix}/"
    for name, member in place.members.items():
        if not member.is_dir():
            yield name.removeprefix(prefix)


def _told(found: list[quoted_share.Quoted], tables: Mapping[str, pd.DataFrame], limit: str = "") -> list[str]:
    if not found:
        return []
    sources = tables["sources"]
    titles = dict(zip(sources["source_id"], sources["title"], strict=True)) if "title" in sources else {}
    lines = []
    for one in sorted(found, key=lambda one: (-one.share, one.source_id)):
        title = titles.get(one.source_id, pd.NA)
        name: str = one.source_id if pd.isna(title) else f'{one.source_id} ("{title}")'
        lines.append(f"{one.share:.0%} of the article {name} stands in its quotes{limit}")
    return lines


def _listed(lines: list[str]) -> list[str]:
    more = len(lines) - LISTED
    return lines[:LISTED] + ([f"and {more} more"] if more > 0 else [])


# --- citation


def _citation(raw: check_package.Package) -> Iterator[Reason]:
    """A CITATION.cff beside the package says the same as the package."""
    try:
        cff = document.parse(raw.place.read("CITATION.cff", document.LARGEST), "CITATION.yaml")
    except NotThere:
        return
    except (Refused, document.NotJson):
        cff = None
    if not isinstance(cff, dict):
        yield Reason("citation", "CITATION.cff cannot be read; eventpack export citation writes one")
        return
    licences = [one.get("name") for one in check_package.listed(raw.data.get("licenses"))]
    stated = {
        "title": raw.data.get("title"),
        "license": licences[0] if licences else None,
        "version": raw.data.get("version", cff.get("version")),
        "authors": [
            _person(one, "givenName", "familyName", "title")
            for one in check_package.listed(raw.data.get("contributors"))
        ],
    }
    authors = cff.get("authors")
    given = cff | {
        "version": str(cff.get("version", stated["version"])),
        "authors": [
            _person(a, "given-names", "family-names", "name") for a in (authors if isinstance(authors, list) else ())
        ],
    }
    for key, value in stated.items():
        if given.get(key) != value:
            theirs, ours = (json.dumps(one, ensure_ascii=False, default=str) for one in (given.get(key), value))
            yield Reason("citation", f"CITATION.cff has the {key} {theirs}, the package {ours}")


def _person(entry: Any, given: str, family: str, whole: str) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    names = " ".join(str(entry[key]) for key in (given, family) if entry.get(key))
    return names or str(entry.get(whole, ""))
