"""Which events belong together: a plan and what came of it, a beginning and its end, a deed and its denial.

Only what is plain: the same sides, no contradiction of place, the right order of days, and one event only that
it can be. Nothing is guessed from the mere fact that one event followed another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from ..core.model import REAL, Event, Location
from ..lexicon.reader import lexicon
from . import same_place, same_side, same_time
from .evidence import MUTUAL

# PLOVER codes the announcement of these as another type: future cooperation is AGREE, a future withdrawal CONCEDE.
_ANNOUNCES = {"CONCEDE": ("RETREAT",), "AGREE": ("CONSULT", "SUPPORT", "COOPERATE", "AID")}
_OPEN = frozenset({"future", "hypothetical"})
_PLAN_DAYS = 365
_PHASE_DAYS = 120
_DENIAL_DAYS = 60
_NEVER = date.max.toordinal() + 2 * _PLAN_DAYS
# Events of one pair of sides within a year that are looked at for one another: more are too many to tell apart.
_MOST = 64


# Type and key of a side → the days of the events that have it, as ordinals, and the events, in the order of their days.
_ByKey = dict[tuple[str, str], tuple[list[int], list["EventView"]]]


@dataclass(frozen=True, slots=True)
class Relation:
    """`event_id` stands in `relation` (a code of schemas/codes/relations) to `related_event_id`."""

    event_id: str
    related_event_id: str
    relation: str


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as it is held against others."""

    event_id: str
    event_type: str
    status: str
    mode: str | None
    date_earliest: date | None
    date_latest: date | None
    location: Location | None
    destination: Location | None
    actors: same_side.Party
    recipients: same_side.Party
    lemmas: frozenset[str]
    reported: date | None  # when it was first reported

    @classmethod
    def of(cls, event: Event) -> EventView:
        reported = min((r.published_earliest for r in event.reports if r.published_earliest), default=None)
        return cls(
            event.event_id,
            event.event_type,
            event.status,
            event.mode,
            event.date_earliest,
            event.date_latest,
            event.location,
            event.destination,
            same_side.party(event.actors, True),
            same_side.party(event.recipients, False),
            _same(frozenset(r.lemma for r in event.reports)),
            reported,
        )

    @property
    def day(self) -> date | None:
        """The last day an event can have been, or the first; else when it was first reported."""
        return self.date_latest or self.date_earliest or self.reported


@lru_cache(maxsize=1 << 14)
def _same(words: frozenset[str]) -> frozenset[str]:
    return words


def family(event_type: str) -> tuple[str, ...]:
    """The types that events of one type can be in relation with, in order; the same for each of them."""
    for announced, types in _ANNOUNCES.items():
        if event_type in {announced, *types}:
            return tuple(sorted({announced, *types}))
    return (event_type,)


def relations(events: Iterable[Event]) -> list[Relation]:
    """All relations, sorted. The order in which the events come changes nothing."""
    return related(map(EventView.of, events))


def related(sides: Iterable[EventView]) -> list[Relation]:
    """As :func:`relations`, of events of whole families of types (:func:`family`)."""
    sides = sorted(sides, key=lambda one: (one.day or date.max, one.event_id))
    by_key: _ByKey = {}
    for one in sides:
        day = one.day.toordinal() if one.day else _NEVER
        for key in _keys(one):
            days, there = by_key.setdefault((one.event_type, key), ([], []))
            days.append(day)
            there.append(one)
    found = []
    for one in sides:
        if one.day is None:
            continue
        # A plan picks what came of it, so that the same plan is not carried out by whatever else the two sides did.
        if (deed := _picked(one, by_key, _announced(one), _carries_out, _PLAN_DAYS)) is not None:
            found.append(Relation(deed, one.event_id, "carries-out"))
        same = (one.event_type,)
        if one.status in REAL and (start := _picked(one, by_key, same, _completes, _PHASE_DAYS)) is not None:
            found.append(Relation(one.event_id, start, "completes"))
        if one.status == "negated" and (deed := _picked(one, by_key, same, _denies, _DENIAL_DAYS)) is not None:
            found.append(Relation(one.event_id, deed, "denies"))
    return sorted(found, key=lambda r: (r.event_id, r.related_event_id, r.relation))


