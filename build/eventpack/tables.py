"""Linked events and annotations to the rows of the package's tables, and to typed frames.

Frames have the columns of schemas/ in their order, rows sorted by key (the code lists in their own order),
and pandas' nullable types; what is absent is NA.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace

import pandas as pd

from . import CODER, aliases, edtf, gazetteer, schema
from .linking.relations import relations
from .model import Actor, Annotation, Event, Location, Report, Telling
from .rejects import Rejected
from .review.amend import Decision
from .syndication import Copy
from .table_rows import Row, TableRows
from .telling import report_id, tellings

LIST_SEPARATOR = "|"


def rows(
    events: Sequence[Event],
    denied: Iterable[Telling],
    annotations: Iterable[Annotation],
    find: Callable[[str], Location] = gazetteer.location,
    decisions: Iterable[Decision] = (),
    rejected: Iterable[Rejected] = (),
    copies: Mapping[str, Copy] | None = None,
) -> dict[str, TableRows]:
    """All tables of the package, in the order of its resources.

    `denied` are reports that people rejected, which have a row without an event; `annotations` those of all articles
    read, also of those in which no event was found. `find` gives the gazetteer's row of a parent place, or raises
    KeyError where there is none. `decisions` are what people decided on reports, `rejected` the articles that could
    not be used, in the order of the input, `copies` the sources that are copies of others. Raises KeyError for an
    event type that is no code of event_types, and ValueError for a mode that is none of its type.
    """
    denied = list(denied)
    actors = _with_parents(_actors_used(events, denied))
    locations = _with_containing(_locations_used(events, denied), find)
    other_places, other_actors = aliases.of_locations(locations), aliases.of_actors(actors)
    event_of = {telling.report_id: event.event_id for event in events for telling in event.reports}
    sources, reports = TableRows("sources"), TableRows("reports")
    for annotation in annotations:
        other_places.add(aliases.toponyms(annotation))
        other_actors.add(aliases.actor_mentions(annotation))
        sources.add(_source(annotation, copies or {}))
        for row in _reports(annotation, event_of):
            reports.add(row)
    made = {
        "events": TableRows("events", map(_event, events)),
        "locations": TableRows("locations", _locations(locations, other_places.get())),
        "sources": sources,
        "actors": TableRows("actors", _actors(actors, other_actors.get())),
        "event_actors": TableRows("event_actors", (row for event in events for row in _event_actors(event))),
        "event_links": TableRows("event_links", map(asdict, relations(events))),
        "reports": reports,
        "reviews": TableRows("reviews", map(_decision, decisions)),
        "forwards": TableRows("forwards"),       # what an earlier package had is for eventpack.identity
        "rejected": TableRows("rejected", (_rejected(number, one) for number, one in enumerate(rejected, start=1))),
        "event_types": TableRows("event_types", schema.codes("event_types").values()),
        "event_modes": TableRows("event_modes", schema.codes("event_modes").values()),
    }
    return {table: made[table] for table in schema.TABLES}


def frames(
    events: Sequence[Event],
    annotations: Iterable[Annotation],
    find: Callable[[str], Location] = gazetteer.location,
    decisions: Iterable[Decision] = (),
    rejected: Iterable[Rejected] = (),
    copies: Mapping[str, Copy] | None = None,
) -> dict[str, pd.DataFrame]:
    """The tables of :func:`rows`, each as one frame. `annotations` are gone through twice."""
    denied = (telling for telling in tellings(annotations) if telling.review == "rejected")
    made = rows(events, denied, annotations, find, decisions, rejected, copies)
    return {table: made[table].frame() for table in made}


def frame(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    """A typed frame of `table` from rows as dictionaries; an empty string is absent like None."""
    return TableRows(table, rows).frame()


# --- rows -----------------------------------------------------------------------------------------------------


def _event(event: Event) -> Row:
    kind = schema.codes("event_types")[event.event_type]
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "mode": mode_code(event.event_type, event.mode),
        "quad_class": kind["quad_class"],
        "intensity": kind["intensity"],
        "status": event.status,
        "summary": event.summary,
        "date_earliest": event.date_earliest,
        "date_latest": event.date_latest,
        "date_edtf": edtf.from_bounds(event.date_earliest, event.date_latest),
        "date_precision": edtf.precision(event.date_earliest, event.date_latest),
        "location_id": _location_id(event.location),
        "location_precision": location_precision(event.location.feature_type) if event.location else None,
        "destination_location_id": _location_id(event.destination),
        "n_reports": len(event.reports),
        "n_sources": event.n_sources,
        "n_publishers": event.n_publishers,
        "confidence": round(event.confidence, 3),
        "disagreement": LIST_SEPARATOR.join(event.disagreement),
    }


def _rejected(number: int, fault: Rejected) -> Row:
    return {"number": number, **{name: getattr(fault, name) for name in
                                 ("file", "line", "article_id", "stage", "reason", "remedy", "sha256")}}


def mode_code(event_type: str, mode: str | None) -> str | None:
    """The code of event_modes for a PLOVER mode of an event type. Raises ValueError where it has no such mode."""
    if mode is None:
        return None
    code = f"{event_type}-{mode}"
    if code not in schema.codes("event_modes"):
        raise ValueError(f"{event_type} has no mode {mode!r}; schemas/codes/event_modes.csv lists them")
    return code


def location_precision(feature_type: str) -> int:
    """UCDP GED's `where_prec`, 1 to 7, for a kind of place. Raises KeyError for an unknown kind."""
    return int(schema.codes("feature_types")[feature_type]["location_precision"])


