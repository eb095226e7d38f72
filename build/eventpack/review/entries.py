"""The reviews that people wrote: reviews/*.yaml, each a list of entries, read and checked as far as the file goes.

An entry names its report, the passage it stands for, what was decided, by whom and when; docs/review.md describes
each key. Whether the report is there is found when its article comes by (:mod:`eventpack.review.amend`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..reading import yaml_lines
from ..tabular import schema
from .coding import FIELDS, Wrong, code, day, read

SUFFIXES = (".yaml", ".yml")
_NEEDED = ("decision", "reviewer", "date", "quote")
_KEYS = (
    "report_id",
    *_NEEDED,
    "source_id",
    "sha256",
    "file",
    "start",
    "end",
    "trigger",
    "trigger_start",
    "reason",
    "changes",
    "seen",
)
# What a report that a person adds cannot do without; a date, a place and the rest may be unknown.
_ADDED_NEEDS = ("event_type", "status")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's word on one report. `changes` and `seen` hold fields as :func:`coding.read` gives them."""

    path: Path
    lines: Mapping[yaml_lines.Place, int]  # of this entry's values; () is the entry itself
    decision: str  # accepted, corrected, rejected or added
    reviewer: str
    date: date
    reason: str | None
    report_id: str | None  # None for an added report that names none
    source_id: str | None
    sha256: str | None  # of the article's text; this or the source_id is given
    file: str | None
    quote: str
    start: int | None
    end: int | None
    trigger: str | None
    trigger_start: int | None
    changes: Mapping[str, Any]
    seen: Mapping[str, Any] | None  # the coding the person had before them; None where it was not kept

    def error(self, message: str, hint: str, place: yaml_lines.Place = ()) -> InputError:
        """The error for the value at `place`, on its line."""
        while place and place not in self.lines:
            place = place[:-1]
        return InputError(self.path, self.lines[place], message, hint)


def read_folder(folder: Path) -> list[Entry]:
    """All entries of the folder's .yaml files, by file name, then as they stand there; hidden files are passed over.

    Raises InputError, naming file and line, for what is no entry, and for two entries on one report: one report has
    one review, and who disagrees changes it and signs it.
    """
    if not folder.is_dir():
        raise InputError(folder, None, "is not a folder of reviews", "Give the folder that holds the .yaml files")
    found: list[Entry] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in SUFFIXES and not path.name.startswith(".") and path.is_file():
            found += read_file(path)
    first: dict[tuple, Entry] = {}
    for entry in found:
        key = (
            (entry.report_id,)
            if entry.report_id
            else (entry.sha256 or entry.source_id, entry.quote, entry.trigger, entry.start)
        )
        if key in first:
            other = first[key]
            raise entry.error(
                f"the report was reviewed before, in {other.path}, line {other.lines[()]}",
                "Keep one of the two: a report has one review, its last",
            )
        first[key] = entry
    return found


def read_file(path: Path) -> list[Entry]:
    """The entries of one file. Raises InputError."""
    data, lines = yaml_lines.load(path)
    if data is None:
        return []
    if not isinstance(data, list):
        raise InputError(path, 1, "is not a list of reviews", "Begin each review with `- report_id: ...` at the margin")
    of: list[dict[yaml_lines.Place, int]] = [{} for _ in data]
    for place, line in lines.items():
        if place and isinstance(place[0], int):
            of[place[0]][place[1:]] = line
    return [_entry(path, raw, of[number]) for number, raw in enumerate(data)]


def _entry(path: Path, raw: Any, lines: Mapping[yaml_lines.Place, int]) -> Entry:
    def wrong(place: yaml_lines.Place, message: str, hint: str) -> InputError:
        while place and place not in lines:
            place = place[:-1]
        return InputError(path, lines[place], message, hint)

    if not isinstance(raw, dict):
        raise wrong((), "is not a review", "Give keys and values: report_id, decision, reviewer, date, sha256, quote")
    for key in raw:
        if key not in _KEYS:
            raise wrong(
                (key,),
                f'has the unknown key "{key}"',
                "Put what is corrected under `changes:`" if key in FIELDS else f"Use {', '.join(_KEYS)}",
            )
    for key in _NEEDED:
        if raw.get(key) in (None, ""):
            raise wrong((key,), f'has no "{key}"', "Give it; docs/review.md says what it means")
    if not raw.get("source_id") and not raw.get("sha256"):
        raise wrong(
            (), "does not say which text it is of", "Give the article's sha256, or source_id, of data/sources.csv"
        )
    try:
        return _checked(path, raw, lines)
    except Wrong as error:
        raise wrong(error.place, error.message, error.hint) from error


