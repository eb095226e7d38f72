"""Invented articles, places, actors and events for tests that start behind the coder. Nothing here is true."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from eventpack.annotation.extract import report_keys
from eventpack.annotation.report_lines import linkable
from eventpack.core.model import (
    Actor,
    ActorMention,
    Annotation,
    Article,
    Event,
    Location,
    PlaceMention,
    Published,
    Report,
    ReportKey,
    TextSpan,
)
from eventpack.linking import across_blocks, blocks, join_reports
from eventpack.places import gazetteer
from eventpack.text import near_copies

COUNTRY = Location("iso3166-1:SYR", "Syria", "country", "SYR", None, 35.0, 38.0, "iso3166-1", "SYR")
PROVINCE = Location(
    "iso3166-2:SY-HA", "Al-Hasakah", "admin1", "SYR", "SY-HA", 36.4, 40.8, "iso3166-2", "SY-HA", "iso3166-1:SYR"
)
AIRPORT = Location(
    "icao:OSKL",
    "Qamishli Airport",
    "airport",
    "SYR",
    "SY-HA",
    37.0206,
    41.1914,
    "ourairports",
    "OSKL",
    "iso3166-2:SY-HA",
)
AIR_BASE = Location(
    "icao:OSLK",
    "Hmeimim Air Base",
    "air_base",
    "SYR",
    "SY-LA",
    35.4011,
    35.9487,
    "ourairports",
    "OSLK",
    "iso3166-1:SYR",
)
GAZETTEER = {place.location_id: place for place in (COUNTRY, PROVINCE, AIRPORT, AIR_BASE)}

RUSSIA = Actor("rus", "Russia", "country", None, "RUS", "lexicon")
TROOPS = Actor("rus-mil", "Russian military", "military", "MIL", "RUS", "composition", RUSSIA)
SYRIA = Actor("syr", "Syria", "country", None, "SYR", "lexicon")
AGENCY = Actor("org-north-wire", "North Wire", "media", "JRN", None, "text")

FIRST = Article(
    id="first",
    file="first.txt",
    title='Convoy leaves "the field"',
    publisher="North Wire",
    url="https://north-wire.example/convoy",
    language="en",
    published=date(2026, 1, 26),
    text='Convoy leaves "the field"\n'
    "The Russian troops pulled out of Al-Qamishli airfield, North Wire said on Monday.\n",
)
SECOND = Article(
    id="second",
    file="second.txt",
    title="Quiet at the gate",
    text="Quiet at the gate\nMoscow's men left the airport for Khmeimim in late January.\nNo guard was seen.\n",
)
# The identifiers of the reports of FIRST and SECOND.
FIRST_REPORT, SECOND_REPORT = "rep-d70b175d4401db55", "rep-b3cf492ab709c014"
THIRD = Article(id="third", file="third.txt", title="Weather", text="Weather\nSnow fell.\n", publisher="South Post")


def find(location_id: str) -> Location:
    """A gazetteer of four places. Raises KeyError for any other."""
    return GAZETTEER[location_id]


def span(article: Article, words: str) -> TextSpan:
    start = article.text.index(words)
    return TextSpan(start, start + len(words), words)


def place(article: Article, words: str, location: Location, kind: str = "toponym") -> PlaceMention:
    where = span(article, words)
    return PlaceMention(where.start, where.end, where.text, kind, location)


def who(article: Article, words: str, actor: Actor | None) -> ActorMention:
    where = span(article, words)
    return ActorMention(where.start, where.end, where.text, actor)


def report(article: Article, passage: str, trigger: str, sentence: int = 1, **values) -> Report:
    where = span(article, passage)
    return Report(
        **{
            "event_type": "RETREAT",
            "mode": "withdraw",
            "status": "occurred",
            "start": where.start,
            "end": where.end,
            "sentence": sentence,
            "trigger": span(article, trigger),
            "confidence": 0.8,
            **values,
        }
    )


def annotations() -> list[Annotation]:
    """Three articles: two tell of one withdrawal, the third of nothing."""
    first = report(
        FIRST,
        "The Russian troops pulled out of Al-Qamishli airfield, North Wire said on Monday.",
        "pulled out",
        actors=(who(FIRST, "The Russian troops", TROOPS),),
        place=place(FIRST, "Al-Qamishli airfield", AIRPORT),
        attributed_to=who(FIRST, "North Wire", AGENCY),
        date_text="on Monday",
        date_earliest=date(2026, 1, 26),
        date_latest=date(2026, 1, 26),
    )
    second = report(
        SECOND,
        "Moscow's men left the airport for Khmeimim in late January.",
        "left",
        actors=(who(SECOND, "Moscow's men", TROOPS),),
        place=place(SECOND, "the airport", AIRPORT),
        destination=place(SECOND, "Khmeimim", AIR_BASE),
        date_text="in late January",
        date_earliest=date(2026, 1, 21),
        date_latest=date(2026, 1, 31),
    )
    return [
        Annotation(
            FIRST,
            Published(date(2026, 1, 26), date(2026, 1, 26), "metadata"),
            ((0, 25), (26, 107)),
            places=(first.place,),
            actors=first.actors,
            reports=(first,),
        ),
        Annotation(
            SECOND,
            Published(date(2026, 1, 21), None, "inferred"),
            ((0, 17), (18, 77), (78, 96)),
            places=(second.place, second.destination),
            actors=second.actors,
            reports=(second,),
        ),
        Annotation(THIRD, Published(None, None, "unknown"), ((0, 7), (8, 18))),
    ]


def withdrawal(found: Sequence[Annotation] | None = None, **values) -> Event:
    """The event that the first two articles tell of."""
    reports = tuple(report_keys(annotations() if found is None else found))
    return Event(
        **{
            "event_id": "evt-1",
            "event_type": "RETREAT",
            "mode": "withdraw",
            "status": "occurred",
            "summary": "Russian military withdrew from Qamishli Airport to Hmeimim Air Base on 26 January 2026.",
            "date_earliest": date(2026, 1, 26),
            "date_latest": date(2026, 1, 26),
            "location": AIRPORT,
            "destination": AIR_BASE,
            "actors": (TROOPS,),
            "recipients": (SYRIA,),
            "reports": reports,
            "confidence": 0.9,
            "n_sources": len({r.source_id for r in reports}),
            "n_publishers": len({r.publisher for r in reports if r.publisher}),
            **values,
        }
    )


def texts() -> dict[str, str]:
    """SHA-256 → text."""
    return {annotation.article.sha256: annotation.article.text for annotation in annotations()}


def write_articles(folder: Path, articles: Mapping[str, str]) -> Path:
    """A folder articles/ in `folder` with these texts by file name; gives `folder`."""
    (folder / "articles").mkdir()
    for name, text in articles.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    return folder


def write_package(out: Path, **event) -> Path:
    """Write the package of :func:`withdrawal`, with other values for the event where given; gives its descriptor."""
    from eventpack.package import write
    from eventpack.reading import package_yaml

    found = annotations()
    made = tables_of([withdrawal(found, **event)], found, find)
    about = package_yaml.About(
        name="convoy",
        title="Convoy",
        licenses=({"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},),
        contributors=({"title": "A Desk", "roles": ["creator"]},),
    )
    return write.write(made, texts(), out, about)


MADE: dict[str, Path] = {}  # what copy_package has written in this process, by the event's values


def copy_package(out: Path, kept: Path, **event) -> Path:
    """The same package, written once in a process into the folder `kept`, then copied; gives `out`. For tests that need a
    package but do not test how it is written, which takes a second or more."""
    made = MADE.get(repr(event))
    if made is None:
        made = MADE[repr(event)] = kept / str(len(MADE))
        write_package(made, **event)
    return Path(shutil.copytree(made, out, dirs_exist_ok=True))


def frames():
    """The tables of :func:`withdrawal`."""
    found = annotations()
    return tables_of([withdrawal(found)], found, find)


def tables_of(events, found, find=gazetteer.location, decisions=(), rejected=(), copies=None):
    """The tables of these events and of all articles read, each as one frame, made as a build makes them."""
    from eventpack.annotation import extract
    from eventpack.annotation.mentions import mentions
    from eventpack.annotation.report_lines import EntityNumbers, EntityTable
    from eventpack.linking.relations import relations
    from eventpack.tables.collector import Tables
    from eventpack.tables.linked_block import Linked

    made, found = Tables(find), list(found)
    denied = [report for report in extract.report_keys(found) if report.review == "rejected"]
    for report in (*(report for event in events for report in event.reports), *denied):
        for thing in (report.attributed_to, report.place, report.destination, *(toll.actor for toll in report.tolls)):
            made.use(thing)
    numbers, things = EntityNumbers(), EntityTable()
    linked = Linked.of(events, numbers.of)
    things.know(numbers.described)
    made.add_events(linked, things.get)
    made.add_relations(relations(events))
    for annotation in found:
        for mention in mentions(annotation):
            made.use(mention.location)
            made.use(mention.actor)
    for annotation in found:
        article, (_, packed) = annotation.article, extract.dumps(annotation)
        rows = extract.loads_rows(packed)
        made.add_article(rows, article.file, (copies or {}).get(article.source_id))
        made.add_mentions(rows)
    rows = made.finish(decisions, rejected)
    return {table: rows[table].frame() for table in rows}


def table(name, rows):
    """A typed frame of a table from rows as dictionaries; an empty string is absent like None."""
    from eventpack.tabular.sorted_rows import TableRows

    return TableRows(name, rows).frame()


def problems_of(tables, texts):
    """What the checks that a package is written under find in tables (name → frame): of each its CSV, then its frame, then
    each row by itself, then keys, then what holds between rows. `texts`: source_id → text."""
    from eventpack.core.problems import ordered
    from eventpack.package import check_tables, rules

    found = [problem for name, frame in tables.items() for problem in _problems_in(name, frame)]
    for name in () if found else ("sources", "reports", "mentions"):
        found += rules.check_part(name, tables[name], texts, 0)
    columns = {name: _Columns(frame) for name, frame in tables.items()}
    return ordered(found or check_tables.check_keys(columns) or rules.check_between(tables))


_CHECKED: dict = {}  # by name and identity of frames that are kept, so that good tables are checked once


def _problems_in(name, frame):
    from eventpack.package import check_tables
    from eventpack.tabular import csv_file, schema

    if (name, id(frame)) not in _CHECKED:
        with TemporaryDirectory() as folder:
            csv_file.write(frame, Path(folder) / "table.csv")
            back, problems = csv_file.read(Path(folder) / "table.csv", schema.load(name), name)
        if back is not None and not problems:
            problems = check_tables.check_frame(back, name)
        _CHECKED[name, id(frame)] = frame, problems
    return _CHECKED[name, id(frame)][1]


class _Columns(dict):
    """A frame's columns as those of a Parquet file are asked for."""

    def __init__(self, frame):
        super().__init__({name: frame[name] for name in frame})
        self._rows = len(frame)

    def arrow(self, name):
        return pa.chunked_array(pa.Array.from_pandas(self[name]))

    def __len__(self):
        return self._rows


