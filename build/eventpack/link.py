"""Reports to events: the same event told twice is one event.

Two reports tell of one event when nothing they say contradicts: the same PLOVER type, a mode that agrees, actors of
one side, places of which one holds the other, dates that overlap, the same end of the way for a movement, the same
kind of thing moved, and the same stage (what happened is apart from what is announced, feared or denied). A report
that says little joins the event it contradicts least, its own article's first. This is the only stage that sees
several articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from . import gazetteer, summary
from .model import COUNTRY_WIDE, Actor, Event, Location, Telling

_STAGE = {"occurred": "real", "ongoing": "real", "future": "open", "hypothetical": "open", "negated": "negated"}
# The furthest stage any report tells is the event's.
_STATUS_ORDER = ("occurred", "ongoing", "future", "hypothetical", "negated")
_STATE_KINDS = {"country", "government", "military"}
_VAGUE_KINDS = {"group", "unnamed"}
_MUTUAL = {"CONSULT", "COOPERATE", "AGREE"}
_UNKNOWN = 0.3
_SAME_NEWS_DAYS = 3


def _row(location_id: str | None) -> Location | None:
    try:
        return gazetteer.location(location_id) if location_id else None
    except KeyError:                     # a division no gazetteer describes
        return None


def _ancestors(location: Location | None) -> list[str]:
    found: list[str] = []
    while location is not None and location.location_id not in found:
        found.append(location.location_id)
        location = _row(location.parent_location_id)
    return found


def _is_somebody(actor: Actor) -> bool:
    """False for who could be anybody: civilians, police, gunmen of no stated country."""
    return actor.country is not None or actor.kind not in _VAGUE_KINDS


def _lineage(actor: Actor) -> Iterator[Actor]:
    node: Actor | None = actor
    while node is not None:
        yield node
        node = node.parent


def _keys(actors: Iterable[Actor]) -> set[str]:
    """What two agreeing actors always share: an identifier, or the state they act for."""
    found = set()
    for actor in actors:
        found.add(actor.actor_id)
        found |= {f"state {a.country}" for a in _lineage(actor) if a.kind in _STATE_KINDS and a.country}
    return found


def _same_side(a: Actor, b: Actor) -> float:
    """1 the same, .7 one part of the other or both arms of one state, 0 otherwise: two persons are two."""
    if a.actor_id == b.actor_id:
        return 1.0
    if any(x.actor_id == b.actor_id for x in _lineage(a)) or any(x.actor_id == a.actor_id for x in _lineage(b)):
        return 0.7
    return 0.7 if a.kind in _STATE_KINDS and b.kind in _STATE_KINDS and a.country == b.country else 0.0


def _who_agrees(mine: Iterable[Actor], theirs: Iterable[Actor]) -> float | None:
    """The best agreement of two lists of actors, _UNKNOWN where one names nobody in particular, None if they differ."""
    mine, theirs = [a for a in mine if _is_somebody(a)], [a for a in theirs if _is_somebody(a)]
    if not mine or not theirs:
        return _UNKNOWN
    return max(_same_side(a, b) for a in mine for b in theirs) or None


@dataclass
class _Cluster:
    """An event in the making: its reports and what they agree on so far."""

    members: list[Telling] = field(default_factory=list)
    # Actors and recipients of each member, as the event has them.
    sides: list[tuple[tuple[Actor, ...], tuple[Actor, ...]]] = field(default_factory=list)
    earliest: date | None = None
    latest: date | None = None
    actors: dict[str, Actor] = field(default_factory=dict)
    recipients: dict[str, Actor] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    location: Location | None = None
    destination: Location | None = None
    mode: str | None = None
    theme: str | None = None

    def add(self, report: Telling, turned: bool) -> None:
        self.members.append(report)
        actors, recipients = _sides(report, turned)
        self.sides.append((actors, recipients))
        self.earliest = max((d for d in (self.earliest, report.date_earliest) if d), default=None)
        self.latest = min((d for d in (self.latest, report.date_latest) if d), default=None)
        self.actors.update((a.actor_id, a) for a in actors)
        self.recipients.update((a.actor_id, a) for a in recipients)
        self.sources.add(report.source_id)
        self.location = _finer(self.location, report.place)
        self.destination = _finer(self.destination, report.destination)
        self.mode = self.mode or report.mode
        self.theme = self.theme or report.theme


def _finer(a: Location | None, b: Location | None) -> Location | None:
    """The more precise of two places of which one holds the other."""
    if a is None or b is None:
        return a or b
    return b if a.location_id in _ancestors(b) and a.location_id != b.location_id else a


def _sides(report: Telling, turned: bool) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Actors and recipients; `turned` for a meeting told from the other side."""
    sides = report.actors, report.recipients
    return sides[::-1] if turned else sides


