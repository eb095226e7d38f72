"""A difference as text, as Markdown for release notes, and as JSON. What comes from articles is shown as plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from ..core.messages import counted, printable
from ..text.markdown import cell
from .difference import Diff, TableDiff, level
from .version import changes, enough, following, rows_changed, shift

# What a reader knows a row by, the first that its table has.
_LABELS = ("summary", "quote", "name", "title")
_LONGEST = 160
_REPEATED = 4  # a change made alike in so many rows is listed once
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._|, -]*\Z")
_BOOKKEEPING = "forwards"  # what it says is listed with the rows themselves


def verdict(diff: Diff) -> tuple[str | None, str]:
    """The weightiest level of change, and the version the new package should have at least."""
    weight = level(changes(diff))
    return weight, following(diff.old.version, weight)


def text(diff: Diff, rows: int | None = None) -> Iterator[str]:
    """Lines for a terminal; of each kind of change in a table at most `rows`."""
    if diff.same:
        yield f"the same, version {printable(diff.new.version) or 'not given'}"
        return
    for change in (*diff.structure, *diff.said):
        yield f"{change.level}: {printable(change.what)}"
    for table in diff.tables:
        if table.same:
            continue
        yield f"{printable(table.name)}: {_counts(table)}"
        for sign, line in _lines(table, rows, lambda words: printable(" ".join(words.split())), '"'):
            yield f"  {sign} {line}"
    yield _advice(diff, printable)


def markdown(diff: Diff, rows: int | None = 20) -> Iterator[str]:
    """Lines of a list for release notes."""
    if diff.same:
        yield "No change."
        return
    for change in (*diff.structure, *diff.said):
        yield f"- {cell(change.what)} ({change.level})"
    for table in diff.tables:
        if table.same:
            continue
        yield f"- **{cell(table.name)}**: {_counts(table)}"
        words = {"+": "added", "-": "removed", ">": "", "~": "changed", " ": ""}
        for sign, line in _lines(table, rows, cell, ""):
            yield f"  - {words[sign]} {line}".replace("-  ", "- ")
    yield f"- {_advice(diff, cell)}"


def changelog(diff: Diff, rows: int | None = 20) -> str:
    """An entry of a CHANGELOG, under the version the package should have."""
    _, needed = verdict(diff)
    version = diff.new.version if enough(diff.new.version, needed) else needed
    body = [line for line in markdown(diff, rows)][:-1] if not diff.same else list(markdown(diff))
    return "\n".join([f"## {version}", *body]) + "\n"


def _advice(diff: Diff, shown: Callable[[str], str]) -> str:
    weight, needed = verdict(diff)
    mine = shown(diff.new.version) or "none"
    if weight is None:
        return f"only the version differs: {shown(diff.old.version) or 'none'} became {mine}"
    because = next(change for change in changes(diff) if change.level == weight)
    why = shift(diff.old.version, weight)
    reason = f"({shown(because.what)}; {why})" if why else f"{weight} ({shown(because.what)})"
    if diff.old.version != diff.new.version and enough(diff.new.version, needed):
        return f"version {mine} is right after {shown(diff.old.version)}{' ' if why else ': '}{reason}"
    return f"next version: {needed}{' ' if why else ', '}{reason}; it is {mine} now"


def _counts(table: TableDiff) -> str:
    words = [f"{len(table.added)} added"] if len(table.added) else []
    words += [f"{len(table.removed)} removed"] if len(table.removed) else []
    words += [f"{number} {reason}" for reason, number in table.forwarded["reason"].value_counts().sort_index().items()]
    words += [f"{rows_changed(table)} changed"] if len(table.changed) else []
    return f"{counted(table.rows[0], 'row')} before, {table.rows[1]} now; {', '.join(words)}"


def _lines(table: TableDiff, rows: int | None, shown: Callable[[str], str], quote: str) -> Iterator[tuple[str, str]]:
    """(sign, line) of each row: + added, - removed, > forwarded, ~ changed."""
    if table.name == _BOOKKEEPING:
        return

    def value(words: str) -> str:
        words = words if len(words) <= _LONGEST else words[:_LONGEST] + " …"
        return f"{quote}{shown(words)}{quote}" if words else "nothing"

    def name(*parts: str) -> str:
        joined = ", ".join(parts)
        return joined if quote and joined.isprintable() else f"`{joined}`" if _NAME.match(joined) else shown(joined)

    def some(found: list, sign: str) -> Iterator[tuple[str, str]]:
        kept = found if rows is None else found[:rows]
        yield from ((sign, line) for line in kept)
        if len(kept) < len(found):
            yield " ", f"and {len(found) - len(kept)} more"

    for frame, sign in ((table.added, "+"), (table.removed, "-")):
        label = next((column for column in _LABELS if column in frame.columns and column not in table.key), None)
        wanted = frame if rows is None else frame.head(rows)
        lines = [
            name(*key) + (f": {value(words)}" if words else "")
            for key, words in zip(
                wanted[table.key].itertuples(index=False), wanted[label] if label else [""] * len(wanted), strict=True
            )
        ]
        yield from ((sign, line) for line in lines)
        if len(wanted) < len(frame):
            yield " ", f"and {len(frame) - len(wanted)} more {'added' if sign == '+' else 'removed'}"
    became = {"merged": "merged into", "renamed": "renamed to", "split": "split, also into"}
    yield from some(
        [
            f"{name(old)} {became[reason]} {name(*new.split('|'))}" if new else f"{name(old)} {shown(reason)}"
            for old, new, reason in table.forwarded.itertuples(index=False)
        ],
        ">",
    )
    yield from _changes(table, some, name, value, shown)


def _changes(
    table: TableDiff, some: Callable, name: Callable, value: Callable, shown: Callable
) -> Iterator[tuple[str, str]]:
    cells = table.changed
    if not len(cells):
        return
    alike = cells.groupby(["column", "old", "new"], sort=False)["column"].transform("size") >= _REPEATED
    sizes = cells[alike].groupby(["column", "old", "new"], sort=False).size().reset_index()
    for column, old, new, number in sizes.itertuples(index=False, name=None):
        yield "~", f"{shown(column)} in {counted(number, 'row')}: {value(old)} → {value(new)}"
    each = cells[~alike]
    lines: dict[tuple[str, ...], list[str]] = {}
    for *key, column, old, new in each[[*table.key, "column", "old", "new"]].itertuples(index=False):
        lines.setdefault(tuple(key), []).append(f"{shown(column)}: {value(old)} → {value(new)}")
    yield from some([f"{name(*key)}: {'; '.join(said)}" for key, said in lines.items()], "~")


def as_json(diff: Diff) -> str:
    """All of it, as one object; absent cells are null."""
    weight, needed = verdict(diff)
    made: dict[str, Any] = {
        "same": diff.same,
        "old": {"name": diff.old.descriptor.get("name"), "version": diff.old.version or None},
        "new": {"name": diff.new.descriptor.get("name"), "version": diff.new.version or None},
        "level": weight,
        "next_version": needed,
        "because": [{"level": change.level, "what": change.what} for change in changes(diff)],
        "tables": {table.name: _table(table) for table in diff.tables},
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _table(table: TableDiff) -> dict[str, Any]:
    changed: dict[tuple[str, ...], dict[str, list]] = {}
    for *key, column, old, new in table.changed[[*table.key, "column", "old", "new"]].itertuples(index=False):
        changed.setdefault(tuple(key), {})[column] = [old or None, new or None]
    return {
        "rows": list(table.rows),
        "added": _records(table.added),
        "removed": _records(table.removed),
        "forwarded": [
            {"old_id": old, "new_ids": [one for one in new.split("|") if one], "reason": reason}
            for old, new, reason in table.forwarded.itertuples(index=False)
        ],
        "changed": [{"key": dict(zip(table.key, key, strict=True)), "cells": cells} for key, cells in changed.items()],
    }


def _records(frame: pd.DataFrame) -> list[dict[str, str | None]]:
    return [{str(name): value or None for name, value in row.items()} for row in frame.to_dict("records")]
