"""Reports to events: the same event told twice is one event.

Two reports tell of one event when nothing they say contradicts: the same PLOVER type, a mode that agrees, actors of
one side, places of which one holds the other, dates that overlap, the same end of the way for a movement, the same
kind of thing moved, and the same stage (what happened is apart from what is announced, feared or denied). A report
that says little joins the event it contradicts least, its own article's first. This is the only stage that sees
several articles.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import gazetteer, summary
from .model import Actor, Annotation, Event, LinkedReport, Location, Report

_STAGE = {"occurred": "real", "ongoing": "real", "future": "open", "hypothetical": "open", "negated": "negated"}
# The furthest stage any report tells is the event's.
_STATUS_ORDER = ("occurred", "ongoing", "future", "hypothetical", "negated")
_STATE_KINDS = {"country", "government", "military"}


def report_id(annotation: Annotation, report: Report) -> str:
    """`rep-` and 12 digits: the same words of the same text, coded the same, are the same report in any build."""
    key = f"{annotation.article.source_id}|{report.trigger.start}|{report.event_type}|{report.status}"
    return "rep-" + hashlib.sha256(key.encode()).hexdigest()[:12]


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


def _actor_keys(actors: Iterable[Actor]) -> tuple[frozenset[str], frozenset[str]]:
    """Identifiers of the actors, and the states they act for."""
    ids, states = set(), set()
    for actor in actors:
        ids.add(actor.actor_id)
        node: Actor | None = actor
        while node is not None:
            if node.kind in _STATE_KINDS and node.country:
                states.add(node.country)
            node = node.parent
    return frozenset(ids), frozenset(states)


def _who_agrees(a: tuple[frozenset, frozenset], b: tuple[frozenset, frozenset]) -> float | None:
    """1 the same, .5 of the same state or one unknown, None if they differ."""
    if not a[0] or not b[0]:
        return 0.3
    if a[0] & b[0]:
        return 1.0
    if a[1] & b[1]:
        return 0.7
    return None


@dataclass
class _Cluster:
    """An event in the making: its reports and what they agree on so far."""

    first: LinkedReport
    members: list[LinkedReport] = field(default_factory=list)
    earliest: date | None = None
    latest: date | None = None
    actors: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    recipients: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    location: Location | None = None
    destination: Location | None = None
    mode: str | None = None
    theme: str | None = None

    def add(self, linked: LinkedReport) -> None:
        report = linked.report
        self.members.append(linked)
        self.earliest = max((d for d in (self.earliest, report.date_earliest) if d), default=None)
        self.latest = min((d for d in (self.latest, report.date_latest) if d), default=None)
        actors, recipients = _actor_keys(_known(report.actors)), _actor_keys(_known(report.recipients))
        self.actors = (self.actors[0] | actors[0], self.actors[1] | actors[1])
        self.recipients = (self.recipients[0] | recipients[0], self.recipients[1] | recipients[1])
        self.location = _finer(self.location, report.place.location if report.place else None)
        self.destination = _finer(self.destination, report.destination.location if report.destination else None)
        self.mode = self.mode or report.mode
        self.theme = self.theme or report.theme


def _finer(a: Location | None, b: Location | None) -> Location | None:
    """The more precise of two places of which one holds the other."""
    if a is None or b is None:
        return a or b
    return b if a.location_id in _ancestors(b) and a.location_id != b.location_id else a


def _known(mentions) -> list[Actor]:
    return [m.actor for m in mentions if m.actor is not None]


def _agreement(cluster: _Cluster, linked: LinkedReport) -> float | None:
    """How well a report fits an event, None where they contradict. The caller has matched type and stage."""
    report = linked.report
    if report.mode and cluster.mode and report.mode != cluster.mode:
        return None
    if report.theme and cluster.theme and report.theme != cluster.theme:
        return None
    # A withdrawal of which nothing more is said is one of troops, the main thing, before one of equipment.
    score = 0.3 if report.theme == cluster.theme or (report.theme is None and cluster.theme == "troops") else 0.0
    for mine, theirs, weight in ((cluster.actors, _actor_keys(_known(report.actors)), 2.0),
                                 (cluster.recipients, _actor_keys(_known(report.recipients)), 1.5)):
        agrees = _who_agrees(mine, theirs)
        if agrees is None:
            return None
        score += weight * agrees
    here = report.place.location if report.place else None
    if here is not None and cluster.location is not None:
        mine, theirs = _ancestors(cluster.location), _ancestors(here)
        if mine[0] not in theirs and theirs[0] not in mine:
            return None
        score += 2.0 if mine[0] == theirs[0] else 1.0
    there = report.destination.location if report.destination else None
    if (there is None) != (cluster.destination is None):
        return None
    if there is not None:
        if there.location_id not in _ancestors(cluster.destination) and \
                cluster.destination.location_id not in _ancestors(there):
            return None
        score += 1.0
    if not _overlap(cluster.earliest, cluster.latest, report.date_earliest, report.date_latest):
        return None
    if report.date_earliest and cluster.earliest:
        score += 1.5
    if any(m.annotation.article.source_id == linked.annotation.article.source_id for m in cluster.members):
        score += 0.5
    return score


def _overlap(a_earliest, a_latest, b_earliest, b_latest) -> bool:
    return not (a_latest and b_earliest and a_latest < b_earliest) and \
        not (b_latest and a_earliest and b_latest < a_earliest)


def _detail(linked: LinkedReport) -> tuple:
    """Sort key: reports that say most come first, so that what says little finds its event there."""
    r = linked.report
    return (-(bool(_known(r.actors)) + bool(_known(r.recipients)) + 2 * (r.place is not None)
              + 2 * (r.date_earliest is not None)), *_order(linked))


def _order(linked: LinkedReport) -> tuple:
    article = linked.annotation.article
    day = linked.annotation.published.earliest or date.max
    return day, article.source_id, linked.report.start, linked.report.trigger.start


def link(annotations: Sequence[Annotation]) -> list[Event]:
    """Events of all articles, in the order of their dates, then identifiers.

    Reports in which no actor is known, on either side, are left out: PLOVER codes no event without one.
    """
    reports = [LinkedReport(report_id(a, r), r, a) for a in annotations for r in a.reports
               if _known(r.actors) or _known(r.recipients)]
    blocks: dict[tuple, list[LinkedReport]] = {}
    for linked in reports:
        blocks.setdefault((linked.report.event_type, _STAGE[linked.report.status]), []).append(linked)
    events = []
    for key in sorted(blocks):
        clusters: list[_Cluster] = []
        for linked in sorted(blocks[key], key=_detail):
            scored = [(score, len(c.members), -n) for n, c in enumerate(clusters)
                      if (score := _agreement(c, linked)) is not None]
            if scored:
                cluster = clusters[-max(scored)[2]]
            else:
                cluster = _Cluster(linked)
                clusters.append(cluster)
            cluster.add(linked)
        events += [_event(c) for c in clusters]
    return sorted(events, key=lambda e: (e.date_earliest or e.date_latest or date.max, e.event_id))


def _event(cluster: _Cluster) -> Event:
    members = sorted(cluster.members, key=_order)
    reports = [m.report for m in members]
    status = next(s for s in _STATUS_ORDER if any(r.status == s for r in reports))
    actors = _best_actors([_known(r.actors) for r in reports])
    recipients = _best_actors([_known(r.recipients) for r in reports], {a.actor_id for a in actors})
    mode = Counter(r.mode for r in reports if r.mode).most_common(1)
    # Independent reports that each may err: the event is wrong only if all of them are.
    doubt = 1.0
    for article_id in sorted({m.annotation.article.source_id for m in members}):
        doubt *= 1 - max(m.report.confidence for m in members if m.annotation.article.source_id == article_id)
    event = Event(
        "evt-" + members[0].report_id.removeprefix("rep-"), reports[0].event_type, mode[0][0] if mode else None, status,
        "", cluster.earliest, cluster.latest, cluster.location, cluster.destination, actors, recipients,
        tuple(members), round(1 - doubt, 2),
    )
    return summary.summarised(event, cluster.theme)


def _best_actors(told: list[list[Actor]], taken: Iterable[str] = ()) -> tuple[Actor, ...]:
    """The most precise names the reports support: a state's military rather than the state."""
    by_id = {a.actor_id: a for actors in told for a in actors if a.actor_id not in set(taken)}
    general = set()
    for actor in by_id.values():
        node = actor.parent
        while node is not None:
            general.add(node.actor_id)
            node = node.parent
    return tuple(by_id[i] for i in sorted(by_id) if i not in general)
