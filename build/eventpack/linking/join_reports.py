"""Reports to events: the same event told twice is one event. This is the only stage that sees several articles.

Two tellings are of one event when nothing they say contradicts and enough speaks for it
(:mod:`eventpack.linking.cluster`); docs/LINKING.md says how it is decided and how often it is right. What says most is
taken first, and what says little joins the event it fits best. Cost grows as n log n: sorting, and for each report a
bounded number of comparisons (:mod:`eventpack.linking.search_index`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..annotation.report_lines import linkable
from ..core.model import Event, ReportKey
from ..text.near_copies import Copy
from . import blocks, consensus, summary
from .cluster import MUTUAL, Cluster, agreement, detail, order, singles
from .search_index import Index

# Fragments of an event told in different words find one another once each has gathered its reports.
_ROUNDS = 3


def link(reports: Iterable[ReportKey], copies: Mapping[str, Copy] | None = None) -> list[Event]:
    """Events of all articles' reports, in the order of their dates, then identifiers.

    `copies` gives for each article that is a copy its original (:mod:`eventpack.text.near_copies`);
    copies are no independent word. Reports that are not :func:`linkable` are left out.
    """
    held: dict[tuple[str, str], list[ReportKey]] = {}
    for report in filter(linkable, reports):
        held.setdefault(blocks.key(report.event_type, report.status), []).append(report)
    events = [event for key in sorted(held) for event in events_of(held.pop(key), copies or {})]
    return sorted(events, key=lambda e: (e.date_earliest or e.date_latest or date.max, e.event_id))


def events_of(block: Iterable[ReportKey], copies: Mapping[str, Copy]) -> Iterator[Event]:
    """The events of one block (:func:`eventpack.linking.blocks.key`), in no order that means anything."""
    return (_event(cluster, copies) for cluster in clusters(block, copies))


def clusters(block: Iterable[ReportKey], copies: Mapping[str, Copy]) -> list[Cluster]:
    """The events of one type and stage: single reports joined, then what they became, until nothing joins any more."""
    found = singles(block, copies)
    if not found:
        return found
    event_type = found[0].members[0][0].event_type
    for number in range(_ROUNDS):
        before = len(found)
        found = _joined(found, event_type, alone=number == 0)
        if len(found) == before:
            break
    return found


def _joined(given: list[Cluster], event_type: str, alone: bool) -> list[Cluster]:
    """One round: each cluster, the most detailed first, joins the one before it that it fits best, or stands alone."""
    index, kept = Index(event_type in MUTUAL), []
    ways = (False, True) if event_type in MUTUAL else (False,)
    for cluster in sorted(given, key=detail):
        entry = index.entry(cluster)
        scored = [
            (score, len(kept[n].members), -n, not turned)
            for n in index.near(entry)
            for turned in ways
            if (score := agreement(kept[n], cluster, turned, event_type, alone)) is not None
        ]
        if scored:
            _, _, number, as_told = max(scored)
            number = -number
            kept[number].merge(cluster, not as_told)
        else:
            number = len(kept)
            kept.append(cluster)
        index.add(number, entry)
    return kept


def _event(cluster: Cluster, copies: Mapping[str, Copy]) -> Event:
    members = sorted(cluster.members, key=lambda m: order(m[0]))
    reports = [report for report, _ in members]
    earliest, latest = consensus.dates(reports, copies)
    actors = consensus.actors(r.recipients if turned else r.actors for r, turned in members)
    recipients = consensus.actors(
        (r.actors if turned else r.recipients for r, turned in members), {a.actor_id for a in actors}
    )
    words = {consensus.original(r, copies) for r in reports}
    event = Event(
        "evt-" + reports[0].report_id.removeprefix("rep-"),
        reports[0].event_type,
        consensus.mode(reports, copies),
        consensus.status(reports),
        "",
        earliest,
        latest,
        cluster.location,
        cluster.destination,
        actors,
        recipients,
        tuple(reports),
        consensus.confidence(reports, copies),
        len({w.of for w in words}),
        len({w.publisher for w in words if w.publisher}),
        consensus.disagreement(members),
    )
    return summary.summarised(event, cluster.theme)
