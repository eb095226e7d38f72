"""The reports of a package without a decision, the least confident first, each with coding and article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from ..core.errors import InputError
from ..core.model import Annotation, Article, Report
from ..reading import articles as articles_in
from ..reading.options import AS_IT_IS, ReadOptions
from ..storage import atomic_replace
from ..validation.text_tables import Row, TextTables
from .bring import Bringer
from .coding import Wrong, read
from .recode import recode

_BATCH = 100  # reports whose articles are held at a time
_OFFSET = re.compile(r"[0-9]{1,9}")
# The columns that a review cannot do without.
_COLUMNS = {
    "reports": (
        *("report_id", "event_id", "source_id", "char_start", "trigger", "status", "location_id"),
        *("destination_location_id", "date_earliest", "date_latest", "date_text", "attributed_to"),
        *("confidence", "review"),
    ),
    "sources": ("source_id", "sha256", "file", "title"),
    "events": ("event_id",),
    "actors": ("actor_id", "name"),
    "locations": ("location_id", "name", "parent_location_id"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports to decide on: all, or those of these types, at or within a place, with an actor, of a confidence.

    A place and an actor are an identifier or a part of a name, in whatever case.
    """

    types: frozenset[str] = frozenset()
    place: str | None = None
    actor: str | None = None
    lowest: float = 0.0
    highest: float = 1.0


@dataclass(frozen=True, slots=True)
class Pending:
    """A report to decide on."""

    row: Row  # of the table reports
    source: Row
    event: Row | None  # None for a report that was rejected before
    report: Report  # as the package has it
    annotation: Annotation


@dataclass
class Package:
    """The tables of a built package that a review needs."""

    reports: list[Row]
    sources: dict[str, Row]
    events: dict[str, Row]
    actors: dict[str, Row]
    locations: dict[str, Row]
    parties: dict[str, set[str]] = field(default_factory=dict)  # event_id → actors that take part in it
    lost: list[str] = field(default_factory=list)  # reports that could not be shown

    @classmethod
    def open(cls, folder: Path) -> Package:
        """Raises InputError where a table cannot be read."""
        return atomic_replace.read_whole(folder, lambda: cls._read(folder))

    @classmethod
    def _read(cls, folder: Path) -> Package:
        package = TextTables(folder, verify=atomic_replace.unfinished(folder))
        reports = package.rows("reports", _COLUMNS["reports"])
        sources, events, actors = (
            {row[_COLUMNS[table][0]]: row for row in package.rows(table, _COLUMNS[table])}
            for table in ("sources", "events", "actors")
        )
        for row in reports:
            if row["source_id"] not in sources or not _is_coded(row):
                raise InputError(
                    folder,
                    None,
                    f"its report {row['report_id']} has no source, or no place in it",
                    "`eventpack validate` says what is wrong in it",
                )
        locations = {row["location_id"]: row for row in package.rows("locations", _COLUMNS["locations"])}
        parties: dict[str, set[str]] = {}
        for row in package.rows("event_actors", ("event_id", "actor_id")):
            parties.setdefault(row["event_id"], set()).add(row["actor_id"])
        return cls(reports, sources, events, actors, locations, parties)

    def open_reports(self, decided: Collection[str | None], wanted: Wanted | None = None) -> list[Row]:
        """The rows of `wanted` reports without a decision, the least confident first, then by article and place in it."""
        rows = (
            row
            for row in self.reports
            if row["report_id"] not in decided
            and row["review"] != "added"
            and (wanted is None or self._is_wanted(row, wanted))
        )
        return sorted(
            rows,
            key=lambda row: (
                float(row["confidence"]),
                self.sources[row["source_id"]]["file"],
                int(row["char_start"]),
                row["report_id"],
            ),
        )

    def _is_wanted(self, row: Row, wanted: Wanted) -> bool:
        if not wanted.lowest <= float(row["confidence"]) <= wanted.highest:
            return False
        if wanted.types and row.get("event_type", "") not in wanted.types:
            return False
        if wanted.place is not None and not self._is_within(row, wanted.place):
            return False
        if wanted.actor is None:
            return True
        parties = self.parties.get(row["event_id"], set()) | {row["attributed_to"]}
        return any(_named(self.actors.get(party), "actor_id", wanted.actor) for party in parties)

    def _is_within(self, row: Row, wanted: str) -> bool:
        """Whether the report's place or destination, or a place that holds it, is the one that is wanted."""
        for place in (row["location_id"], row["destination_location_id"]):
            seen: set[str] = set()
            while place and place not in seen:
                seen.add(place)
                found = self.locations.get(place)
                if _named(found, "location_id", wanted):
                    return True
                place = found["parent_location_id"] if found else ""
        return False


def _named(row: Row | None, key: str, wanted: str) -> bool:
    return row is not None and (row[key] == wanted or wanted.casefold() in row["name"].casefold())


def pending(
    package: Package, rows: Iterable[Row], articles: Path, bring: Bringer, options: ReadOptions = AS_IT_IS
) -> Iterator[Pending]:
    """The reports of `rows`, in their order. Articles are read and coded again as they are needed.

    A report whose article is not there any more, or that the present coder does not find, goes into `package.lost`.
    """
    from ..annotation.many_articles import annotate

    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        texts = _texts(articles, {package.sources[row["source_id"]]["sha256"] for row in batch}, options)
        coded: dict[str, Annotation] = {}
        for row in batch:
            source = package.sources[row["source_id"]]
            article = texts.get(source["sha256"])
            if article is not None and source["sha256"] not in coded:
                coded[source["sha256"]] = bring(next(annotate([article])))
            annotation = coded.get(source["sha256"])
            report = find(annotation, row) if annotation is not None else None
            if annotation is None or report is None:
                package.lost.append(row["report_id"])
                continue
            yield Pending(row, source, package.events.get(row["event_id"]), report, annotation)


def find(annotation: Annotation, row: Row) -> Report | None:
    """The report of a row, with the values the row has: what hangs on other articles is known to a build alone."""
    for report in annotation.reports:
        if (
            report.start == int(row["char_start"])
            and report.trigger.text == row["trigger"]
            and (not row.get("trigger_start") or report.trigger.start == int(row["trigger_start"]))
        ):
            break
    else:
        return None
    try:
        values = read(
            {
                "status": row["status"],
                "place": row["location_id"],
                "destination": row["destination_location_id"],
                "date_earliest": row["date_earliest"],
                "date_latest": row["date_latest"],
                "attributed_to": row["attributed_to"],
            }
        )
        return replace(
            recode(report, values, annotation), date_text=row["date_text"] or None, confidence=float(row["confidence"])
        )
    except Wrong:
        return None


def _texts(articles: Path, wanted: set[str], options: ReadOptions) -> dict[str, Article]:
    return {
        article.sha256: article
        for article in articles_in.articles(articles, copies=True, rejected=[], quiet=True, options=options)
        if article.sha256 in wanted
    }


def _is_coded(row: Row) -> bool:
    try:
        return (
            0 <= float(row["confidence"]) <= 1
            and bool(_OFFSET.fullmatch(row["char_start"]))
            and (not row.get("trigger_start") or bool(_OFFSET.fullmatch(row["trigger_start"])))
        )
    except ValueError:
        return False