def linked(reports: Iterable[ReportKey], copies: Mapping[str, near_copies.Copy] | None = None) -> list[Event]:
    """The events of all articles' reports, in the order of their dates, then identifiers."""
    held: dict[blocks.Key, list[ReportKey]] = {}
    for report in filter(linkable, reports):
        held.setdefault(blocks.key(report.event_type, report.status), []).append(report)
    made = [[*join_reports.events_of(held[key], copies or {})] for key in sorted(held)]
    return sorted(
        of_two_types(made, copies or {}), key=lambda e: (e.date_earliest or e.date_latest or date.max, e.event_id)
    )


def of_two_types(made: list[list[Event]], copies: Mapping[str, near_copies.Copy]) -> list[Event]:
    """The events of several blocks, those that are one deed as one."""
    entered = []
    for block in made:
        keys = [across_blocks.keys(event) for event in block]
        of = [number for number, found in enumerate(keys) for _ in found]
        entered.append((np.array([key for found in keys for key in found], np.uint64), np.array(of, np.int64)))
    pairs = across_blocks.candidates(entered)
    clusters = {
        (block, event): across_blocks.cluster(made[block][event].reports, copies)
        for block, event in {name for pair in pairs for name in pair}
    }
    joined = across_blocks.joined(clusters, across_blocks.fitting(clusters, pairs))
    gone = {name for parts, _ in joined for name in parts}
    kept = [event for block, there in enumerate(made) for at, event in enumerate(there) if (block, at) not in gone]
    return kept + [join_reports.event_of(whole, copies) for _, whole in joined]


def copies_of(articles: Iterable[Article]) -> dict[str, near_copies.Copy]:
    """Which of some articles are copies of which."""
    found = near_copies.Copies()
    for article in articles:
        found.add(article)
    return found.found()
