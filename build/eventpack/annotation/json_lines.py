"""What was found in one article as a line of JSON, with offsets into its text: the format of `eventpack annotate`.

The keys are a contract with whoever reads the file; docs/annotate.md describes each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TextIO

from ..actors import lexicon
from ..core.model import Actor, ActorMention, Annotation, Casualty, PlaceMention, Report, TextSpan, TimeMention
from ..core.version import CODER
from ..tabular import schema
from . import own_entries


def write(annotations: Iterable[Annotation], stream: TextIO, *, explain: bool = False) -> tuple[int, int]:
    """One line an article onto `stream`; gives the numbers of articles and of reports written."""
    articles = reports = 0
    for annotation in annotations:
        stream.write(to_json(as_dict(annotation, explain=explain)) + "\n")
        articles += 1
        reports += len(annotation.reports)
    return articles, reports


# What some readers of lines take for the end of one, and what a terminal obeys or turns round. They can only stand
# inside a string.
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def to_json(value: Any) -> str:
    """One line of JSON for any reader of lines, and safe to print: characters as they are, but none that controls."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def as_dict(annotation: Annotation, *, explain: bool = False) -> dict[str, Any]:
    """The annotation as plain values. With `explain`, each report also says which rule coded it, and from what, and what
    the user's lexicon gave says where its entry stands."""
    return {
        "id": annotation.article.id,
        "source_id": annotation.article.source_id,
        "text_start": annotation.article.text_start,
        "coder": CODER,
        "published": _day(annotation.published.exact),
        "places": [
            _place(mention) | _entry(mention.location.location_id if mention.location else None, explain)
            for mention in annotation.places
        ],
        "times": [_time(mention) for mention in annotation.times],
        "actors": [
            _actor(mention) | _entry(mention.actor.actor_id if mention.actor else None, explain)
            for mention in annotation.actors
        ],
        "reports": [
            _report(report, annotation, explain) for report in (annotation.untyped, *annotation.reports) if report
        ],
        "new_actors": [_new_actor(actor) for actor in _new_actors(annotation)],
    }


def _entry(identifier: str | None, explain: bool) -> dict[str, str]:
    where = own_entries.entry(identifier) if explain else None
    return {} if where is None else {"entry": where}


def _new_actors(annotation: Annotation) -> Iterator[Actor]:
    """The actors the line names that cannot be known by their identifiers, each after those it is part of."""
    found: dict[str, Actor] = {}
    mentions = [
        m
        for r in (annotation.untyped, *annotation.reports)
        if r
        for m in (*r.actors, *r.recipients, r.attributed_to, *r.casualties)
        if m is not None
    ]
    for mention in (*annotation.actors, *mentions):
        lineage, actor = [], mention.actor
        while actor is not None and actor.actor_id not in found and lexicon.by_id(actor.actor_id) is None:
            lineage.append(actor)
            actor = actor.parent
        found.update((actor.actor_id, actor) for actor in reversed(lineage))
    return iter(found.values())


def _new_actor(actor: Actor) -> dict[str, Any]:
    return {
        "actor_id": actor.actor_id,
        "name": actor.name,
        "kind": actor.kind,
        "sector": actor.sector,
        "country": actor.country,
        "parent_actor_id": actor.parent and actor.parent.actor_id,
        "basis": actor.basis,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _span(mention: TextSpan | PlaceMention | TimeMention | ActorMention | Casualty) -> dict[str, Any]:
    return {"start": mention.start, "end": mention.end, "text": mention.text}


def _place(mention: PlaceMention) -> dict[str, Any]:
    location = mention.location
    return _span(mention) | {
        "kind": mention.kind,
        "location_id": location and location.location_id,
        "latitude": location and location.latitude,
        "longitude": location and location.longitude,
        "country": location and location.country,
        "feature_type": location and location.feature_type,
    }


def _time(mention: TimeMention) -> dict[str, Any]:
    return _span(mention) | {
        "type": mention.type,
        "value": mention.value,
        "earliest": _day(mention.earliest),
        "latest": _day(mention.latest),
    }


def _actor(mention: ActorMention) -> dict[str, Any]:
    actor = mention.actor
    return _span(mention) | {
        "actor_id": actor and actor.actor_id,
        "country": actor and actor.country,
        "sector": actor and actor.sector,
    }


def _party(mention: ActorMention | None) -> dict[str, Any] | None:
    if mention is None:
        return None
    return _span(mention) | {"actor_id": mention.actor.actor_id if mention.actor is not None else None}


def _site(mention: PlaceMention | None) -> dict[str, Any] | None:
    if mention is None:
        return None
    return _span(mention) | {"location_id": mention.location.location_id if mention.location is not None else None}


def _casualty(one: Casualty) -> dict[str, Any]:
    return _span(one) | {
        "kind": one.kind,
        "low": one.low,
        "high": one.high,
        "actor_id": one.actor and one.actor.actor_id,
        "revision": one.revision,
    }


def _report(report: Report, annotation: Annotation, explain: bool) -> dict[str, Any]:
    values = {
        "event_type": report.event_type,
        "mode": report.mode,
        "status": report.status,
        "start": report.start,
        "end": report.end,
        "quote": annotation.article.text[report.start : report.end][: schema.quote_length()],
        "trigger": _span(report.trigger),
        "actors": [_party(mention) for mention in report.actors],
        "recipients": [_party(mention) for mention in report.recipients],
        "place": _site(report.place),
        "destination": _site(report.destination),
        "date_earliest": _day(report.date_earliest),
        "date_latest": _day(report.date_latest),
        "date_text": report.date_text,
        "theme": report.theme,
        "attributed_to": _party(report.attributed_to),
        "casualties": [_casualty(one) for one in report.casualties],
        "event": report.event_key,
        "confidence": round(report.confidence, 3),
    }
    if report.coder is not None:
        values["coder"] = report.coder
    if explain:
        values |= {"rule": report.rule, "sentence": report.sentence}
    return values
