"""Grounded reports of a model to reports: who, where and when their words mean is the resolver's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from ..actors.mentions import identifiers
from ..casualties.words import figure_at
from ..core.model import REAL, ActorMention, Casualty, Report, TextSpan
from ..lexicon.confidence import confidence_numbers
from ..resolving import PartyWords, Resolver, TextSearch
from .answer import FigureWords, ModelReport
from .grounding import Grounded

# Types of what somebody says of its own deeds to come.
_MADE_BY_SAYING = frozenset({"AGREE", "CONCEDE", "REJECT", "THREATEN"})
_EXPECTED = frozenset({"expected", "scheduled", "planned", "due", "set", "plans", "likely", "preparing"})
# Nouns for what an article reports, whatever it is.
_NEWS = frozenset({"announcement", "decision", "move", "news"})
_MOVING = frozenset({"RETREAT", "CONCEDE", "MOBILIZE", "AID", "COERCE", "ASSAULT"})


def to_reports(grounded: Iterable[Grounded], resolver: Resolver, coder: str) -> list[Report]:
    """The reports of one article. `coder` names the model and its prompt."""
    grounded = list(grounded)
    return _packages(_begun(_anchored(grounded, [_report(one, resolver, coder) for one in grounded], resolver)))


def _anchored(grounded: list[Grounded], reports: list[Report], resolver: Resolver) -> list[Report]:
    """With the days of deeds that are dated by another event of the article: "hours after the talks broke down"."""
    dated = []
    for one, report in zip(grounded, reports, strict=True):
        said = one.said.date
        if said is None or report.date_text is not None:
            dated.append(report)
            continue
        anchor = _anchor(said.text, report, reports, resolver)
        when = anchor and _by(said.text.lower().split(), anchor, resolver.published.latest)
        dated.append(report if not when else replace(report, date_earliest=when[0], date_latest=when[1]))
    return dated


def _anchor(words: str, report: Report, reports: list[Report], resolver: Resolver) -> Report | None:
    """The dated report of another event that the words refer to: one whose trigger stands in them, else one whose trigger
    they repeat, if no other event has that word."""
    others = [r for r in reports if r.event_key != report.event_key and r.date_text and r.date_earliest]
    there = resolver.search.nearest(words, report.start, report.end)
    inside = [r for r in others if there is not None and there.start <= r.trigger.start < there.end]
    if inside:
        return inside[0]
    repeated = [r for r in others if TextSearch(words).all(r.trigger.text)]
    if not repeated and _NEWS & set(words.lower().split()):
        # "Following the announcement": of what the article begins with.
        repeated = [r for r in others[:1] if r.end <= report.start]
    return repeated[0] if len({r.event_key for r in repeated}) == 1 else None


def _by(words: list[str], anchor: Report, published: date | None) -> tuple[date | None, date | None] | None:
    """The bounds that words such as "hours after the vote" give, by the days of the vote."""
    earliest, latest = anchor.date_earliest, anchor.date_latest
    if {"before", "until", "prior"} & set(words):
        return None, latest
    if {"after", "since", "following"} & set(words):
        if {"hours", "hour", "minutes", "shortly", "moments", "immediately"} & set(words):
            return earliest, latest + timedelta(days=1) if latest is not None else None
        return earliest, published if published is not None and earliest is not None and published >= earliest else None
    return (earliest, latest) if {"during", "when", "as", "while", "amid"} & set(words) else None


def _begun(reports: list[Report]) -> list[Report]:
    """What is still to come of an event that has begun is part of it, and goes on: the rest of a withdrawal."""
    begun = {r.event_key for r in reports if r.status in REAL} - {None}
    return [
        replace(report, status="ongoing") if report.status == "future" and report.event_key in begun else report
        for report in reports
    ]


def _packages(reports: list[Report]) -> list[Report]:
    """Measures that one side takes against another on one day and in one way are one package, whatever names stand on its
    list (schemas/codes, SANCTION): their reports are of one event."""
    key_of: dict[str, str] = {}
    first: list[Report] = []
    for report in reports:
        if report.event_type != "SANCTION" or report.event_key is None or report.event_key in key_of:
            continue
        same = next((other for other in first if _is_one_package(report, other)), None)
        key_of[report.event_key] = report.event_key if same is None else key_of[same.event_key or ""]
        first.append(report)
    return [
        replace(report, event_key=key_of.get(report.event_key or "", report.event_key))
        if report.event_type == "SANCTION"
        else report
        for report in reports
    ]


def _is_one_package(a: Report, b: Report) -> bool:
    return (
        (a.mode, a.status, a.date_earliest, a.date_latest) == (b.mode, b.status, b.date_earliest, b.date_latest)
        and a.date_earliest is not None
        and bool(_countries(a.actors) & _countries(b.actors))
        and (
            not _countries(a.recipients)
            or not _countries(b.recipients)
            or bool(_countries(a.recipients) & _countries(b.recipients))
        )
    )


def _countries(mentions: tuple[ActorMention, ...]) -> set[str]:
    return {m.actor.country for m in mentions if m.actor is not None and m.actor.country is not None}


def _report(one: Grounded, resolver: Resolver, coder: str) -> Report:
    said, start, end = one.said, one.passage.start, one.passage.end
    actors = _parties(said.actors, resolver, start, end)
    recipients = _others(_parties(said.recipients, resolver, start, end), actors)
    place = resolver.where(said.place, start, end) if said.place else None
    destination = resolver.where(said.destination, start, end) if said.destination else None
    if place is not None and destination is not None and place.location == destination.location:
        # Where a movement ends, it does not begin; a visit is where it leads.
        place, destination = (None, destination) if said.event_type in _MOVING else (place, None)
    source = _parties((said.source,) if said.source else (), resolver, start, end)
    status = _status(said, actors, source)
    when = resolver.when(said.date, start, end, status)
    trigger = TextSpan(one.trigger.start, one.trigger.end, resolver.article.text[one.trigger.start : one.trigger.end])
    sentence = max((n for n, (first, _) in enumerate(resolver.sentences) if first <= trigger.start), default=0)
    return Report(
        said.event_type,
        said.mode,
        status,
        start,
        end,
        sentence,
        trigger,
        actors,
        recipients,
        place,
        destination,
        when.text,
        when.earliest,
        when.latest,
        source[0] if source else None,
        None,
        confidence_numbers()["model"]["report"],
        "model",
        resolver.lemma(trigger.start, trigger.end),
        coder=coder,
        casualties=_casualties(said.casualties or (), resolver, start, end),
        event_key=None if said.event is None else str(said.event),
    )


def _status(said: ModelReport, actors: tuple[ActorMention, ...], sources: tuple[ActorMention, ...]) -> str:
    """A promise or a threat has been made where the doer itself says what it will do, and not what is expected of it
    (docs/codebook.md, status)."""
    if said.status != "future" or said.event_type not in _MADE_BY_SAYING or _EXPECTED & set(said.trigger.split()):
        return said.status
    return "occurred" if identifiers(actors) & identifiers(sources) else said.status


def _parties(parties: Iterable[PartyWords], resolver: Resolver, start: int, end: int) -> tuple[ActorMention, ...]:
    return tuple(dict.fromkeys(m for party in parties for m in resolver.who(party, start, end)))


def _casualties(figures: Iterable[FigureWords], resolver: Resolver, start: int, end: int) -> tuple[Casualty, ...]:
    """The figures whose words say how many; each number is read from the article."""
    found = []
    for figure in figures:
        words = resolver.search.nearest(figure.text, start, end)
        read = words and figure_at(figure.kind, words.start, words.end, resolver.doc, resolver.finder)
        if read:
            found.append(read)
    return tuple(dict.fromkeys(found))


def _others(mentions: tuple[ActorMention, ...], actors: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
    """No party acts upon itself."""
    acting = {m.actor.actor_id for m in actors if m.actor is not None}
    return tuple(m for m in mentions if m.actor is None or m.actor.actor_id not in acting)
