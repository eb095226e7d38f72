"""One event of a built package with everything it rests on: reports, quotes in context, sources, rules.

The tables do not carry the articles' texts nor the rules that coded them. Where the articles are at hand, they
are annotated again: a report is known by its trigger's place in the text, since its identifier may be older than
the text.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from ..annotation import extract, own_entries
from ..core.errors import InputError
from ..core.messages import printable
from ..core.model import Annotation, Article, Report
from ..linking import evidence
from ..reading import articles as read
from ..reading.options import AS_IT_IS, ReadOptions
from ..storage import atomic_replace
from ..validation.text_tables import Row, TextTables
from . import explain_tolls

CONTEXT = 160  # characters of the article shown before and after a quote
Coded = dict[tuple[str, int], list[tuple[Annotation, Report]]]  # by digest of the text and start of the trigger
_BECAME = {
    "merged": "was merged into",
    "split": "was split: a part of it is",
    "renamed": "is now",
    "withdrawn": "became",
}


# What is shown of each table; a package of an older version may lack those after the first six.
_COLUMNS = {
    "events": (
        *("event_id", "summary", "event_type", "mode", "status", "location_id", "destination_location_id"),
        *("date_edtf", "date_earliest", "date_latest", "confidence"),
    ),
    "actors": ("actor_id", "name"),
    "locations": ("location_id", "name"),
    "sources": (
        *("source_id", "sha256", "publisher", "title", "url", "file"),
        *("published", "published_earliest", "published_latest"),
    ),
    "event_actors": ("event_id", "actor_id", "role"),
    "reports": (
        *(
            "report_id",
            "event_id",
            "source_id",
            "event_type",
            "mode",
            "status",
            "sentence",
            "char_start",
            "char_end",
            "quote",
            "trigger",
        ),
        *("trigger_start", "attributed_to", "location_id", "destination_location_id", "date_earliest"),
        *("date_latest", "date_text", "coder", "confidence", "review"),
    ),
    "casualties": ("report_id", "kind", "number", "low", "high", "actor_id", "text"),
    "reviews": ("report_id", "decision", "changed", "reviewer", "date", "reason"),
    "forwards": ("table_name", "old_id", "new_id", "reason", "version"),
}
_NEWER_COLUMNS = ("copy_of", "revision", "sector")
_NEWER = {"casualties", "reviews", "forwards"}
_OFFSET = re.compile(r"[0-9]{1,9}")
_CLOSE_AMONG, _CLOSE_LENGTH = 10_000, 100


def explain(event_id: str, package: Path, articles: Path | None, options: ReadOptions = AS_IT_IS) -> str:
    """The event as lines of text. `articles` is the input the package was built from, None where it is not there.

    Raises InputError where the package or the event is not there, or its tables do not fit together.
    """
    return atomic_replace.read_whole(package, lambda: _explain(event_id, _Tables(package), articles, options))


class _Tables:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._text = TextTables(path, verify=atomic_replace.unfinished(path))

    def rows(self, table: str, column: str, *values: str) -> list[Row]:
        """The rows with one of the values in a column."""
        if table in _NEWER and table not in self._text.resources:
            return []
        columns = [*_COLUMNS[table], *(name for name in _NEWER_COLUMNS if name in self._text.columns(table))]
        return self._text.rows(table, columns, (column, values))

    def names(self, table: str, column: str, ids: Iterable[str]) -> dict[str, str]:
        """Identifier → name, of identifiers that are not empty."""
        wanted = {one for one in ids if one}
        found = {row[column]: row["name"] for row in self.rows(table, column, *wanted)}
        if lost := sorted(wanted - found.keys()):
            raise self.wrong(f'has no row for "{lost[0]}" in its table {table}')
        return found

    def toll(self, event_id: str, kind: str) -> str:
        """How many, from low to high, and the best figure; empty where there is none, or the package is older."""
        bounds = [b for b in ("low", "best", "high") if f"{kind}_{b}" in self._text.columns("events")]
        if not bounds:
            return ""
        columns = ["event_id", *(f"{kind}_{bound}" for bound in bounds)]
        (row,) = self._text.rows("events", columns, ("event_id", (event_id,)))
        return ", ".join(f"{bound} {row[f'{kind}_{bound}']}" for bound in bounds if row[f"{kind}_{bound}"])

    def event_ids(self) -> list[str]:
        return self._text.read("events")["event_id"].to_pylist()

    def wrong(self, message: str) -> InputError:
        return InputError(self.path, None, message, "`eventpack validate` says what is wrong in it")


def _explain(event_id: str, package: _Tables, articles: Path | None, options: ReadOptions) -> str:
    event_id, became = _today(event_id, package)
    event = _event(event_id, package)
    roles = package.rows("event_actors", "event_id", event_id)
    reports = package.rows("reports", "event_id", event_id)
    for report in reports:
        if not all(_OFFSET.fullmatch(report[name]) for name in ("char_start", "char_end", "trigger_start")):
            raise package.wrong(f"its report {report['report_id']} does not say where it stands in its article")
    placed = [event, *reports]
    casualties: dict[str, list[Row]] = {report["report_id"]: [] for report in reports}
    for row in package.rows("casualties", "report_id", *casualties):
        casualties[row["report_id"]].append(row)
    harmed = [row for rows in casualties.values() for row in rows]
    names = package.names("actors", "actor_id", [r["actor_id"] for r in (*roles, *_attributed(reports), *harmed)])
    sectors = {
        row["actor_id"]: row.get("sector") or ""
        for row in package.rows("actors", "actor_id", *{row["actor_id"] for row in harmed if row["actor_id"]})
    }
    places = package.names(
        "locations", "location_id", [r[name] for r in placed for name in ("location_id", "destination_location_id")]
    )
    sources = {
        row["source_id"]: row for row in package.rows("sources", "source_id", *(r["source_id"] for r in reports))
    }
    for report in reports:
        if report["source_id"] not in sources:
            raise package.wrong(f'has no row for "{report["source_id"]}" in its table sources')
    reviews = {
        row["report_id"]: row for row in package.rows("reviews", "report_id", *(r["report_id"] for r in reports))
    }
    coded, edited, at_hand = _annotate_again(sources.values(), articles, options)

    lines = [*became, printable(f"{event['event_id']}: {event['summary']}"), ""]
    lines += _table(
        [
            ("type", _kind(event) + f", {event['status']}"),
            ("also", ", ".join(sorted({r["event_type"] for r in reports} - {event["event_type"]}))),
            ("actor", ", ".join(names[r["actor_id"]] for r in roles if r["role"] == "actor")),
            ("recipient", ", ".join(names[r["actor_id"]] for r in roles if r["role"] == "recipient")),
            ("participant", ", ".join(names[r["actor_id"]] for r in roles if r["role"] == "participant")),
            ("where", _where(event, places)),
            ("when", event["date_edtf"] or _days(event)),
            *(
                line
                for kind in explain_tolls.KINDS
                for line in _toll(kind, package.toll(event_id, kind), reports, casualties, sources, sectors)
            ),
            ("confidence", event["confidence"]),
            ("your entry", "; ".join(_entries(names | places))),
        ]
    )
    found: list[tuple[Annotation, Report] | None] = []
    for report in reports:
        here = coded.get((sources[report["source_id"]]["sha256"], int(report["trigger_start"])), [])
        wanted = report["event_type"], report["status"]
        found.append(max(here, key=lambda pair: _likeness(pair[1], *wanted), default=None))  # noqa: B023  # called at once
    joins = _joins(found)
    for number, (report, pair, join) in enumerate(zip(reports, found, joins, strict=True), start=1):
        lines += ["", printable(f"Report {number} of {len(reports)}, {report['report_id']}, {report['status']}"), ""]
        lines += _passage(report, pair[0] if pair else None)
        lines += [""] + _table(
            [
                ("source", _source(sources[report["source_id"]])),
                (
                    "passage",
                    f"characters {report['char_start']} to {report['char_end']}, sentence {report['sentence']}",
                ),
                ("type", _kind(report) if report["event_type"] != event["event_type"] else ""),
                ("says so", names.get(report["attributed_to"], "")),
                ("word", report["trigger"]),
                ("where", _where(report, places)),
                ("casualties", "; ".join(_figure(row, names) for row in casualties[report["report_id"]])),
                ("when", _days(report) + (f', from "{report["date_text"]}"' if report["date_text"] else "")),
                (
                    "rule",
                    pair[1].rule if pair else _not_coded(sources[report["source_id"]], edited, at_hand),
                ),
                ("joined", join),
                ("coder", f"{report['coder']}, confidence {report['confidence']}, review: {report['review']}"),
                ("reviewed", _reviewed(reviews.get(report["report_id"]))),
            ]
        )
    return "\n".join(lines) + "\n"


def _kind(row: Row) -> str:
    return " / ".join(filter(None, (row["event_type"], row["mode"])))


def _likeness(found: Report, event_type: str, status: str) -> tuple[bool, bool]:
    return found.event_type == event_type, found.status == status


def _joins(coded: list[tuple[Annotation, Report] | None]) -> list[str]:
    """Of each report the one of the others it fits best, by what the linker weighs, and what that was made of; empty
    for one that stands alone or was not coded again."""
    seen = [None if pair is None else _seen(*pair) for pair in coded]
    lines = []
    for one in seen:
        others = [
            (evidence.score(one, other), -n, other)
            for n, other in enumerate(seen)
            if one is not None and other is not None and other is not one
        ]
        if one is None or not others:
            lines.append("")
            continue
        score, number, best = max(others, key=lambda scored: scored[:2])
        parts = ", ".join(f"{name} {value:+.2f}" for name, value in evidence.contributions(one, best))
        lines.append(
            f"with report {1 - number}, log of the odds {score:+.2f}: {parts or 'cannot be one by themselves'}"
        )
    return lines


def _seen(annotation: Annotation, found: Report) -> evidence.Seen:
    keys = zip(annotation.reports, extract.report_keys([annotation]), strict=True)
    return next(evidence.seen(key, key.source_id) for report, key in keys if report is found)


def _attributed(reports: Iterable[Row]) -> Iterator[Row]:
    return ({"actor_id": report["attributed_to"]} for report in reports)


def _today(event_id: str, package: _Tables) -> tuple[str, list[str]]:
    """The event by its identifier of today, and what to say where an earlier edition had it under another one."""
    rows = [row for row in package.rows("forwards", "old_id", event_id) if row["table_name"] == "events"]
    lines = [
        f"{event_id} {_BECAME.get(row['reason'], 'became')} {row['new_id'] or 'nothing'} (version {row['version']})"
        for row in rows
    ]
    if not rows or package.rows("events", "event_id", event_id):
        return event_id, [printable(line) for line in lines]
    if not rows[0]["new_id"]:
        raise InputError(
            package.path,
            None,
            f'its event "{event_id}" was withdrawn in version {rows[0]["version"]}',
            "No article reports it any longer, or the coder no longer finds it; an earlier edition has it",
        )
    return rows[0]["new_id"], [printable(line) for line in lines]


def _event(event_id: str, package: _Tables) -> Row:
    for row in package.rows("events", "event_id", event_id):
        return row
    known = package.event_ids()
    short = [one for one in known[:_CLOSE_AMONG] if len(one) <= _CLOSE_LENGTH]
    close = get_close_matches(event_id[:_CLOSE_LENGTH], short, 3, 0.5) or short[:3]
    hint = f"Try one of its {len(known)} events, such as {', '.join(close)}" if close else "It has no event at all"
    raise InputError(package.path, None, f'has no event "{event_id}"', hint)


def _entries(names: Mapping[str, str]) -> Iterator[str]:
    """Where the user's lexicon has the actors and places of an event: "River Guard, desk/actors.yaml:1"."""
    found = ((name, own_entries.entry(identifier)) for identifier, name in names.items())
    return (f"{name}, {where}" for name, where in found if where)