def _agreement(cluster: _Cluster, report: Telling, turned: bool) -> float | None:
    """How well a report fits an event, None where they contradict or too little speaks for it.

    The caller has matched type and stage. Within one article one thing in common is enough; across articles it
    takes two of who, whom, where (more closely than a country) and when, one of them a person or body.
    """
    if report.mode and cluster.mode and report.mode != cluster.mode:
        return None
    if report.theme and cluster.theme and report.theme != cluster.theme:
        return None
    actors, recipients = _sides(report, turned)
    who = _who_agrees(cluster.actors.values(), actors)
    whom = _who_agrees(cluster.recipients.values(), recipients)
    if who is None or whom is None:
        return None
    here = report.place
    where = 0.0
    if here is not None and cluster.location is not None:
        mine, theirs = _ancestors(cluster.location), _ancestors(here)
        if mine[0] not in theirs and theirs[0] not in mine:
            return None
        where = 1.0 if mine[0] == theirs[0] else 0.5
    there = report.destination
    if (there is None) != (cluster.destination is None):
        return None
    if there is not None and there.location_id not in _ancestors(cluster.destination) and \
            cluster.destination.location_id not in _ancestors(there):
        return None
    if not _overlap(cluster.earliest, cluster.latest, report.date_earliest, report.date_latest):
        return None
    when = _when_agrees(cluster, report)
    close = where > 0 and here.feature_type not in COUNTRY_WIDE and cluster.location.feature_type not in COUNTRY_WIDE
    shared = (who > _UNKNOWN) + (whom > _UNKNOWN) + close + when
    same_article = report.source_id in cluster.sources
    if shared < (1 if same_article else 2) or (not same_article and max(who, whom) <= _UNKNOWN):
        return None
    # A withdrawal of which nothing more is said is one of troops, the main thing, before one of equipment.
    theme = 1.0 if report.theme == cluster.theme or (report.theme is None and cluster.theme == "troops") else 0.0
    return 2 * who + 1.5 * whom + 2 * where + 1.5 * when + theme + (0.5 if same_article else 0.0)


def _when_agrees(cluster: _Cluster, report: Telling) -> float:
    """1 where both say when, .5 where both were published within days of one another, 0 where that is not known."""
    if cluster.earliest is not None and report.date_earliest is not None:
        return 1.0
    if cluster.latest is not None and report.date_latest is not None:
        return 0.5 if abs((cluster.latest - report.date_latest).days) <= _SAME_NEWS_DAYS else 0.0
    return 0.0


def _overlap(a_earliest, a_latest, b_earliest, b_latest) -> bool:
    return not (a_latest and b_earliest and a_latest < b_earliest) and \
        not (b_latest and a_earliest and b_latest < a_earliest)


def _detail(report: Telling) -> tuple:
    """Sort key: reports that say most come first, so that what says little finds its event there."""
    return (-(bool(report.actors) + bool(report.recipients) + 2 * (report.place is not None)
              + 2 * (report.date_earliest is not None) + (report.theme is not None)), *_order(report))


def _order(report: Telling) -> tuple:
    return report.published_earliest or date.max, report.source_id, report.start, report.trigger_start


def link(reports: Iterable[Telling]) -> list[Event]:
    """Events of all articles' reports, in the order of their dates, then identifiers.

    Reports in which no actor is known, on either side, are left out: PLOVER codes no event without one.
    """
    blocks: dict[tuple, list[Telling]] = {}
    for report in reports:
        if report.actors or report.recipients:
            blocks.setdefault((report.event_type, _STAGE[report.status]), []).append(report)
    events = [_event(c) for key in sorted(blocks) for c in _clusters(blocks[key])]
    return sorted(events, key=lambda e: (e.date_earliest or e.date_latest or date.max, e.event_id))


def _clusters(reports: list[Telling]) -> list[_Cluster]:
    """Events of one type and stage. Each report is tried with those it shares somebody or its article with."""
    clusters: list[_Cluster] = []
    by_key: dict[str, set[int]] = {}
    for report in sorted(reports, key=_detail):
        keys = _keys(a for a in (*report.actors, *report.recipients) if _is_somebody(a))
        keys.add(report.source_id)
        near = sorted({n for key in keys for n in by_key.get(key, ())})
        # Who met whom is the same meeting either way.
        ways = (False, True) if report.event_type in _MUTUAL else (False,)
        scored = [(score, len(clusters[n].members), -n, not turned) for n in near for turned in ways
                  if (score := _agreement(clusters[n], report, turned)) is not None]
        turned = False
        if scored:
            number, turned = -max(scored)[2], not max(scored)[3]
        else:
            number = len(clusters)
            clusters.append(_Cluster())
        clusters[number].add(report, turned)
        for key in keys:
            by_key.setdefault(key, set()).add(number)
    return clusters


def _event(cluster: _Cluster) -> Event:
    reports = sorted(cluster.members, key=_order)
    status = next(s for s in _STATUS_ORDER if any(r.status == s for r in reports))
    actors = _best_actors([actors for actors, _ in cluster.sides])
    recipients = _best_actors([recipients for _, recipients in cluster.sides], {a.actor_id for a in actors})
    mode = Counter(r.mode for r in reports if r.mode).most_common(1)
    # Independent reports that each may err: the event is wrong only if all of them are.
    doubt = 1.0
    for source_id in sorted({r.source_id for r in reports}):
        doubt *= 1 - max(r.confidence for r in reports if r.source_id == source_id)
    event = Event(
        "evt-" + reports[0].report_id.removeprefix("rep-"), reports[0].event_type, mode[0][0] if mode else None, status,
        "", cluster.earliest, cluster.latest, cluster.location, cluster.destination, actors, recipients,
        tuple(reports), round(1 - doubt, 2),
    )
    return summary.summarised(event, cluster.theme)


def _best_actors(told: list[list[Actor]], taken: Iterable[str] = ()) -> tuple[Actor, ...]:
    """The most precise names the reports support: a state's military rather than the state."""
    taken = set(taken)
    by_id = {a.actor_id: a for actors in told for a in actors if a.actor_id not in taken}
    general = {above.actor_id for actor in by_id.values() for above in _lineage(actor) if above is not actor}
    return tuple(by_id[i] for i in sorted(by_id) if i not in general)