def _checked(path: Path, raw: dict[str, Any], lines: Mapping[yaml_lines.Place, int]) -> Entry:
    decision = code("decision", raw["decision"], "reviews")
    _check_values(raw)
    when = day("date", raw["date"])
    if when is None:
        raise Wrong(("date",), '"date" is empty', "Give the day of the review, as 2026-01-31")
    changes, seen = (_fields(raw, key) for key in ("changes", "seen"))
    _check_decision(decision, raw, changes)
    reason, reviewer = ((raw.get(key) or "").strip() for key in ("reason", "reviewer"))
    for key, value in (("reason", reason), ("reviewer", reviewer)):
        if len(value) > longest(key):
            raise Wrong((key,), f'"{key}" has {len(value)} characters', f"Say it in {longest(key)}")
    if not reviewer:
        raise Wrong(("reviewer",), '"reviewer" is empty', "Give the name the reviewer goes by here")
    return Entry(
        path,
        lines,
        decision,
        reviewer,
        when,
        reason or None,
        raw.get("report_id"),
        raw.get("source_id"),
        raw.get("sha256"),
        raw.get("file"),
        raw["quote"],
        raw.get("start"),
        raw.get("end"),
        raw.get("trigger"),
        raw.get("trigger_start"),
        changes or {},
        seen,
    )


def _check_values(raw: Mapping[str, Any]) -> None:
    """Types and forms of single values."""
    for key in ("report_id", "reviewer", "source_id", "sha256", "quote", "file", "trigger", "reason"):
        if raw.get(key) is not None and not isinstance(raw[key], str):
            raise Wrong((key,), f'"{key}" is {raw[key]!r}, which is not text', "Write it in double quotes")
    for key in ("start", "end", "trigger_start"):
        if raw.get(key) is not None and (type(raw[key]) is not int or raw[key] < 0):
            raise Wrong((key,), f'"{key}" is "{raw[key]}", which is not an offset', "Count code points from 0")
    if (raw.get("start") is None) != (raw.get("end") is None):
        raise Wrong(("start",), "one of start and end is missing", "Give both or neither")
    if raw.get("sha256") and not _SHA256.match(raw["sha256"]):
        raise Wrong(("sha256",), f'"{raw["sha256"]}" is no SHA-256 digest', "Copy it from data/sources.csv, 64 digits")


def _check_decision(decision: str, raw: Mapping[str, Any], changes: Mapping[str, Any] | None) -> None:
    """Whether the entry has what its decision needs, and nothing that it excludes."""
    if decision == "machine":
        raise Wrong(
            ("decision",), 'is "machine", which is not a decision', "Write accepted, corrected, rejected or added"
        )
    if decision != "added" and not raw.get("report_id"):
        raise Wrong((), 'has no "report_id"', "Give the one of data/reports.csv")
    if decision == "corrected" and not changes:
        raise Wrong(("decision",), "corrects nothing", "Put what is right under `changes:`, or write `accepted`")
    if decision in {"accepted", "rejected"} and changes:
        raise Wrong(("changes",), f"is {decision} and yet changed", "Write `corrected`, or take the changes out")
    if decision == "added":
        for name in _ADDED_NEEDS:
            if not (changes or {}).get(name):
                raise Wrong(("changes",), f'adds a report without "{name}"', f"Give {name} under `changes:`")
        if not raw.get("trigger"):
            raise Wrong((), 'adds a report without "trigger"', "Give the word of the quote that reports the event")


def longest(column: str) -> int:
    """The longest value the table reviews takes in a column."""
    field = next(f for f in schema.load("reviews")["fields"] if f["name"] == column)
    return field["constraints"]["maxLength"]


def _fields(raw: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    values = raw.get(key)
    if values is None:
        return None
    if not isinstance(values, dict):
        raise Wrong(
            (key,), f'"{key}" is not a list of fields', f"Write fields and values under it: {', '.join(FIELDS)}"
        )
    for name in values:
        if name not in FIELDS:
            raise Wrong((key, name), f'there is no field "{name}"', f"Use {', '.join(FIELDS)}")
    try:
        return read(values)
    except Wrong as wrong:
        raise Wrong((key, *wrong.place), wrong.message, wrong.hint) from wrong