def _annotate_again(
    sources: Collection[Row], articles: Path | None, options: ReadOptions
) -> tuple[Coded, dict[str, str], set[str]]:
    """What is coded now in the texts the package was built from; of the sources of which `articles` has another text under
    the same name, where that is and its digest, by source_id; and the digests of the texts that are at hand."""
    coded: Coded = {}
    edited: dict[str, str] = {}
    at_hand: set[str] = set()
    if articles is None:
        return coded, edited, at_hand
    from ..annotation.many_articles import annotate

    by_file = {source["file"]: source for source in sources}
    wanted = {source["sha256"] for source in sources}

    def texts() -> Iterator[Article]:
        for article in read.articles(articles, copies=True, rejected=[], quiet=True, options=options):
            if article.sha256 in wanted:
                yield article
            elif article.file is not None and (source := by_file.get(article.file)):
                place = articles / article.file if articles.is_dir() else articles.parent / article.file
                edited[source["source_id"]] = f"{place} has the SHA-256 {article.sha256}"

    for annotation in annotate(texts(), []):
        at_hand.add(annotation.article.sha256)
        for report in annotation.reports:
            coded.setdefault((annotation.article.sha256, report.trigger.start), []).append((annotation, report))
    return coded, edited, at_hand


def _not_coded(source: Row, edited: Mapping[str, str], at_hand: Collection[str]) -> str:
    """Why a report was not found again."""
    if source["sha256"] in at_hand:
        return "the rules do not find this report now: another coder or person gave it, or it needs your --lexicon"
    if source["source_id"] in edited:
        return (
            f"the text has changed: {edited[source['source_id']]}, the package was built from "
            f"{source['sha256']}. Build it anew, or give the folder with the old text with --articles"
        )
    return "the article is not at hand: give the folder with --articles"


