"""Precision and recall of the rows of `casualties` of a package, by figures that people found in the same articles:

eventpack build benchmarks/whole_articles/a/articles.jsonl --out found
python benchmarks/casualty_rows.py found benchmarks/whole_articles/a [FOLDER ...] [--misses]
    (with several folders a package each: PACKAGE FOLDER PACKAGE FOLDER ...)

A folder holds articles.jsonl, gold.jsonl and casualties.tsv. The columns of casualties.tsv: `id` of the article; `kind`, or
several that are right with | between; `low` and `high`, empty where the words leave a bound open; `words` as the article
has them; `event`, a key of gold.jsonl (or several); `opt`, an x where a figure may be given or not.

A row is right if kind and bounds are a line's, their words overlap or nearly, and a report of its event stands in a passage of the
line's event; where `event` is no key of gold.jsonl, that is not asked. A second row of one line is wrong, and so is a row
without a line. People counted in one line and in several rows ("a woman and her two sons") are right if their sum is.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eventpack.reading.articles import articles

Span = tuple[int, int]
_NEAR = 60  # characters between the words of a row and of a line that may be one figure's


@dataclass
class Line:
    """A figure that a person found."""

    article: str
    kinds: list[str]
    low: int | None
    high: int | None
    words: str
    events: list[str]
    optional: bool
    spans: list[Span]


@dataclass
class Row:
    """A figure of the package. `triggers`: where the words of its event stand in its article."""

    article: str
    report: str
    kind: str
    low: int | None
    high: int | None
    text: str
    span: Span
    event_type: str
    trigger: str
    triggers: list[int]


def _table(package: Path, name: str) -> list[dict[str, str]]:
    with (package / "data" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _json_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _texts(folder: Path) -> dict[str, str]:
    """The text of each article as the program reads it: with its title in front where the title stands apart."""
    return {one.id: one.text for one in articles(folder / "articles.jsonl")}


def _places(words: str, text: str) -> Iterator[Span]:
    """Every stretch of the text that has the words; where they are cut with "..." from the first part to the last."""
    parts = [part.strip() for part in words.replace("…", "...").split("...")]
    at = text.find(parts[0])
    while at >= 0:
        end = at + len(parts[0])
        for part in parts[1:]:
            found = text.find(part, end)
            end = found + len(part) if found >= 0 else end
        yield at, end
        at = text.find(parts[0], at + 1)


def _bound(cell: str | None) -> int | None:
    return int(float(cell)) if cell else None


def wanted(folder: Path) -> list[Line]:
    """The figures of a folder. Raises ValueError if the words of one are not in its article."""
    texts = _texts(folder)
    lines = []
    with (folder / "casualties.tsv").open(newline="", encoding="utf-8") as file:
        for cells in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            spans = list(_places(cells["words"], texts[cells["id"]]))
            if not spans:
                raise ValueError(f"{cells['id']}: not in the article: {cells['words']!r}")
            bounds = _bound(cells["low"]), _bound(cells["high"])
            events = (cells["event"] or "").split("|")
            lines.append(
                Line(cells["id"], cells["kind"].split("|"), *bounds, cells["words"], events, bool(cells["opt"]), spans)
            )
    return lines


def given(package: Path) -> list[Row]:
    """The figures of a package."""
    article = {one["source_id"]: one["file"].rsplit("#", 1)[-1] for one in _table(package, "sources")}
    reports = {one["report_id"]: one for one in _table(package, "reports")}
    triggers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in reports.values():
        triggers[one["event_id"], one["source_id"]].append(int(one["trigger_start"] or one["char_start"]))
    rows = []
    for cells in _table(package, "casualties"):
        report = reports[cells["report_id"]]
        rows.append(
            Row(
                article[report["source_id"]],
                report["report_id"],
                cells["kind"],
                _bound(cells["low"]),
                _bound(cells["high"]),
                cells["text"],
                (int(cells["char_start"]), int(cells["char_end"])),
                report["event_type"],
                report["trigger"],
                triggers[report["event_id"], report["source_id"]],
            )
        )
    return rows


def _passages(folder: Path) -> dict[tuple[str, str], list[Span]]:
    """Where the passages of each event stand: by article and key."""
    texts = _texts(folder)
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for one in _json_lines(folder / "gold.jsonl"):
        for event in one["events"]:
            for quote in event["passages"]:
                found[one["id"], event.get("key") or ""] += _places(quote, texts[one["id"]])
    return found


def _overlap(row: Row, line: Line, text: str) -> bool:
    """Whether the words overlap, or stand close to one another in a sentence."""
    for start, end in line.spans:
        between = text[min(row.span[1], end) : max(row.span[0], start)]
        if len(between) <= _NEAR and ". " not in between and "\n" not in between:
            return True
    return False


def _of_event(row: Row, line: Line, passages: dict[tuple[str, str], list[Span]]) -> bool:
    """Whether the row's event is the line's; true where the line's is not known, or the trigger is among its words."""
    keys = [key for key in line.events if (line.article, key) in passages]
    spans = [span for key in keys for span in passages[line.article, key]] + line.spans
    return not keys or any(start <= at < end for start, end in spans for at in row.triggers)


