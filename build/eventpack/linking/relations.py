"""Which events belong together: a plan and what came of it, a beginning and its end, a deed and its denial.

Only what is told plainly: the same sides, no contradiction of place, the right order of days, and one event only that
it can be. Nothing is guessed from the mere fact that one event followed another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..model import Event
from ..plain_words import lexicon
from . import when, where, who
from .cluster import MUTUAL

# PLOVER codes the announcement of these as another type: future cooperation is AGREE, a future withdrawal CONCEDE.
_ANNOUNCES = {"CONCEDE": ("RETREAT",), "AGREE": ("CONSULT", "SUPPORT", "COOPERATE", "AID")}
_OPEN = frozenset({"future", "hypothetical"})
_REAL = frozenset({"occurred", "ongoing"})
_PLAN_DAYS = 365
_PHASE_DAYS = 120
_DENIAL_DAYS = 60
# Events of one pair of sides within a year that are looked at for one another: more are too many to tell apart.
_MOST = 64


@dataclass(frozen=True, slots=True)
class Relation:
    """`event_id` stands in `relation` (a code of schemas/codes/relations) to `related_event_id`."""

    event_id: str
    related_event_id: str
    relation: str


@dataclass(slots=True)
class _Sides:
    event: Event
    actors: who.Party
    recipients: who.Party
    lemmas: frozenset[str]

    @classmethod
    def of(cls, event: Event) -> _Sides:
        return cls(event, who.party(event.actors, True), who.party(event.recipients, False),
                   frozenset(r.lemma for r in event.reports))


def relations(events: Iterable[Event]) -> list[Relation]:
    """All relations, sorted. The order in which the events come changes nothing."""
    sides = [_Sides.of(e) for e in sorted(events, key=lambda e: (_day(e) or date.max, e.event_id))]
    by_key: dict[tuple[str, str], list[_Sides]] = {}
    for one in sides:
        for key in _keys(one):
            by_key.setdefault((one.event.event_type, key), []).append(one)
    found = []
    for one in sides:
        if _day(one.event) is None:
            continue
        # A plan picks what came of it, so that the same plan is not carried out by whatever else the two sides did.
        if (deed := _picked(one, by_key, _announced(one.event), _carries_out, _PLAN_DAYS)) is not None:
            found.append(Relation(deed, one.event.event_id, "carries-out"))
        same = (one.event.event_type,)
        if one.event.status in _REAL and (start := _picked(one, by_key, same, _completes, _PHASE_DAYS)) is not None:
            found.append(Relation(one.event.event_id, start, "completes"))
        if one.event.status == "negated" and (deed := _picked(one, by_key, same, _denies, _DENIAL_DAYS)) is not None:
            found.append(Relation(one.event.event_id, deed, "denies"))
    return sorted(found, key=lambda r: (r.event_id, r.related_event_id, r.relation))


def _keys(one: _Sides) -> list[str]:
    return sorted(one.actors.keys | (one.recipients.keys if one.event.event_type in MUTUAL else set()))


def _announced(event: Event) -> tuple[str, ...]:
    """Types of the events that may carry this one out; none where it is no plan."""
    return (*_ANNOUNCES.get(event.event_type, ()), *((event.event_type,) if event.status in _OPEN else ()))


def _picked(one: _Sides, by_key, types: tuple[str, ...], holds, days: int) -> str | None:
    """The event of these types that `holds` for: told in the same word, then the nearest in time, if no second is as
    near."""
    others = {o.event.event_id: o for kind in types for key in _keys(one)
              for o in _within(by_key.get((kind, key), ()), _day(one.event), days)}
    if len(others) > _MOST:
        return None
    ranked = sorted((one.lemmas.isdisjoint(o.lemmas), abs((_day(one.event) - _day(o.event)).days), o.event.event_id)
                    for o in others.values() if o is not one and holds(one, o))
    return ranked[0][2] if ranked and (len(ranked) == 1 or ranked[0][:2] < ranked[1][:2]) else None


def _within(sorted_sides, day: date, days: int) -> list[_Sides]:
    """Those of a list sorted by day that lie within so many days, cut where there are too many to be told apart."""
    low = _bisect(sorted_sides, day.toordinal() - days)
    high = _bisect(sorted_sides, day.toordinal() + days + 1)
    return sorted_sides[low:min(high, low + _MOST + 1)]


def _bisect(sorted_sides, ordinal: int) -> int:
    low, high = 0, len(sorted_sides)
    while low < high:
        middle = (low + high) // 2
        day = _day(sorted_sides[middle].event)
        if day is not None and day.toordinal() < ordinal:
            low = middle + 1
        else:
            high = middle
    return low


def _day(event: Event) -> date | None:
    """The last day an event can have been, or the first; else when it was first told."""
    told = (r.published_earliest for r in event.reports)
    return event.date_latest or event.date_earliest or min((d for d in told if d), default=None)


def _carries_out(plan: _Sides, deed: _Sides) -> bool:
    told, done = plan.event, deed.event
    if done.status not in _REAL:
        return False
    # Told ahead: the plan's articles are not after the deed, and the deed is not before what the plan speaks of.
    first = min((r.published_earliest for r in told.reports if r.published_earliest), default=None)
    if first is None or first > _day(done) or (told.date_earliest and told.date_earliest > _day(done)):
        return False
    return _one_way_or_other(plan, deed)


def _completes(end: _Sides, start: _Sides) -> bool:
    ended, begun = end.event, start.event
    if begun.status not in _REAL or ended.status == "ongoing":
        return False
    if not (begun.date_latest and ended.date_earliest and begun.date_latest < ended.date_earliest):
        return False
    told = begun.status == "ongoing" or not start.lemmas.isdisjoint(_phases()["begin"])
    finished = not end.lemmas.isdisjoint(_phases()["end"])
    return (told and not end.lemmas & _phases()["begin"] or finished) and _one_way_or_other(start, end)


def _denies(denial: _Sides, deed: _Sides) -> bool:
    return (deed.event.status in _REAL
            and not when.contradicts(deed.event.date_earliest, deed.event.date_latest,
                                     denial.event.date_earliest, denial.event.date_latest)
            and _one_way_or_other(deed, denial))


def _one_way_or_other(a: _Sides, b: _Sides) -> bool:
    """The same sides, in either order for what is mutual, and a place that says so or at least not otherwise."""
    mutual = a.event.event_type in MUTUAL and b.event.event_type in MUTUAL
    return any(_belong(a, b, turned) for turned in ((False, True) if mutual else (False,)))


def _belong(a: _Sides, b: _Sides, turned: bool) -> bool:
    actors, recipients = (b.recipients, b.actors) if turned else (b.actors, b.recipients)
    doers, done_to = who.agreement(a.actors, actors), who.agreement(a.recipients, recipients)
    if doers is None or done_to is None or doers < who.SIDE:
        return False
    one, other = a.event, b.event
    for here, there in ((one.location, other.location), (one.destination, other.destination)):
        if here is not None and there is not None and where.agreement(here, there) is None:
            return False
    if one.mode and other.mode and one.event_type == other.event_type and one.mode != other.mode:
        return False
    close = where.is_close(one.location) and where.is_close(other.location)
    same_end = one.destination is not None and other.destination is not None
    return done_to >= who.SIDE or close or same_end


@cache
def _phases() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in lexicon("phases.yaml").items()}