def _passage(report: Row, annotation: Annotation | None) -> list[str]:
    if annotation is None:
        return _indented(f"[{report['quote']}]")
    text, start, end = annotation.article.text, int(report["char_start"]), int(report["char_end"])
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    lines = f"{before}[{text[start:end]}]{after}".splitlines()
    return [piece for line in lines for piece in _indented(line)]


def _indented(line: str) -> list[str]:
    return textwrap.wrap(printable(line, keep="\t\r\n"), 104, initial_indent="    ", subsequent_indent="    ")


def _reviewed(review: Row | None) -> str:
    """Who decided on a report, when, and why."""
    if review is None:
        return ""
    changed = f" ({review['changed'].replace('|', ', ')})" if review["changed"] else ""
    return f"{review['decision']}{changed} by {review['reviewer']} on {review['date']}" + (
        f": {review['reason']}" if review["reason"] else ""
    )


def _figure(row: Row, names: Mapping[str, str]) -> str:
    """ "killed 14 or more (civilians), from "at least 14 civilians"."""
    number = explain_tolls.total(row["low"], row["high"])
    whose = f" ({names[row['actor_id']]})" if row["actor_id"] else ""
    return f'{row["kind"]} {number}{whose}, from "{row["text"]}"'


def _toll(
    kind: str,
    figures: str,
    reports: list[Row],
    casualties: dict[str, list[Row]],
    sources: dict[str, Row],
    sectors: dict[str, str],
) -> Iterator[tuple[str, str]]:
    """The event's figures, and under them what each report had to say to them."""
    yield kind, figures
    if figures:
        yield from (("", line) for line in explain_tolls.explained(kind, reports, casualties, sources, sectors))


def _where(row: Row, places: dict[str, str]) -> str:
    start, end = (_place(row[column], places) for column in ("location_id", "destination_location_id"))
    return f"{start or 'not said'} → {end}" if end else start


def _place(location_id: str, places: dict[str, str]) -> str:
    return f"{places[location_id]} ({location_id})" if location_id else ""


def _days(row: Row) -> str:
    first, last = row["date_earliest"], row["date_latest"]
    if first == last:
        return first
    if first and last:
        return f"{first} to {last}"
    return f"no later than {last}" if last else f"no earlier than {first}"


def _source(source: Row) -> str:
    bounds = {"date_earliest": source["published_earliest"], "date_latest": source["published_latest"]}
    published = source["published"] or f"published {_days(bounds)}"
    title = source["title"] and f'"{source["title"]}"'
    return ", ".join(filter(None, (source["publisher"], title, published, source["url"], source["file"])))


def _table(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"  {name:<11}{printable(value)}" for name, value in pairs if value]
