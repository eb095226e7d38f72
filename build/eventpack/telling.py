"""Annotations to what the linker is told: one light value a report, its lasting identifier with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from .model import Actor, ActorMention, Annotation, Location, PlaceMention, Report, Telling

T = TypeVar("T", Actor, Location)


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
    """Makes tellings whose equal actors and locations are one object: a few thousand of them serve any archive."""

    def __init__(self) -> None:
        self._one: dict[Actor | Location, Actor | Location] = {}

    def of(self, annotation: Annotation) -> Iterator[Telling]:
        """A telling for each report of an article, in its order."""
        article, published = annotation.article, annotation.published
        for report in annotation.reports:
            yield Telling(
                report_id(annotation, report), report.event_type, report.mode, report.status, report.theme,
                self._known(report.actors), self._known(report.recipients),
                self._location(report.place), self._location(report.destination),
                report.date_earliest, report.date_latest,
                self._same(report.attributed_to.actor) if report.attributed_to else None,
                report.confidence, article.source_id, article.publisher, published.earliest, published.latest,
                report.start, report.trigger.start, report.trigger.end, report.lemma,
                report.review,
            )

    def _known(self, mentions: Iterable[ActorMention]) -> tuple[Actor, ...]:
        return tuple(self._same(m.actor) for m in mentions if m.actor is not None)

    def _location(self, mention: PlaceMention | None) -> Location | None:
        return self._same(mention.location) if mention else None

    def _same(self, value: T | None) -> T | None:
        return None if value is None else self._one.setdefault(value, value)


def tellings(annotations: Iterable[Annotation]) -> Iterator[Telling]:
    """The tellings of all reports of all articles, in their order."""
    made = Tellings()
    return (telling for annotation in annotations for telling in made.of(annotation))