def matched(
    lines: list[Line], rows: list[Row], passages: dict[tuple[str, str], list[Span]], texts: dict[str, str]
) -> dict[int, list[int]]:
    """By the number of each line that was found the numbers of its rows."""
    free, found = set(range(len(rows))), dict[int, list[int]]()

    def may_be(line: Line) -> list[int]:
        return [
            r
            for r in sorted(free)
            if rows[r].article == line.article
            and rows[r].kind in line.kinds
            and _overlap(rows[r], line, texts[line.article])
            and _of_event(rows[r], line, passages)
        ]

    order = sorted(range(len(lines)), key=lambda n: lines[n].optional)
    for n in order:
        same = [r for r in may_be(lines[n]) if (rows[r].low, rows[r].high) == (lines[n].low, lines[n].high)]
        if same:
            found[n] = same[:1]
            free -= set(same[:1])
    for n in order:
        parts = may_be(lines[n]) if n not in found else []
        told = {rows[r].report for r in parts}
        kinds = {rows[r].kind for r in parts}
        parts = [r for r in sorted(free) if rows[r].report in told and rows[r].kind in kinds]
        if len(parts) > 1 and sum(rows[r].low or 0 for r in parts) == lines[n].low:
            found[n] = parts
            free -= set(parts)
    return found


def _shown(low: int | None, high: int | None) -> str:
    return str(low) if low == high else f"{'' if low is None else low}-{'' if high is None else high}"


def main() -> None:
    paths = [Path(one) for one in sys.argv[1:] if not one.startswith("--")]
    totals = [0, 0, 0, 0]
    for package, folder in zip(paths[::2], paths[1::2], strict=True):
        lines, passages = wanted(folder), _passages(folder)
        read = {one.id: one for one in articles(folder / "articles.jsonl")}
        # What stands in a title of its own was no part of the text that was coded.
        rows = [one for one in given(package) if one.article in read and one.span[0] >= read[one.article].text_start]
        found = matched(lines, rows, passages, {one.id: one.text for one in read.values()})
        used = {r for some in found.values() for r in some}
        asked = sum(not one.optional for one in lines)
        hit = sum(not lines[n].optional for n in found)
        neither = {r for n, some in found.items() if lines[n].optional for r in some}
        totals = [
            a + b for a, b in zip(totals, (len(used - neither), len(rows) - len(neither), hit, asked), strict=True)
        ]
        if "--misses" in sys.argv:
            for n, one in enumerate(lines):
                if n not in found and not one.optional:
                    print(f"missed  {one.article}  {'|'.join(one.kinds)} {_shown(one.low, one.high)}: {one.words}")
            for r, row in enumerate(rows):
                if r not in used:
                    print(
                        f"wrong   {row.article}  {row.kind} {_shown(row.low, row.high)}: {row.text}  "
                        f"(of {row.event_type}: {row.trigger})"
                    )
    right, said, hit, asked = totals
    print(
        f"precision {right / max(1, said):.3f} ({right} of {said})  recall {hit / max(1, asked):.3f} ({hit} of {asked})"
    )


if __name__ == "__main__":
    main()
