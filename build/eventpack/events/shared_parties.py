"""Parties that one sentence leaves out and another sentence of the article gives for the same deed.

"Russian missiles hit Kharkiv. ... The strikes left a million homes without power": whose homes they are stands only in the
first. A party is taken over only where every other report of the article that may be of the same deed agrees on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..actors.mentions import identifiers, known
from ..core.model import COUNTRY_WIDE, REAL, ActorMention, Report
from ..places.distance import kilometres
from .passage_parts import elsewhere, location
from .place_and_date import AREAS

# Types whose acts are done by one party to another; a statement's or a visit's parties are its own.
_DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION"})
_MEASURES = frozenset({"COERCE", "SANCTION"})
_NEAR_KM = 30
_NEAR = 2  # sentences
_COUNTRY_CODE = 3  # letters; a longer identifier is of somebody in particular
_MOST = 400  # reports of one article that are held against each other


def complete(reports: Sequence[Report]) -> list[Report]:
    """The same reports, with the actors or recipients that others of the article give for their deed."""
    done = [r for r in reports if r.event_type in _DONE_TO and r.status in REAL][:_MOST]
    return [_completed(r, done) if r.event_type in _DONE_TO and r.status in REAL else r for r in reports]


def _completed(report: Report, done: Sequence[Report]) -> Report:
    doers, targets = _ids(report.actors), _ids(report.recipients)
    if doers and not targets and report.event_type != "COERCE":  # a curfew or a closed border may be aimed at no one
        found = _agreed(
            [
                o.recipients
                for o in _nearest(report, done)
                if _may_be_same(report, o)
                and _ids(o.actors) & doers
                and (_is_near(report, o) or any(not doer.startswith("group-") for doer in doers))
            ]
        )
        if any(actor.country for actor in known(found)) and not _ids(found) & doers:
            return replace(report, recipients=placed(report.recipients, found))
    elif targets and not doers:
        found = _agreed(
            [
                o.actors
                for o in _nearest(report, done)
                if _may_be_same(report, o)
                and _same_victims(report, o)
                and (_is_near(report, o) or _are_particular(targets))
            ]
        )
        if found and not _ids(found) & targets:
            return replace(report, actors=placed(report.actors, found))
    return report


def _may_be_same(report: Report, other: Report) -> bool:
    """Whether they are not of other days or of another country, and the same kind of measure: who freezes aid jails no one."""
    if other is report or other.event_type != report.event_type:
        return False
    if report.event_type in _MEASURES and report.mode != other.mode:
        return False
    if report.mode is not None and other.mode is not None and report.mode != other.mode:
        return False  # who bombs shoots no one
    if _far_apart(report, other):
        return False
    if other.sentence == report.sentence and report.actors and other.actors:
        return False  # "a bomb killed three as police fought the crowd": each has its own doer
    if report.date_latest and other.date_earliest and report.date_latest < other.date_earliest:
        return False
    if other.date_latest and report.date_earliest and other.date_latest < report.date_earliest:
        return False
    places = [r.place.location.country for r in (report, other) if r.place is not None and r.place.location is not None]
    return len(set(places)) < 2


def _far_apart(one: Report, other: Report) -> bool:
    """Whether two deeds were done at spots or in divisions that are clearly not the same."""
    if elsewhere(one, other):
        return True
    here, there = location(one), location(other)
    if here is None or there is None or here.location_id == there.location_id:
        return False
    points = here.latitude, here.longitude, there.latitude, there.longitude
    if any(p is None for p in points) or any(x.feature_type in AREAS | COUNTRY_WIDE for x in (here, there)):
        return False
    return kilometres(*points) > _NEAR_KM  # type: ignore[arg-type]  # none of them is None


def _same_victims(report: Report, other: Report) -> bool:
    """Whether those harmed may be the same: the same by their identifiers, or one a country and the other of it. Two bodies
    or groups of one country are two."""
    mine, theirs = known(report.recipients), known(other.recipients)
    if identifiers(report.recipients) & identifiers(other.recipients):
        return True
    return any(
        a.country is not None and a.country == b.country and "country" in {a.kind, b.kind} for a in mine for b in theirs
    )


def _is_near(report: Report, other: Report) -> bool:
    """Whether the other report stands close by, and is not a later one with a day of its own."""
    another_day = other.sentence > report.sentence and other.date_text is not None and report.date_text is None
    return abs(report.sentence - other.sentence) <= _NEAR and not another_day


def _are_particular(targets: set[str]) -> bool:
    """Whether those harmed are somebody in particular, and not just people of a country, who may be others in each report."""
    return any(not target.endswith("-cvl") and len(target) > _COUNTRY_CODE for target in targets)


def _nearest(report: Report, done: Sequence[Report]) -> list[Report]:
    return sorted(done, key=lambda o: abs(o.sentence - report.sentence))


def _agreed(sides: list[tuple[ActorMention, ...]]) -> tuple[ActorMention, ...]:
    """The parties that all sides which name any agree on: of one country, or the same without one."""
    named = [tuple(m for m in side if m.actor is not None) for side in sides]
    named = [side for side in named if any(a.country for a in known(side))] or [side for side in named if side]
    parties = {frozenset(a.country or a.actor_id for a in known(side)) for side in named}
    return named[0] if len(parties) == 1 else ()


def placed(things: tuple[ActorMention, ...], found: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
    """The thing that was named keeps its words and gets its party: "both cities" are Ukraine's."""
    return (replace(things[0], actor=found[0].actor), *things[1:]) if len(things) == len(found) == 1 else found


def _ids(mentions: tuple[ActorMention, ...]) -> set[str]:
    return {key for m in mentions if m.actor is not None for key in (m.actor.actor_id, m.actor.country) if key}
