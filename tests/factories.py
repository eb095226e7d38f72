"""Invented articles, places, actors and events for tests that start behind the coder. Nothing here is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from eventpack.annotation.extract import report_keys
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
    TextSpan,
)

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
    """Write the package of :func:`withdrawal`, with other values for the event where given."""
    from eventpack.package import write
    from eventpack.reading import package_yaml
    from eventpack.tables import collector

    found = annotations()
    made = collector.frames([withdrawal(found, **event)], found, find)
    told = package_yaml.About(
        name="convoy",
        title="Convoy",
        licenses=({"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},),
        contributors=({"title": "A Desk", "roles": ["creator"]},),
    )
    return write.write(made, texts(), out, told)


def frames():
    """The tables of :func:`withdrawal`."""
    from eventpack.tables import collector

    found = annotations()
    return collector.frames([withdrawal(found)], found, find)
