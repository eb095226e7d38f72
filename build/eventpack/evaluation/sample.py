"""A sample of a package's rows for judging by hand: drawn by strata, written as a sheet, and read back as figures."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..export.spreadsheet import as_text
from .coded import CodedEvent
from .gold import text_of
from .scores import share

JUDGED = ("event", "type", "actors", "recipients", "place", "date", "status")
COLUMNS = (
    "event_id",
    "article",
    "quote",
    "summary",
    "confidence",
    *(column for name in JUDGED for column in ((name, f"{name}_right") if name != "event" else ("event_right",))),
    "note",
)
_YES, _NO = {"y", "yes", "1", "true"}, {"n", "no", "0", "false"}


def draw(rows: Sequence[CodedEvent], number: int, seed: str = "") -> list[CodedEvent]:
    """`number` rows, from each type of event and half of confidence as many as it has its share of, at least one while
    there is room. The same package and `seed` give the same rows."""
    strata: dict[tuple[str, bool], list[CodedEvent]] = defaultdict(list)
    middle = sorted(row.confidence for row in rows)[len(rows) // 2] if rows else 0.0
    for row in rows:
        strata[row.event_type, row.confidence >= middle].append(row)
    for members in strata.values():
        members.sort(key=lambda row: sha256(f"{seed}|{row.event_id}".encode()).digest())
    number = min(number, len(rows))
    taken: Counter[tuple[str, bool]] = Counter()
    order = sorted(strata, key=lambda key: (-len(strata[key]), key))
    while sum(taken.values()) < number:
        key = min(
            (k for k in order if taken[k] < len(strata[k])),
            key=lambda k: (taken[k] > 0, (taken[k] + 0.5) / len(strata[k]), k),
        )
        taken[key] += 1
    return [row for key in sorted(strata) for row in strata[key][: taken[key]]]


def sheet(rows: Sequence[CodedEvent]) -> str:
    """The sheet: one row an event, with a column beside each field for y or n; event_right says whether the passage tells
    of an event at all."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        first = row.reports[0]
        writer.writerow(
            {
                name: as_text(str(value))
                for name, value in {
                    "event_id": row.event_id,
                    "article": first.article,
                    "quote": first.quote,
                    "summary": row.summary,
                    "confidence": f"{row.confidence:g}",
                    "type": row.event_type,
                    "actors": "|".join(a.actor_id for a in row.actors),
                    "recipients": "|".join(a.actor_id for a in row.recipients),
                    "place": row.place.location_id if row.place else "",
                    "date": f"{row.earliest or '..'}/{row.latest or '..'}" if row.earliest or row.latest else "",
                    "status": row.status,
                }.items()
            }
        )
    return out.getvalue()


def is_sheet(path: Path) -> bool:
    """Whether a file is such a sheet, filled in or not."""
    return path.suffix.lower() == ".csv" and text_of(path).partition("\n")[0].strip().startswith("event_id,")


def judged(path: Path) -> dict[str, Any]:
    """The figures of a sheet that was filled in. Raises InputError, naming the line."""
    reader = csv.DictReader(io.StringIO(text_of(path), newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ()) and name != "note"]
    if missing:
        raise InputError(path, 1, f'has no column "{missing[0]}"', "Keep the columns of the sheet that --sample wrote")
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    rows = good = nearly = 0
    for row in reader:
        marks = {name: _mark(path, reader.line_num, name, row[f"{name}_right"]) for name in JUDGED}
        given = {name: mark for name, mark in marks.items() if mark is not None}
        if not given:
            continue
        rows += 1
        for name, mark in given.items():
            asked[name] += 1
            right[name] += mark
        if marks["event"] is not False:
            wrong = sum(not mark for mark in given.values())
            good += not wrong
            nearly += wrong <= 1
    if not rows:
        raise InputError(path, None, "has no row that was judged", "Write y or n into the columns that end in _right")
    return {
        "rows_judged": rows,
        "rows": {"right": share(good, rows), "right_or_nearly": share(nearly, rows)},
        "fields": {name: share(right[name], asked[name]) for name in JUDGED},
    }


def _mark(path: Path, line: int, name: str, cell: str | None) -> bool | None:
    text = (cell or "").strip().lower()
    if not text:
        return None
    if text not in _YES | _NO:
        raise InputError(path, line, f'"{name}_right" is "{text}"', "Write y or n, or nothing")
    return text in _YES