def _keys(one: EventView) -> list[str]:
    return sorted({*one.actors.keys, *(one.recipients.keys if one.event_type in MUTUAL else ())})


def _announced(one: EventView) -> tuple[str, ...]:
    """Types of the events that may carry this one out; none where it is no plan."""
    return (*_ANNOUNCES.get(one.event_type, ()), *((one.event_type,) if one.status in _OPEN else ()))


def _picked(
    one: EventView, by_key: _ByKey, types: tuple[str, ...], holds: Callable[[EventView, EventView], bool], days: int
) -> str | None:
    """The event of these types that `holds` for: reported in the same word, then the nearest in time, if no second is as
    near."""
    day = one.day
    if day is None:
        return None
    others = {
        o.event_id: o
        for kind in types
        for key in _keys(one)
        for o in _within(by_key.get((kind, key)), day.toordinal(), days)
    }
    if len(others) > _MOST:
        return None
    ranked = sorted(
        (one.lemmas.isdisjoint(o.lemmas), abs((day - o.day).days), o.event_id)
        for o in others.values()
        if o is not one and o.day is not None and holds(one, o)
    )
    return ranked[0][2] if ranked and (len(ranked) == 1 or ranked[0][:2] < ranked[1][:2]) else None


def _within(found: tuple[list[int], list[EventView]] | None, day: int, days: int) -> list[EventView]:
    """Those that lie within so many days, cut where there are too many to be told apart."""
    if found is None:
        return []
    low = bisect_left(found[0], day - days)
    return found[1][low : min(bisect_left(found[0], day + days + 1), low + _MOST + 1)]


def _carries_out(plan: EventView, deed: EventView) -> bool:
    if deed.status not in REAL:
        return False
    # Reported ahead: the plan's articles are not after the deed, and the deed is not before what the plan speaks of.
    if plan.reported is None or deed.day is None or plan.reported > deed.day:
        return False
    if plan.date_earliest and plan.date_earliest > deed.day:
        return False
    return _one_way_or_other(plan, deed)


def _completes(ended: EventView, begun: EventView) -> bool:
    if begun.status not in REAL or ended.status == "ongoing":
        return False
    if not (begun.date_latest and ended.date_earliest and begun.date_latest < ended.date_earliest):
        return False
    started = begun.status == "ongoing" or not begun.lemmas.isdisjoint(_phases()["begin"])
    finished = not ended.lemmas.isdisjoint(_phases()["end"])
    return (started and not ended.lemmas & _phases()["begin"] or finished) and _one_way_or_other(begun, ended)


def _denies(denial: EventView, deed: EventView) -> bool:
    return (
        deed.status in REAL
        and not same_time.contradicts(deed.date_earliest, deed.date_latest, denial.date_earliest, denial.date_latest)
        and _one_way_or_other(deed, denial)
    )


def _one_way_or_other(a: EventView, b: EventView) -> bool:
    """The same sides, in either order for what is mutual, and a place that says so or at least not otherwise."""
    mutual = a.event_type in MUTUAL and b.event_type in MUTUAL
    return any(_belong(a, b, turned) for turned in ((False, True) if mutual else (False,)))


def _belong(a: EventView, b: EventView, turned: bool) -> bool:
    actors, recipients = (b.recipients, b.actors) if turned else (b.actors, b.recipients)
    doers, done_to = same_side.agreement(a.actors, actors), same_side.agreement(a.recipients, recipients)
    if doers is None or done_to is None or doers < same_side.SIDE:
        return False
    for here, there in ((a.location, b.location), (a.destination, b.destination)):
        if here is not None and there is not None and same_place.agreement(here, there) is None:
            return False
    if a.mode and b.mode and a.event_type == b.event_type and a.mode != b.mode:
        return False
    close = same_place.is_close(a.location) and same_place.is_close(b.location)
    same_end = a.destination is not None and b.destination is not None
    return done_to >= same_side.SIDE or close or same_end


@cache
def _phases() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in lexicon("phases.yaml").items()}
