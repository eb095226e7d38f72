"""Grounded reports of a model to reports: who, where and when their words mean is the resolver's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..core.model import ActorMention, Report, Span
from ..resolving import PartyWords, Resolver
from .grounding import Grounded

# Of ten reports of a strong model some eight are right or have one field wrong (docs/METHOD.md).
_CONFIDENCE = 0.8


def to_reports(grounded: Iterable[Grounded], resolver: Resolver, coder: str) -> list[Report]:
    """The reports of one article. `coder` names the model and its prompt."""
    return _begun([_report(one, resolver, coder) for one in grounded])


def _begun(reports: list[Report]) -> list[Report]:
    """What is still to come of an event that has begun is part of it, and goes on: the rest of a withdrawal."""
    begun = {r.event_key for r in reports if r.status in {"occurred", "ongoing"}} - {None}
    return [
        replace(report, status="ongoing") if report.status == "future" and report.event_key in begun else report
        for report in reports
    ]


def _report(one: Grounded, resolver: Resolver, coder: str) -> Report:
    said, start, end = one.said, one.passage.start, one.passage.end
    actors = _parties(said.actors, resolver, start, end)
    recipients = _others(_parties(said.recipients, resolver, start, end), actors)
    place = resolver.where(said.place, start, end) if said.place else None
    destination = resolver.where(said.destination, start, end) if said.destination else None
    if place is not None and destination is not None and place.location == destination.location:
        place = None
    date = resolver.when(said.date, start, end, said.status)
    source = _parties((said.source,) if said.source else (), resolver, start, end)
    trigger = Span(one.trigger.start, one.trigger.end, resolver.article.text[one.trigger.start : one.trigger.end])
    sentence = max((n for n, (first, _) in enumerate(resolver.sentences) if first <= trigger.start), default=0)
    return Report(
        said.event_type,
        said.mode,
        said.status,
        start,
        end,
        sentence,
        trigger,
        actors,
        recipients,
        place,
        destination,
        date.text,
        date.earliest,
        date.latest,
        source[0] if source else None,
        None,
        _CONFIDENCE,
        "model",
        resolver.lemma(trigger.start, trigger.end),
        coder=coder,
        event_key=None if said.event is None else str(said.event),
    )


def _parties(parties: Iterable[PartyWords], resolver: Resolver, start: int, end: int) -> tuple[ActorMention, ...]:
    return tuple(dict.fromkeys(m for party in parties for m in resolver.who(party, start, end)))


def _others(mentions: tuple[ActorMention, ...], actors: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
    """Nobody acts upon himself."""
    acting = {m.actor.actor_id for m in actors if m.actor is not None}
    return tuple(m for m in mentions if m.actor is None or m.actor.actor_id not in acting)
