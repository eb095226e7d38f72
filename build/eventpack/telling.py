"""Annotations to what the linker is told: one light value a report, its lasting identifier with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from .model import Actor, ActorMention, Annotation, Location, PlaceMention, Report, Telling

T = TypeVar("T", Actor, Location, date, str, tuple[Actor, ...])


def report_id(annotation: Annotation, report: Report) -> str:
    """`rep-` and 16 digits made from the article's text, where the trigger stands in it, and the report's number there.

    What the words are coded as is no part of it: a report stays the same when it is coded anew, or corrected.
    """
    key = f"{annotation.article.source_id}|{report.trigger.start}|{report.number}"
    return "rep-" + hashlib.sha256(key.encode()).hexdigest()[:16]


def numbered(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports an article's coder found, in their order, those of one trigger told apart by `number`."""
    reports = tuple(reports)
    of_trigger: dict[int, list[tuple]] = {}
    for report in reports:
        of_trigger.setdefault(report.trigger.start, []).append(_reading(report))
    return tuple(report if len(of_trigger[report.trigger.start]) == 1 else
                 replace(report, number=sorted(of_trigger[report.trigger.start]).index(_reading(report)))
                 for report in reports)


def _reading(report: Report) -> tuple:
    def ids(mentions: Iterable[ActorMention]) -> tuple:
        return tuple((m.start, m.actor.actor_id if m.actor else "") for m in mentions)

    return (report.event_type, report.mode or "", report.status, report.start, report.end, ids(report.actors),
            ids(report.recipients), report.place.start if report.place else -1,
            report.destination.start if report.destination else -1, str(report.date_earliest), str(report.date_latest))


class Tellings:
    """Makes tellings whose equal parts are one object: a few thousand actors, places, days and words serve any archive.
    """

    def __init__(self) -> None:
        self._one: dict[T, T] = {}

    def of(self, annotation: Annotation) -> Iterator[Telling]:
        """A telling for each report of an article, in its order."""
        same, published = self._same, annotation.published
        source_id, publisher = annotation.article.source_id, same(annotation.article.publisher)
        earliest, latest = same(published.earliest), same(published.latest)
        for report in annotation.reports:
            yield Telling(
                report_id(annotation, report), same(report.event_type), same(report.mode), same(report.status),
                same(report.theme), self._known(report.actors), self._known(report.recipients),
                self._location(report.place), self._location(report.destination),
                same(report.date_earliest), same(report.date_latest),
                same(report.attributed_to.actor) if report.attributed_to else None,
                report.confidence, source_id, publisher, earliest, latest,
                report.start, report.trigger.start, report.trigger.end, same(report.lemma), same(report.review),
            )

    def _known(self, mentions: Iterable[ActorMention]) -> tuple[Actor, ...]:
        return self._same(tuple(self._same(m.actor) for m in mentions if m.actor is not None))

    def _location(self, mention: PlaceMention | None) -> Location | None:
        return self._same(mention.location) if mention else None

    def _same(self, value: T | None) -> T | None:
        return None if value is None else self._one.setdefault(value, value)


def tellings(annotations: Iterable[Annotation]) -> Iterator[Telling]:
    """The tellings of all reports of all articles, in their order."""
    made = Tellings()
    return (telling for annotation in annotations for telling in made.of(annotation))