def _event_actors(event: Event) -> Iterable[Row]:
    pairs = {
        (actor.actor_id, role)
        for role, group in (("actor", event.actors), ("recipient", event.recipients))
        for actor in group
    }
    return ({"event_id": event.event_id, "actor_id": actor_id, "role": role} for actor_id, role in sorted(pairs))


def _reports(annotation: Annotation, event_of: Mapping[str, str]) -> Iterable[Row]:
    for report in annotation.reports:
        key = report_id(annotation, report)
        if key in event_of or report.review == "rejected":
            yield _report(key, event_of.get(key), annotation, report)


def _report(key: str, event_id: str | None, annotation: Annotation, report: Report) -> Row:
    article = annotation.article
    claimed_by = report.attributed_to.actor if report.attributed_to else None
    return {
        "report_id": key,
        "event_id": event_id,
        "source_id": article.source_id,
        "sentence": report.sentence,
        "char_start": report.start,
        "char_end": report.end,
        "quote": article.text[report.start : report.end][: schema.quote_length()],
        "trigger": report.trigger.text,
        "trigger_start": report.trigger.start,
        "status": report.status,
        "attributed_to": claimed_by.actor_id if claimed_by else None,
        "date_text": report.date_text,
        "date_earliest": report.date_earliest,
        "date_latest": report.date_latest,
        "location_id": _location_id(report.place and report.place.location),
        "destination_location_id": _location_id(report.destination and report.destination.location),
        "coder": report.coder or CODER,
        "confidence": round(report.confidence, 3),
        "review": report.review,
    }


def _decision(decision: Decision) -> Row:
    entry = decision.entry
    return {
        "report_id": decision.report_id,
        "decision": entry.decision,
        "changed": LIST_SEPARATOR.join(decision.changed),
        "reviewer": entry.reviewer,
        "date": entry.date,
        "reason": entry.reason,
    }


def _source(annotation: Annotation, copies: Mapping[str, Copy]) -> Row:
    article, published = annotation.article, annotation.published
    return {
        "source_id": article.source_id,
        "title": article.title,
        "publisher": article.publisher,
        "copy_of": copies[article.source_id].of if article.source_id in copies else None,
        "author": article.author,
        "url": article.url,
        "language": article.language,
        "published": published.exact,
        "published_earliest": published.earliest,
        "published_latest": published.latest,
        "published_basis": published.basis,
        "words": len(article.text.split()),
        "sha256": article.sha256,
        "file": article.file,
    }


def _actors(actors: Mapping[str, Actor], names: Mapping[str, list[str]]) -> Iterable[Row]:
    for actor_id, actor in actors.items():
        yield {
            "actor_id": actor_id,
            "name": actor.name,
            "aliases": LIST_SEPARATOR.join(names.get(actor_id, ())),
            "kind": actor.kind,
            "sector": actor.sector,
            "country": actor.country,
            "parent_actor_id": actor.parent.actor_id if actor.parent else None,
            "basis": actor.basis,
        }


def _locations(locations: Mapping[str, Location], names: Mapping[str, list[str]]) -> Iterable[Row]:
    for location_id, location in locations.items():
        yield {
            "location_id": location_id,
            "name": location.name,
            "aliases": LIST_SEPARATOR.join(names.get(location_id, ())),
            "feature_type": location.feature_type,
            "country": location.country,
            "admin1": location.admin1,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "parent_location_id": location.parent_location_id,
            "gazetteer": location.gazetteer,
            "gazetteer_key": location.gazetteer_key,
        }


def _location_id(location: Location | None) -> str | None:
    return location.location_id if location else None


# --- which actors and locations the tables hold ----------------------------------------------------------------


def _actors_used(events: Sequence[Event], denied: Iterable[Telling]) -> Iterable[Actor]:
    for event in events:
        yield from event.actors
        yield from event.recipients
        yield from filter(None, (telling.attributed_to for telling in event.reports))
    yield from filter(None, (telling.attributed_to for telling in denied))


def _with_parents(used: Iterable[Actor]) -> dict[str, Actor]:
    found: dict[str, Actor] = {}
    for actor in used:
        step: Actor | None = actor
        while step is not None and step.actor_id not in found:
            found[step.actor_id] = step
            step = step.parent
    return found


def _locations_used(events: Sequence[Event], denied: Iterable[Telling]) -> Iterable[Location]:
    for event in events:
        yield from filter(None, (event.location, event.destination))
        for telling in event.reports:
            yield from filter(None, (telling.place, telling.destination))
    for telling in denied:
        yield from filter(None, (telling.place, telling.destination))


def _with_containing(used: Iterable[Location], find: Callable[[str], Location]) -> dict[str, Location]:
    """The locations used and all that contain them, each with a parent that is among them or none."""
    found: dict[str, Location] = {}
    for location in used:
        step: Location | None = location
        while step is not None and step.location_id not in found:
            parent = _parent(step, find)
            found[step.location_id] = replace(step, parent_location_id=_location_id(parent))
            step = parent
    return found


def _parent(location: Location, find: Callable[[str], Location]) -> Location | None:
    # Some gazetteers name a division that no gazetteer here describes: then the country is the next we know.
    country = f"iso3166-1:{location.country}" if location.country else None
    for parent_id in (location.parent_location_id, country):
        if parent_id and parent_id != location.location_id:
            with suppress(KeyError):
                return find(parent_id)
    return None
