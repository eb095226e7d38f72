"""Reports to events: the same event told twice is one event. This is the only stage that sees several articles.

Two tellings are of one event when nothing they say contradicts and enough speaks for it
(:mod:`eventpack.linking.cluster`); docs/LINKING.md says how it is decided and how often it is right. What says most is
taken first, and what says little joins the event it fits best. Cost grows as n log n: sorting, and for each report a
bounded number of comparisons (:mod:`eventpack.linking.index`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from . import summary
from .linking import settle
from .linking.cluster import MUTUAL, Cluster, agreement, detail, order, singles
from .linking.index import Index
from .model import Event, Telling
from .syndication import Copy

_STAGE = {"occurred": "real", "ongoing": "real", "future": "open", "hypothetical": "open", "negated": "negated"}
# Fragments of an event told in different words find one another once each has gathered its reports.
_ROUNDS = 3


def link(reports: Iterable[Telling], copies: Mapping[str, Copy] | None = None) -> list[Event]:
    """Events of all articles' reports, in the order of their dates, then identifiers.

    `copies` gives for each article that is a copy its original (:mod:`eventpack.syndication`);
    copies are no independent word. Reports in which no actor is known, on either side, are left out: PLOVER codes no
    event without one.
    """
    blocks: dict[tuple[str, str], list[Telling]] = {}
    for report in reports:
        if report.actors or report.recipients:
            blocks.setdefault((report.event_type, _STAGE[report.status]), []).append(report)
    events = [_event(c, copies or {}) for key in sorted(blocks) for c in clusters(blocks.pop(key))]
    return sorted(events, key=lambda e: (e.date_earliest or e.date_latest or date.max, e.event_id))


def clusters(block: Iterable[Telling]) -> list[Cluster]:
    """The events of one type and stage: single reports joined, then what they became, until nothing joins any more."""
    found = singles(block)
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
        scored = [(score, len(kept[n].members), -n, not turned)
                  for n in index.near(cluster) for turned in ways
                  if (score := agreement(kept[n], cluster, turned, event_type, alone)) is not None]
        if scored:
            _, _, number, as_told = max(scored)
            number = -number
            kept[number].merge(cluster, not as_told)
        else:
            number = len(kept)
            kept.append(cluster)
        index.add(number, cluster)
    return kept


def _event(cluster: Cluster, copies: Mapping[str, Copy]) -> Event:
    members = sorted(cluster.members, key=lambda m: order(m[0]))
    reports = [report for report, _ in members]
    earliest, latest = settle.dates(reports, copies)
    actors = settle.actors(r.recipients if turned else r.actors for r, turned in members)
    recipients = settle.actors((r.actors if turned else r.recipients for r, turned in members),
                               {a.actor_id for a in actors})
    words = {settle.original(r, copies) for r in reports}
    event = Event(
        "evt-" + reports[0].report_id.removeprefix("rep-"), reports[0].event_type, settle.mode(reports, copies),
        settle.status(reports), "", earliest, latest, cluster.location, cluster.destination, actors, recipients,
        tuple(reports), settle.confidence(reports, copies), len({w.of for w in words}),
        len({w.publisher for w in words if w.publisher}), settle.disagreement(members),
    )
    return summary.summarised(event, cluster.theme)
