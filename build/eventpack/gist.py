"""What the linker and the tables need of one article: its source row, its reports, the names it uses.

It is made once, beside the annotation, and kept with it: a build that finds an article in the cache neither unpacks nor
reads again what was found in it. Kept as JSON, in which each actor and each place stands once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any, TypeVar

from . import CODER, aliases, gazetteer
from .model import Actor, ActorMention, Annotation, Location, Report, Telling
from .telling import report_id

_ARTICLE = ("source_id", "title", "publisher", "author", "url", "language", "sha256")

Row = dict[str, Any]
T = TypeVar("T", Actor, Location, date, str, tuple[Actor, ...])


@dataclass(frozen=True, slots=True)
class Rows:
    """An article's rows: `source` lacks `copy_of` and `file`; `reports` lack `event_id`, their quotes are not cut,
    their modes have no type in front."""

    source: Row
    reports: tuple[Row, ...]
    place_names: tuple[tuple[str, str], ...]     # identifier, another name for it
    actor_names: tuple[tuple[str, str], ...]


def dumps(annotation: Annotation) -> bytes:
    """The gist of an annotation."""
    writer = _Writer()
    article, published = annotation.article, annotation.published
    source = [getattr(article, name) for name in _ARTICLE]
    source += [published.earliest, published.latest, published.basis, len(article.text.split())]
    reports = [writer.report(annotation, report) for report in annotation.reports]
    names = [list(dict.fromkeys(aliases.named(seen)))
             for seen in (aliases.toponyms(annotation), aliases.actor_mentions(annotation))]
    told = [source, writer.actors, writer.places, names, reports]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return text.encode("utf-8", "surrogatepass")


class _Writer:
    def __init__(self) -> None:
        self.actors: list[list[Any]] = []
        self.places: list[Any] = []
        self._actor_numbers: dict[Actor, int] = {}
        self._place_numbers: dict[Location, int] = {}

    def report(self, annotation: Annotation, r: Report) -> list[Any]:
        return [
            report_id(annotation, r), r.event_type, r.mode, r.status, r.theme, self._side(r.actors),
            self._side(r.recipients),
            self._place(r.place and r.place.location), self._place(r.destination and r.destination.location),
            r.date_earliest, r.date_latest, self._actor(r.attributed_to.actor) if r.attributed_to else None,
            r.confidence, r.start, r.trigger.start, r.trigger.end, r.lemma, r.review,
            r.sentence, r.end, annotation.article.text[r.start:r.end], r.trigger.text, r.date_text, r.coder or CODER,
        ]

    def _side(self, mentions: Iterable[ActorMention]) -> list[int | None]:
        return [self._actor(mention.actor) for mention in mentions if mention.actor]

    def _actor(self, actor: Actor | None) -> int | None:
        if actor is None:
            return None
        number = self._actor_numbers.get(actor)
        if number is None:
            parent = self._actor(actor.parent)   # first, so that it has a lower number
            number = self._actor_numbers[actor] = len(self.actors)
            self.actors.append([actor.actor_id, actor.name, actor.kind, actor.sector, actor.country, actor.basis,
                                parent])
        return number

    def _place(self, place: Location | None) -> int | None:
        if place is None:
            return None
        number = self._place_numbers.get(place)
        if number is None:
            number = self._place_numbers[place] = len(self.places)
            self.places.append(place.location_id if gazetteer.is_row(place) else astuple(place))
        return number


class Reader:
    """Reads gists; what is equal in several is one object: a few thousand actors, places and days serve any archive."""

    def __init__(self) -> None:
        self._one: dict[Any, Any] = {}
        self._actors: dict[tuple, Actor] = {}

    def tellings(self, data: bytes) -> Iterator[Telling]:
        """A telling for each report, in their order. Raises ValueError, TypeError or LookupError for other bytes."""
        source, actors, places, _, reports = json.loads(data.decode("utf-8", "surrogatepass"))
        same, day = self.same, self._day
        source_id, publisher = source[0], same(source[2])
        earliest, latest = map(day, source[len(_ARTICLE):len(_ARTICLE) + 2])
        known, where = self._actors_of(actors), [self.place(place) for place in places]
        for (key, kind, mode, status, theme, doers, done_to, place, destination, first, last, claimed, confidence,
             start, trigger_start, trigger_end, lemma, review, *_) in reports:
            yield Telling(
                key, same(kind), same(mode), same(status), same(theme), same(tuple([known[n] for n in doers])),
                same(tuple([known[n] for n in done_to])), None if place is None else where[place],
                None if destination is None else where[destination], day(first), day(last),
                None if claimed is None else known[claimed], confidence, source_id, publisher, earliest, latest, start,
                trigger_start, trigger_end, same(lemma), same(review),
            )

    def rows(self, data: bytes) -> Rows:
        """The rows of the article's tables. Raises as :meth:`tellings`."""
        source, actors, places, (place_names, actor_names), reports = json.loads(data.decode("utf-8", "surrogatepass"))
        day = self._day
        at = [place if isinstance(place, str) else place[0] for place in places]
        found = [{
            "report_id": key, "source_id": source[0], "sentence": sentence, "char_start": start, "char_end": end,
            "quote": quote, "trigger": trigger, "trigger_start": trigger_start, "event_type": kind,
            "mode": mode, "status": status, "attributed_to": None if claimed is None else actors[claimed][0],
            "date_text": date_text,
            "date_earliest": day(first), "date_latest": day(last), "location_id": None if place is None else at[place],
            "destination_location_id": None if destination is None else at[destination], "coder": coder,
            "confidence": round(confidence, 3), "review": review,
        } for (key, kind, mode, status, _, _, _, place, destination, first, last, claimed, confidence, start,
               trigger_start, _, _, review, sentence, end, quote, trigger, date_text, coder) in reports]
        row = dict(zip(_ARTICLE, source, strict=False))
        earliest, latest, basis, words = source[len(_ARTICLE):]
        earliest, latest = day(earliest), day(latest)
        row |= {"published": earliest if basis == "metadata" else None, "published_earliest": earliest,
                "published_latest": latest, "published_basis": basis, "words": words}
        return Rows(row, tuple(found), tuple(map(tuple, place_names)), tuple(map(tuple, actor_names)))

    def same(self, value: T | None) -> T | None:
        """The first value equal to this one."""
        return None if value is None else self._one.setdefault(value, value)

    def place(self, told: str | list) -> Location:
        if isinstance(told, str):
            return self.same(gazetteer.location(told))
        return self.same(Location(*told[:-1], tuple(told[-1])))

    def _day(self, told: str | None) -> date | None:
        if told is None:
            return None
        found = self._one.get(told)
        if found is None:
            found = self._one[told] = date.fromisoformat(told)
        return found

    def _actors_of(self, told: list[list]) -> list[Actor]:
        found: list[Actor] = []
        for *values, parent in told:
            above = None if parent is None else found[parent]
            key = (*values, above)
            actor = self._actors.get(key)
            if actor is None:
                actor = self._actors[key] = Actor(*values, above)
            found.append(actor)
        return found


def tellings(annotations: Iterable[Annotation]) -> Iterator[Telling]:
    """The tellings of all reports of all articles, in their order."""
    reader = Reader()
    return (telling for annotation in annotations for telling in reader.tellings(dumps(annotation)))
